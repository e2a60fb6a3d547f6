"""Show the product: everything it takes to use it in a browser, from one command."""

import os
import socket
import urllib.request
from contextlib import suppress
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import embedded
from config.demo import product
from config.demo.children import Children
from config.demo.companies import Login, load_demo


class Command(BaseCommand):
    """Migrate, load the demo companies, run last night's job, then serve until Ctrl-C."""

    help = "Run the product with two demo companies: web server, worker and beat."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS") or "127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _demand_free(host, port)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        logins = load_demo()
        with suppress(SystemExit):  # some contracts of the demo may fail: the pages show them
            call_command("nightly")
        with Children(product.children(host, port), product.environment(port)) as children:
            if _answers(children, port):
                self._present(port, logins)
            failing = children.watch(_keep_services_up)
        if failing:
            raise CommandError(
                f"{failing.name} does not stay up; the end of {failing.log}:\n{failing.last_words()}"
            )
        self.stdout.write("Stopped.")

    def _present(self, port: int, logins: list[Login]) -> None:
        self.stdout.write(f"\nEcheo answers on http://localhost:{port}")
        width = max((len(login.email) for login in logins), default=0)
        for login in logins:
            self.stdout.write(f"  {login.email:{width}}  {login.password}  ({login.company})")
        self.stdout.write(f"Logs and mails are in {product.place()}. Ctrl-C stops everything.\n")
        self.stdout.flush()


def _demand_free(host: str, port: int) -> None:
    """Say at once that a port is taken, instead of a server that dies three times."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken ({error.strerror}). Choose another: PORT=8001 make demo"
            ) from error


def _answers(children: Children, port: int) -> bool:
    """Wait for the first answer; False when a child died or somebody said stop before."""
    while not children.stopping.wait(0.2):
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        if children.check():
            return False
    return False


def _keep_services_up() -> None:
    """Start PostgreSQL or Redis again when one was killed; nothing when the environment names others."""
    if None in embedded.status().values():
        embedded.ensure_running()
