"""Brings customers, sites, contacts, equipment and its types, technicians and contracts in from CSV and XLSX files."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.importing import recorder
from config.nouns import NOUNS, column_of
from config.portfolio import FileReport, PortfolioRefused, PortfolioReport, import_portfolio, sources
from tenancy.acting import acting_for
from tenancy.models import Company
from ui.spreadsheets.showing import shown


class Command(BaseCommand):
    """Exit codes: 0 brought in (refused rows are listed), 1 nothing brought in, 3 with --strict and refused rows."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="DIR|FILE")
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day as of which they are brought in (today)"
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything, then undo it")
        parser.add_argument(
            "--update",
            action="append",
            default=[],
            metavar="NOUN[:COLUMN,…]",
            help="take these columns of rows that are there already (customers:phone,email), or all that may be",
        )
        parser.add_argument("--strict", action="store_true", help="exit 3 when a row was refused")
        parser.add_argument("--json", action="store_true", help="everything as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            company = Company.objects.open().get(slug=options["company"])
        except Company.DoesNotExist:
            raise CommandError(f"There is no company {options['company']}.") from None
        update = dict(_asked(wanted) for wanted in options["update"])
        try:
            on = options["on"] or company.today()
            report = import_portfolio(
                company,
                sources(options["files"]),
                on=on,
                trial=options["dry_run"],
                update=update,
                keep=recorder(on),
            )
        except PortfolioRefused as refused:
            raise CommandError(f"Nothing was brought in. {refused}") from refused
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, default=str, indent=1))
        else:
            with acting_for(company):
                self._print(report)
        if options["strict"] and report.refused:
            raise SystemExit(3)

    def _print(self, report: PortfolioReport) -> None:
        for file in report.files:
            self._print_file(file)
        for name in report.skipped:
            self.stdout.write(_("%(file)s: holds something else, left alone") % {"file": name})
        if report.trial:
            self.stdout.write(_("Trial only: nothing was written."))

    def _print_file(self, file: FileReport) -> None:
        self.stdout.write(
            _("%(file)s: %(noun)s, %(rows)s rows, %(created)s new, %(known)s known, %(refused)s refused")
            % {
                "file": file.file,
                "noun": file.noun,
                "rows": file.rows,
                "created": file.created,
                "known": file.known,
                "refused": len(file.refused),
            }
        )
        if file.updated:
            self.stdout.write("  " + _("known rows changed: %(updated)s") % {"updated": file.updated})
        for column in file.unknown_columns:
            self.stdout.write("  " + _("unknown column: %(column)s") % {"column": column})
        for row in file.refused:
            self._print_row(_("refused"), row.line, row.reference, row.column, row.value, _(row.reason))
        for remark in file.remarks:
            self._print_row(
                _("remark"), remark.line, remark.reference, remark.column, remark.value, _(remark.text)
            )
        for other in file.differences:
            known = column_of(file.noun, other.name)
            before, brought = (
                shown(value, other.kind, known.show if known else None)
                for value in (other.kept, other.brought)
            )
            words = _("took the place of “%(kept)s”") if other.taken else _("left as it is: “%(kept)s”")
            kept = words % {"kept": before}
            if other.note:
                kept = f"{kept} · {_(other.note)}"
            self._print_row(_("differs"), other.line, other.reference, other.column, brought, kept)

    def _print_row(self, what: str, line: int, reference: str, column: str, value: str, text: str) -> None:
        place = _("line %(line)s") % {"line": line}
        self.stdout.write(f"  {what} · {place} · {reference} · {column} · “{value}” · {text}")


def _asked(wanted: str) -> tuple[str, set[str]]:
    """A noun and the columns of it that are to be updated; raises CommandError for names nobody knows."""
    name, _colon, listed = wanted.partition(":")
    noun = next((noun for noun in NOUNS if noun.name == name), None)
    if noun is None:
        raise CommandError(f"--update {wanted}: one of {', '.join(noun.name for noun in NOUNS)} is needed.")
    free = {column.name for column in noun.columns if not column.fixed}
    columns = set(filter(None, listed.split(","))) or free
    if wrong := sorted(columns - free):
        raise CommandError(
            f"--update {wanted}: {', '.join(wrong)} cannot be updated; {', '.join(sorted(free))} can."
        )
    return name, columns
