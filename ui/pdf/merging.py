import io
from collections.abc import Iterable

import pikepdf


def merge(documents: Iterable[bytes], *, new_sheet_each: bool = False) -> bytes:
    """Several PDFs as one, in order, for the printer.

    With ``new_sheet_each`` a blank page follows each document of odd length, so that printing on both sides
    begins each on a sheet of its own.
    """
    merged = pikepdf.new()
    for document in documents:
        with pikepdf.open(io.BytesIO(document)) as part:
            merged.pages.extend(part.pages)
            if new_sheet_each and len(part.pages) % 2:
                _left, _bottom, width, height = (float(edge) for edge in part.pages[-1].mediabox)
                merged.add_blank_page(page_size=(width, height))
    out = io.BytesIO()
    merged.save(out)
    return out.getvalue()


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(document)) as file:
        return len(file.pages)
