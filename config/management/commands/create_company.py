from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.founding import found
from tenancy.accounts import password_link
from tenancy.addresses import company_url


class Command(BaseCommand):
    """Make a company with its administrator, and print a link to set the first password."""

    help = "Make a company with its administrator; prints a one-time link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Slug, name, country and the administrator's e-mail."""
        parser.add_argument(
            "--slug", required=True, help="its name in addresses: small letters, figures, hyphens"
        )
        parser.add_argument("--name", required=True, help="its name as people know it")
        parser.add_argument("--country", required=True, help="FR or IT")
        parser.add_argument(
            "--admin", required=True, metavar="EMAIL", help="e-mail of its first administrator"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say what is wrong and leave nothing behind."""
        try:
            company, admin = found(options["slug"], options["name"], options["country"], options["admin"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{company.name}: {company_url(company, 'today')}")
        if admin.has_usable_password():
            self.stdout.write(f"{admin.email} signs in with the password of the account.")
        else:
            self.stdout.write(f"{admin.email} sets a password here, once:\n{password_link(admin)}")
