"""What a response, a mail or a file says, whatever it is made of."""

import io
import zipfile
from email.message import Message
from typing import Any

from pypdf import PdfReader


def said(answer: Any) -> str:
    """All text of a response, its headers included, in lower case."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers.lower() + " " + text_of(answer.getvalue())


def text_of(content: bytes) -> str:
    """The text of a page, a PDF or a workbook, in lower case."""
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        attached = [text_of(data) for files in reader.attachments.values() for data in files]
        return " ".join(
            [*(page.extract_text() for page in reader.pages), str(reader.metadata), *attached]
        ).lower()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(text_of(archive.read(name)) for name in archive.namelist())
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8", "replace").lower()


def mailed(message: Any) -> str:
    """All that a mail says: headers, bodies, attachments."""
    made: Message = message.message()
    parts = [part.get_payload(decode=True) for part in made.walk() if not part.is_multipart()]
    return " ".join(
        [str(made.items()).lower(), *(text_of(part) for part in parts if isinstance(part, bytes))]
    )
