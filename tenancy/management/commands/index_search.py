from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tenancy import search
from tenancy.acting import acting_for
from tenancy.models import Company

AT_ONCE = 2_000


class Command(BaseCommand):
    """Makes the words of everything that can be found anew, for companies that had rows before search knew them."""

    help = "Makes the words of search anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One company, or all."""
        parser.add_argument("--company", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every kind that names its model, in pieces."""
        companies = Company.objects.open()
        if options["company"]:
            companies = companies.filter(slug=options["company"])
        for company in companies:
            done = sum(_index(company, kind) for kind in search.kinds() if kind.model is not None)
            self.stdout.write(f"{company.slug}: {done}")


def _index(company: Company, kind: search.SearchKind) -> int:
    last = done = 0
    while True:
        with acting_for(company, source="job:search"):
            model: Any = kind.model
            rows = list(model._default_manager.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
            search.index_rows(kind.name, rows)
        done += len(rows)
        if len(rows) < AT_ONCE:
            return done
        last = rows[-1].pk
