"""A small real IMAP server in a thread: one mailbox, whose mails a test puts in and whose flags it looks at."""

import re
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes

import pytest

HEADER = re.compile(r'HEADER (\S+) "([^"]*)"', re.IGNORECASE)


class Mailbox:
    """The server: ``put`` a mail in, look at what was ``seen``."""

    user, password = "box", "open sesame"

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        mailbox = self

        class Talk(socketserver.StreamRequestHandler):
            """One connection."""

            def handle(self) -> None:
                self._say("* OK ready")
                while line := self.rfile.readline().decode().rstrip("\r\n"):
                    tag, _space, command = line.partition(" ")
                    self._say(*mailbox.answer(tag, command))
                    if command.upper() == "LOGOUT":
                        return

            def _say(self, *lines: str | bytes) -> None:
                for line in lines:
                    self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def put(self, raw: bytes) -> int:
        """A mail arrives; gives its id."""
        self.mails.append(raw)
        return len(self.mails)

    def stop(self) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, tag: str, command: str) -> list[str | bytes]:
        """What the server says to a command."""
        verb = command.upper()
        if verb.startswith("CAPABILITY"):
            return ["* CAPABILITY IMAP4rev1", f"{tag} OK done"]
        if verb.startswith("LOGIN"):
            known = self.password in command and self.user in command
            return [f"{tag} OK done" if known else f"{tag} NO [AUTHENTICATIONFAILED] wrong password"]
        if verb.startswith("SELECT"):
            return [f"* {len(self.mails)} EXISTS", f"{tag} OK [READ-WRITE] done"]
        if verb.startswith("UID SEARCH"):
            found = [uid for uid in range(1, len(self.mails) + 1) if self._matches(uid, command)]
            return [f"* SEARCH {' '.join(map(str, found))}".rstrip(), f"{tag} OK done"]
        if verb.startswith("UID FETCH"):
            uid = int(command.split()[2])
            raw = self.mails[uid - 1]
            if "BODY" in verb:
                return [f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}", raw + b")", f"{tag} OK done"]
            return [f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})", f"{tag} OK done"]
        if verb.startswith("UID STORE"):
            self.seen.add(int(command.split()[2]))
        return [f"{tag} OK done"]

    def _matches(self, uid: int, command: str) -> bool:
        wanted = HEADER.search(command)
        mail = message_from_bytes(self.mails[uid - 1])
        return uid not in self.seen and (wanted is None or wanted[2] in str(mail[wanted[1]] or ""))


@pytest.fixture
def imap() -> Iterator[Mailbox]:
    """A mailbox at work."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.stop()
