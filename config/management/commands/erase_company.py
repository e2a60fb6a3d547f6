"""Erase a company that left."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import erasing_company
from tenancy.models import Company


class Command(BaseCommand):
    """Writes what the law keeps to a file, then deletes every row and file of a closed company."""

    help = "Erase a company closed at least thirty days ago; what the law keeps is written to a file first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, where to, and its name once more."""
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--keep", required=True, type=Path, metavar="FILE.zip", help="what the law keeps")
        parser.add_argument("--confirm", default="", metavar="SLUG", help="the same name again: do it")
        parser.add_argument("--on", type=date.fromisoformat, help="the day (YYYY-MM-DD); today without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse, tell what would go, or do it; interrupted, it is run again."""
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            raise CommandError(f"There is no company {options['company']}. Erased ones are gone whole.")
        target: Path = options["keep"]
        try:
            erasing_company.refuse(company, options["on"] or company.today())
            if options["confirm"] != company.slug:
                raise CommandError(
                    f"Every row and file of {company.name} would be deleted. To do it: --confirm {company.slug}"
                )
            if erasing_company.has_rows(company):
                if target.exists():
                    raise CommandError(f"{target} exists already: name another file.")
                erasing_company.keep_by_law(company, target)
                self.stdout.write(f"What the law keeps: {target}")
            for table, count in erasing_company.erase(company):
                if count:
                    self.stdout.write(f"{count:>9} {table}")
        except erasing_company.NotYet as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{company.name} is erased.")
