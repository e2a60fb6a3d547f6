"""A real mail server in a thread: keeps what it is sent, and refuses, hangs up or is away when a test wants it."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

Answer = Callable[[Envelope], str | None]


class Sink:
    """The server: ``mails`` that arrived, in order."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.mails: list[EmailMessage] = []
        self.answer: Answer = lambda envelope: None
        self.hang_up = False
        self._controller: Controller | None = None

    def start(self) -> None:
        """Open the door."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Close it: connections are refused."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or say what the test wants said."""
        envelope.rcpt_tos.append(address)
        return self.answer(envelope) or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail; when told to hang up, keep it and never say so."""
        mail: Any = message_from_bytes(bytes(envelope.original_content or b""), policy=policy.default)
        self.mails.append(mail)
        if self.hang_up and server.transport is not None:
            server.transport.close()
        return "250 OK"


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Sink]:
    """A mail server at work, to which the product sends."""
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    sink.start()
    yield sink
    sink.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
