import io
from collections.abc import Iterable

import pikepdf


def merge(pdfs: Iterable[bytes], *, new_sheet_each: bool = False) -> bytes:
    """All pages of several PDFs in one file, in their order.

    With ``new_sheet_each`` a blank page follows each part of odd length, so that printing on both sides begins
    each part on a sheet of its own.
    """
    joined = pikepdf.new()
    for pdf in pdfs:
        with pikepdf.open(io.BytesIO(pdf)) as part:
            joined.pages.extend(part.pages)
            if new_sheet_each and len(part.pages) % 2:
                joined.add_blank_page(page_size=tuple(map(float, part.pages[-1].mediabox[2:])))
    file = io.BytesIO()
    joined.save(file)
    return file.getvalue()


def count_pages(pdf: bytes) -> int:
    """The number of pages."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)
