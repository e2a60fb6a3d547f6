"""One connection to the mail server, and what its answers mean."""

import smtplib
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection


class NotNow(Exception):
    """The message certainly did not leave, and may leave later: server away, mailbox busy, over quota."""


class Refused(Exception):
    """The server refused the message for good: no such mailbox, forbidden content."""


class Unknown(Exception):
    """The connection broke while the message was on its way: it may have been taken or not."""


class Postman:
    """Sends messages over one connection, opened with the first and proved alive before each next one."""

    def __init__(self, connection: Any = None) -> None:
        self._backend: Any = connection or get_connection()
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def send(self, mail: EmailMessage) -> None:
        """Hand one message to the server. Raises ``NotNow``, ``Refused`` or ``Unknown``."""
        mail.message()  # a header that cannot be written is found before anything is said to the server
        self._connect()
        self._used = True
        try:
            self._backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as problem:
            answers = [(code, _words(text)) for code, text in problem.recipients.values()]
            reason = "; ".join(f"{code} {text}" for code, text in answers)
            raise (NotNow if all(_passes(code) for code, _text in answers) else Refused)(reason) from problem
        except smtplib.SMTPResponseException as problem:
            reason = f"{problem.smtp_code} {_words(problem.smtp_error)}"
            raise (NotNow if _passes(problem.smtp_code) else Refused)(reason) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise Refused(str(problem)) from problem
        except OSError as problem:
            self._forget()
            raise Unknown(_named(problem)) from problem

    def _connect(self) -> None:
        """Open, or open anew what went to sleep between two messages; nothing has left the house yet."""
        try:
            connection = getattr(self._backend, "connection", None)
            if self._used and connection is not None and not _is_alive(connection):
                self._forget()
            self._backend.open()
        except OSError as problem:
            self._forget()
            raise NotNow(_named(problem)) from problem

    def _forget(self) -> None:
        try:
            self._backend.close()
        except OSError:
            self._backend.connection = None


def _is_alive(connection: Any) -> bool:
    try:
        return bool(connection.noop()[0] == 250)
    except OSError:
        return False


def _passes(code: int) -> bool:
    """The 4xx answers are for the moment (RFC 5321, 4.2.1)."""
    return 400 <= code < 500


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def _named(problem: OSError) -> str:
    return f"{type(problem).__name__}: {problem}"
