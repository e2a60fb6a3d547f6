import io
from collections.abc import Iterable
from typing import Any

import pikepdf

from ui.pdf.still import PREFIX


def merge(documents: Iterable[bytes], *, new_sheet_each: bool = False) -> bytes:
    """Several PDFs as one, in order, for the printer; a still part that many of them show is kept once.

    With ``new_sheet_each`` a blank page follows each document of odd length, so that printing on both sides
    begins each on a sheet of its own.
    """
    merged = pikepdf.new()
    kept: dict[str, Any] = {}
    for document in documents:
        with pikepdf.open(io.BytesIO(document)) as part:
            for page in part.pages:
                names = _stills(page)
                for name in names & kept.keys():
                    del page.obj.Resources.XObject[name]  # so that it is not copied once more
                merged.pages.append(page)
                for name in names:
                    shown = merged.pages[-1].obj.Resources.XObject
                    if name in kept:
                        shown[name] = kept[name]
                    else:
                        kept[name] = shown[name]
            if new_sheet_each and len(part.pages) % 2:
                _left, _bottom, width, height = (float(edge) for edge in part.pages[-1].mediabox)
                merged.add_blank_page(page_size=(width, height))
    out = io.BytesIO()
    merged.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(document)) as file:
        return len(file.pages)


def _stills(page: pikepdf.Page) -> set[str]:
    """The names of the still parts a page shows."""
    resources: Any = page.obj.get("/Resources", {})
    return {name for name in map(str, resources.get("/XObject", {})) if name.startswith(PREFIX)}
