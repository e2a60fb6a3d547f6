"""The first file somebody opens: what the archive holds and how to read it, in her language."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from config.company_export.tables import INTERNAL
from ui import formats

if TYPE_CHECKING:
    from config.company_export.archive import Archive


def text(archive: "Archive") -> str:
    """The words of README.txt."""
    with override(archive.language):
        parts = [
            _("Everything %(company)s has in Echeo, taken on %(moment)s.")
            % {"company": archive.company.name, "moment": formats.moment(archive.taken_at)},
            _(
                "tables/: one CSV a table (UTF-8, comma, ISO dates, point in numbers, true and false). Customers, "
                "machines, contracts and technicians are referred to by their number or name, other rows by the id "
                "of their table."
            ),
            _(
                "A text that begins with = + - or @ has an apostrophe before it, so that no spreadsheet program takes "
                "it for a formula; a program that reads the files takes it off."
            ),
            _(
                "files/: documents, photos and attachments, in a folder for each customer number; files.csv lists "
                "them with size and SHA-256."
            ),
            _("index.json: tables, columns, numbers of rows and SHA-256 of each table, for programs."),
        ]
        if not archive.private:
            parts.append(_("Private notes are left out: who took this archive may not read them."))
        if archive.missing:
            parts.append(
                _("%(count)s files could not be found in the storage; index.json names them.")
                % {"count": len(archive.missing)}
            )
        parts.append(
            _("Not in the archive, because they are made from the rest or serve this installation only:")
        )
        parts.append(", ".join(sorted(label.rpartition(".")[2] for label in INTERNAL)) + ".")
        return "\r\n\r\n".join(parts) + "\r\n"
