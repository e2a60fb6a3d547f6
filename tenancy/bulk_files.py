"""Photos and documents, many at once: taken away as one archive, removed, brought back."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenancy import attachments
from tenancy.models import Attachment
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome

# One archive is made in a request, in memory.
MOST_BYTES = 100 * 1024 * 1024


class DownloadFiles(BulkAction):
    """The files as one ZIP archive."""

    name = "download"
    label = gettext_lazy("Download as ZIP")
    right = Right.FILES_VIEW
    icon = "file-zip"
    style = "secondary"
    explanation = gettext_lazy("Nothing is changed: the files come as one archive.")

    def outcomes(self, rows: Sequence[Attachment]) -> list[Outcome]:
        """Each goes in, up to what one archive holds."""
        found, size = [], 0
        for row in rows:
            size += row.size
            if size <= MOST_BYTES:
                found.append(Outcome(row, _("Goes into the archive.")))
            else:
                text = _("One archive holds %(count)s MB: download the rest after it.")
                found.append(Outcome(row, text % {"count": MOST_BYTES // 1024**2}, will=False))
        return found

    def run(self, rows: Sequence[Attachment], form: Any = None) -> HttpResponse:
        """The archive; a file that is no longer in the storage is left out."""
        buffer = io.BytesIO()
        taken: set[str] = set()
        with zipfile.ZipFile(
            buffer, "w", zipfile.ZIP_STORED
        ) as archive:  # photos and PDFs are compressed already
            for row in rows:
                try:
                    with row.file.open("rb") as file:
                        archive.writestr(_once(row.name, taken), file.read())
                except FileNotFoundError:
                    continue
        headers = {
            "Content-Disposition": content_disposition_header(True, f"{_('documents')}.zip") or "attachment",
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(buffer.getvalue(), content_type="application/zip", headers=headers)


def _once(name: str, taken: set[str]) -> str:
    """A name nothing in the archive has yet."""
    safe = PurePosixPath(get_valid_filename(name.strip(". ") or "_"))
    found, number = str(safe), 1
    while found.casefold() in taken:
        number += 1
        found = f"{safe.stem}-{number}{safe.suffix}"
    taken.add(found.casefold())
    return found


class RemoveFiles(BulkAction):
    """Into the trash, from which they can be brought back."""

    name = "remove"
    label = gettext_lazy("Remove")
    right = Right.FILES_EDIT
    icon = "trash"
    style = "danger"

    def outcome(self, row: Attachment) -> Outcome:
        """Removed unless it is removed already."""
        if row.removed_at:
            return Outcome(row, _("Is removed already."), will=False)
        return Outcome(
            row,
            _("No longer shows; can be brought back for %(days)s days.") % {"days": attachments.KEPT_DAYS},
        )

    def run(self, rows: Sequence[Attachment], form: Any = None) -> str:
        """Remove them."""
        for row in rows:
            row.remove()
        return ngettext("%(count)s file removed.", "%(count)s files removed.", len(rows)) % {
            "count": len(rows)
        }


class RestoreFiles(BulkAction):
    """Back where they were."""

    name = "restore"
    label = gettext_lazy("Bring back")
    right = Right.FILES_EDIT
    icon = "restore"
    style = "secondary"

    def outcome(self, row: Attachment) -> Outcome:
        """Only what was removed."""
        if row.removed_at is None:
            return Outcome(row, _("Was not removed."), will=False)
        return Outcome(row, _("Shows again."))

    def run(self, rows: Sequence[Attachment], form: Any = None) -> str:
        """Bring them back."""
        for row in rows:
            row.restore()
        return ngettext("%(count)s file is back.", "%(count)s files are back.", len(rows)) % {
            "count": len(rows)
        }
