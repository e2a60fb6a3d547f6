import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import nightly
from tenancy.models import Company

PARTLY_FAILED = 3


class Command(BaseCommand):
    """The night of one company or of all. Exits with 3 when some contracts or steps failed and were listed."""

    help = "Renew, prepare notices, raise alerts: the night's work for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", help="address name of one company; all without it")
        parser.add_argument("--on", type=_day, help="the day (YYYY-MM-DD); each company's today without it")
        parser.add_argument("--preview", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--json", action="store_true", help="a JSON line for each company")

    def handle(self, *args: Any, **options: Any) -> None:
        companies = Company.objects.open().order_by("slug")
        if options["company"]:
            companies = companies.filter(slug=options["company"])
            if not companies:
                raise CommandError(f"There is no company “{options['company']}”.")
        well = True
        for company in companies:
            on = options["on"] or company.today()
            if options["preview"]:
                summary = nightly.preview(company, on)
            else:
                summary = nightly.run(company, on, progress=self._progress if sys.stderr.isatty() else None)
            self._report(summary, as_json=options["json"])
            well = well and summary.went_well
        if not well:
            sys.exit(PARTLY_FAILED)

    def _progress(self, step: str, done: int, total: int) -> None:
        self.stderr.write(f"\r{step}: {done} / {total}", ending="")
        self.stderr.flush()

    def _report(self, summary: nightly.Summary, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(summary.as_json())
            return
        self.stdout.write(f"{summary.company}, {summary.on}: {summary.seconds:.1f} s")
        for step, counts in summary.counts.items():
            said = ", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing"
            self.stdout.write(f"  {step}: {said}")
        for row in summary.rows:
            facts = ", ".join(f"{name} {value}" for name, value in row.facts)
            self.stdout.write(f"  {row.what}: {row.subject} ({facts})")
        for failure in summary.failures:
            self.stdout.write(f"  failed: {failure.step} {failure.subject_label}: {failure.reason}")
        for step, error in summary.errors.items():
            self.stdout.write(f"  step failed: {step}: {error}")


def _day(text: str) -> date:
    return date.fromisoformat(text)
