"""Headers as people write them: accents, case, punctuation and ° do not matter."""

import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _

from ui.spreadsheets.cells import Cell, UnreadableFile
from ui.spreadsheets.limits import Limits


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """`text` in lower case without accents and signs, words parted by one space: "N° de série" → "n de serie"."""
    text = text.replace("º", "°").replace("’", " ").replace("№", "n ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def checked_header(cells: list[Cell], limits: Limits) -> list[str]:
    """The texts of a header row; trailing empty ones are dropped, one in between stays as "".

    Raises UnreadableFile when there are too many, when one stands twice, or when the row holds no text.
    """
    headers = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > limits.columns:
        raise too_many_columns(limits)
    if not any(isinstance(cell, str) and any(c.isalpha() for c in cell) for cell in cells):
        raise UnreadableFile(_("The first line is not a header: it names no column."))
    seen: set[str] = set()
    for header in headers:
        key = normalised(header)
        if key and key in seen:
            raise UnreadableFile(_("The header “%(header)s” stands twice.") % {"header": header[:100]})
        seen.add(key)
    return headers


def too_many_columns(limits: Limits) -> UnreadableFile:
    """The refusal of a table wider than any list of ours."""
    return UnreadableFile(
        _("The file has more than %(columns)s columns; it is not a list of this kind.")
        % {"columns": limits.columns}
    )
