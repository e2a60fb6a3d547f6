from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import closing
from tenancy.acting import acting_for
from tenancy.models import Company


class Command(BaseCommand):
    """Opens a closed company again, as it was."""

    help = "Opens a closed company again, as it was."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("--company", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it; nights it missed are caught up by the next one."""
        try:
            company = Company.objects.exclude(closed_on=None).get(slug=options["company"])
        except Company.DoesNotExist:
            raise CommandError(f"There is no closed company {options['company']}.") from None
        with acting_for(company, source="command"):
            closing.reopen(company)
        self.stdout.write(f"{company.name} is open again.")
