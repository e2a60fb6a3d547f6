"""A mailbox read over IMAP: what is unread, one mail at a time, and marked as read once it was dealt with."""

import imaplib
import ssl
from collections.abc import Iterator
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

LARGEST = 10 * 1024 * 1024
AT_ONCE = 200
TIMEOUT = 20


class CannotRead(Exception):
    """The mailbox cannot be read now, and why."""


class Mailbox:
    """One connection to one folder. Raises ``CannotRead`` when server, login or folder refuse."""

    def __init__(
        self,
        host: str,
        port: int,
        username: str,
        password: str,
        *,
        secure: bool = True,
        folder: str = "INBOX",
    ) -> None:
        self._where = (host, port, username, password, secure, folder)
        self._imap: imaplib.IMAP4 | None = None

    @classmethod
    def at(cls, url: str) -> Self:
        """The mailbox of an address such as ``imaps://user:password@host:993/INBOX``."""
        parts = urlsplit(url)
        secure = parts.scheme == "imaps"
        return cls(
            parts.hostname or "",
            parts.port or (993 if secure else 143),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            secure=secure,
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )

    def __enter__(self) -> Self:
        host, port, username, password, secure, folder = self._where
        try:
            if secure:
                self._imap = imaplib.IMAP4_SSL(
                    host, port, timeout=TIMEOUT, ssl_context=ssl.create_default_context()
                )
            else:
                self._imap = imaplib.IMAP4(host, port, timeout=TIMEOUT)
            self._imap.login(username, password)
            status, said = self._imap.select(folder)
        except (imaplib.IMAP4.error, OSError) as problem:
            self._close()
            raise CannotRead(_words(problem)) from problem
        if status != "OK":
            self._close()
            raise CannotRead(str(said))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def unread(self, *wanted: str) -> Iterator[tuple[str, bytes]]:
        """Unread mails with their ids, the oldest first; one that is too large is passed over and marked as read.

        ``wanted`` narrows them, such as ``"HEADER", "Subject", '"words"'``; what it leaves out is not touched.
        """
        found = self._asked("SEARCH", "UNSEEN", *wanted)
        for uid in (each.decode() for each in _line(found).split()[:AT_ONCE]):
            size = self._asked("FETCH", uid, "(RFC822.SIZE)")
            figures = [word.strip(b"()") for word in _line(size).split()]
            if b"RFC822.SIZE" in figures and int(figures[figures.index(b"RFC822.SIZE") + 1]) > LARGEST:
                self.mark_read(uid)
                continue
            for part in self._asked("FETCH", uid, "(BODY.PEEK[])"):
                if isinstance(part, tuple):
                    yield uid, part[1]

    def mark_read(self, uid: str) -> None:
        """It was dealt with."""
        self._asked("STORE", uid, "+FLAGS", r"(\Seen)")

    def _asked(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        if self._imap is None:
            raise CannotRead("closed")
        try:
            status, data = self._imap.uid(command, *words)
        except (imaplib.IMAP4.error, OSError) as problem:
            raise CannotRead(_words(problem)) from problem
        if status != "OK":
            raise CannotRead(str(data))
        return data

    def _close(self) -> None:
        if self._imap is not None:
            try:
                self._imap.logout()
            except (imaplib.IMAP4.error, OSError):
                self._imap.shutdown()
            self._imap = None


def _line(data: list[bytes | tuple[bytes, bytes]]) -> bytes:
    first = data[0] if data else b""
    return first[0] if isinstance(first, tuple) else first or b""


def _words(problem: Exception) -> str:
    said = problem.args[0] if problem.args else problem
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else f"{problem}"
