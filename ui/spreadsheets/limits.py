"""How large a file may be before it is refused: enough for a whole portfolio, too little to hurt the server."""

from dataclasses import dataclass

from django.conf import settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lengths in characters."""

    file: int = 25 * MEGABYTE
    #: everything a workbook unpacks to
    unpacked: int = 320 * MEGABYTE
    #: what of it is held in memory at once (shared texts, styles)
    in_memory: int = 64 * MEGABYTE
    rows: int = 500_000
    columns: int = 200
    cell: int = 32_767

    @classmethod
    def of_settings(cls) -> "Limits":
        """The limits with the file size of the setting `SPREADSHEET_MAX_BYTES`, if there is one."""
        return cls(file=getattr(settings, "SPREADSHEET_MAX_BYTES", cls().file))
