"""Pages of paper: HTML to PDF with fonts and style sheets parsed once a process, and many PDFs made one."""

from ui.pdf.fetching import file_address
from ui.pdf.merging import merge, page_count
from ui.pdf.rendering import render

__all__ = ["file_address", "merge", "page_count", "render"]
