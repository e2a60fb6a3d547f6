"""PDF: pages rendered with fonts and style sheets parsed once a process, and files joined for the printer."""

from ui.pdf.joining import count_pages, merge
from ui.pdf.rendering import Files, render

__all__ = ["Files", "count_pages", "merge", "render"]
