import io
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter


def merge(documents: Iterable[bytes]) -> bytes:
    """Several PDFs as one, in order, for the printer; what they share (a logo) is kept once."""
    writer = PdfWriter()
    for document in documents:
        writer.append(io.BytesIO(document), import_outline=False)
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    writer.close()
    return out.getvalue()


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(document)).pages)
