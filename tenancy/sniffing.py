"""What an uploaded file really is, told from its bytes: its name decides nothing."""

import io
import re
import struct
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 15 * 1024 * 1024
LARGEST_PICTURE = 40_000_000
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000
PICTURES = ("JPEG", "PNG", "WEBP")
# How a JPEG and a PNG begin: what begins so and cannot be opened was torn on its way.
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n")
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
MAIL_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
MAIL_FIELDS = re.compile(rb"^(?:from|date|received|message-id|subject):", re.IGNORECASE | re.MULTILINE)
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|\?xml|iframe)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken: its type, and the endings its name may have, the usual one first."""

    content_type: str
    endings: tuple[str, ...]
    label: str
    picture: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
JPEG = FileKind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG", picture=True)
PNG = FileKind("image/png", (".png",), "PNG", picture=True)
WEBP = FileKind("image/webp", (".webp",), "WebP", picture=True)
PDF = FileKind("application/pdf", (".pdf",), "PDF")
DOCX = FileKind(f"{_OFFICE}wordprocessingml.document", (".docx",), "DOCX")
XLSX = FileKind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), "XLSX")
ODT = FileKind(f"{_OPEN}text", (".odt",), "ODT")
ODS = FileKind(f"{_OPEN}spreadsheet", (".ods",), "ODS")
EML = FileKind("message/rfc822", (".eml",), "EML")
TXT = FileKind("text/plain", (".txt", ".log", ".text", ".csv", ".md"), "TXT")
KINDS = (JPEG, PNG, WEBP, PDF, DOCX, XLSX, ODT, ODS, TXT, EML)


def kind_of(content: bytes, name: str) -> FileKind:
    """The kind of a file.

    Raises ``ValidationError`` saying what to do when it is not taken, or is something else than its name says.
    """
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise too_large()
    found = _found(content)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in found.endings and any(ending in kind.endings for kind in KINDS):
        raise ValidationError(
            _(
                "By its content this is a %(kind)s file, but its name ends in %(ending)s. Rename it and try again."
            )
            % {"kind": found.label, "ending": ending}
        )
    return found


def too_large() -> ValidationError:
    """More than is taken at once."""
    return ValidationError(_("The file is larger than 15 MB. Make it smaller, or split it."))


def _found(content: bytes) -> FileKind:
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise ValidationError(
            _("HEIC pictures are not taken. On the telephone choose “most compatible”, or send it as JPEG.")
        )
    if picture := _picture(content):
        return picture
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    return _text(content)


def _picture(content: bytes) -> FileKind | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=PICTURES) as image:
                width, height = image.size
                kind = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}[image.format or ""]
    except Image.DecompressionBombError as bomb:
        raise _too_many_points() from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as broken:
        if content.startswith(BEGINNINGS):
            raise ValidationError(_("This picture is damaged: it cannot be opened.")) from broken
        return None
    if width * height > LARGEST_PICTURE:
        raise _too_many_points()
    if not _whole(content, kind):
        raise ValidationError(_("This picture is damaged: it cannot be opened."))
    return kind


def _whole(content: bytes, kind: FileKind) -> bool:
    """Whether a picture has its end. WeasyPrint tells Pillow to draw torn ones, so Pillow is no judge."""
    if kind is JPEG:
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    if kind is PNG:
        return b"IEND" in content
    return int.from_bytes(content[4:8], "little") <= len(content) - 8


def _too_many_points() -> ValidationError:
    return ValidationError(_("The picture has more than 40 million points. Make it smaller first."))


def _pdf(content: bytes) -> FileKind:
    if _ends_as_archive(content):
        raise ValidationError(_("The file is a PDF and an archive at once. Save it again as plain PDF."))
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not len(document.pages):
                raise ValidationError(_("This PDF has no page."))
    except pikepdf.PasswordError as locked:
        raise ValidationError(
            _("This PDF is protected by a password. Save it without one first.")
        ) from locked
    except (pikepdf.PdfError, ValueError, RecursionError) as broken:
        raise ValidationError(_("This PDF is damaged: it cannot be opened.")) from broken
    return PDF


def _ends_as_archive(content: bytes) -> bool:
    """Whether an archive's own end is the end of the file, so that it opens as one, too."""
    at = content.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(content):
        return False
    return bool(at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") >= len(content) - 2)


def _archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if len(archive.infolist()) > MOST_PARTS or (
                sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED
            ):
                raise ValidationError(_("Unpacked, this file would be far too large. It is not taken."))
            if any(name.lower().endswith("vbaproject.bin") for name in parts):
                raise ValidationError(_("This file has macros in it. Save it without them."))
            if "[Content_Types].xml" in parts:
                if "word/document.xml" in parts:
                    return DOCX
                if "xl/workbook.xml" in parts:
                    return XLSX
            if "mimetype" in parts and parts["mimetype"].file_size < 200:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                for kind in (ODT, ODS):
                    if said == kind.content_type:
                        return kind
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        struct.error,
    ) as broken:
        raise ValidationError(_("This file is damaged: it cannot be opened.")) from broken
    raise _not_taken()


def _text(content: bytes) -> FileKind:
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    mail = MAIL_HEADER.match(content)
    if mail and len(MAIL_FIELDS.findall(mail[0])) >= 2:
        return EML
    if head.startswith(b"<") or MARKUP.search(content):
        raise ValidationError(
            _(
                "Drawings and pages with code in them (SVG, HTML, XML) are not taken. Save it as PDF or picture."
            )
        )
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        if "\ufffd" in text:
            raise _not_taken() from None
    if any(letter < " " and letter not in "\t\r\n\f" for letter in text):
        raise _not_taken()
    if MARKUP.search(text.encode()):
        raise _not_taken()
    return TXT


def _not_taken() -> ValidationError:
    return ValidationError(
        _("This kind of file is not taken. Give a PDF, a picture (%(pictures)s) or one of %(others)s.")
        % {"pictures": "JPEG, PNG, WebP", "others": "DOCX, XLSX, ODT, ODS, TXT, EML"}
    )
