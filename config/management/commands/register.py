import csv
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts import register
from tenancy.acting import acting_for
from tenancy.models import Company


class Command(BaseCommand):
    """The register of a company on a day, as CSV on standard output."""

    help = "One row a contract: state, term, fee, notice, periods due, visits owed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="address name of the company")
        parser.add_argument("--on", type=date.fromisoformat, help="the day (YYYY-MM-DD); today without it")

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            raise CommandError(f"There is no company “{options['company']}”.")
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(register.COLUMNS)
        with acting_for(company, source="register"):
            for row in register.rows(options["on"] or company.today()):
                out.writerow(row.cells())
