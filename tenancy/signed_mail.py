"""The signature of a mail (S/MIME, ``multipart/signed``): whether its text is the one signed, and who signed it.

OpenSSL's program looks, because no well-kept library of Python's checks a CMS signature. What it gives back as signed
is what is read afterwards, so that nothing around it can pass for it.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.db import models
from django.utils.translation import gettext_lazy as _

TIMEOUT = 30
SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature"}
LONGEST_NAME = 200


class Seal(models.TextChoices):
    """What a signature is worth."""

    KNOWN = "known", _("Signature valid, issuer known")
    VALID = "valid", _("Signature valid, issuer not checked")
    UNKNOWN = "unknown", _("Signature valid, issuer not among the known authorities")
    ALTERED = "altered", _("Altered: the signature does not fit the text")
    MISSING = "missing", _("Not signed")


# What may not be believed. Nothing is said of a mail that could not be checked at all.
DOUBTFUL = (Seal.UNKNOWN, Seal.ALTERED, Seal.MISSING)


class CannotCheck(Exception):
    """The signature cannot be looked at now; another time it may."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A mail as it was signed: what its signature is worth, by whom, and the text it covers (b"" where none is sure).

    ``seal`` is empty where this machine cannot check signatures.
    """

    seal: str
    by: str = ""
    text: bytes = b""


def can_check() -> bool:
    """Whether the program that looks at signatures is there."""
    return shutil.which("openssl") is not None


def look(raw: bytes, authorities: str = "") -> Signed:
    """What the signature of a mail is worth.

    ``authorities`` is a file of certificates (PEM) of those whose word is taken for who signed; without one only the
    text is checked. Raises ``CannotCheck``.
    """
    if not can_check():
        return Signed("")
    parts = _parts(raw)
    if parts is None:
        return Signed(Seal.MISSING)
    with TemporaryDirectory(prefix="signed-") as folder:
        place = Path(folder)
        (place / "text").write_bytes(parts[0])
        (place / "signature").write_bytes(parts[1])
        if not _verified(place, "-noverify", "-signer", "signer", "-out", "read"):
            return Signed(Seal.ALTERED)
        signer = _signer(place / "signer")
        if signer is None:  # a signature by nobody holds for every text
            return Signed(Seal.ALTERED)
        seal = Seal.VALID
        if authorities:
            known = _verified(place, "-CAfile", str(Path(authorities).resolve()), "-no-CApath", "-no-CAstore")
            seal = Seal.KNOWN if known else Seal.UNKNOWN
        return Signed(seal, _named(signer), (place / "read").read_bytes())


def _verified(place: Path, *more: str) -> bool:
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "signature",
        "-content",
        "text",
    ]
    out = [] if "-out" in more else ["-out", "again"]
    try:
        done = subprocess.run(
            [*command, *more, *out], cwd=place, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise CannotCheck(str(problem)) from problem
    return done.returncode == 0


def _parts(raw: bytes) -> tuple[bytes, bytes] | None:
    """The text that is signed, byte for byte as mail travels (RFC 1847), and its signature; None without one."""
    mail: Any = message_from_bytes(raw, policy=policy.compat32)
    boundary = mail.get_boundary()
    if mail.get_content_type() != "multipart/signed" or not boundary or not boundary.isascii():
        return None
    _head, _empty, body = re.sub(rb"\r?\n", b"\r\n", raw).partition(b"\r\n\r\n")
    mark = re.escape(boundary.encode("ascii"))
    pieces = re.split(rb"\r\n--%b(?:--)?[ \t]*(?=\r\n)" % mark, b"\r\n%b\r\n" % body)
    if len(pieces) < 3:
        return None
    signature: Any = message_from_bytes(pieces[2].removeprefix(b"\r\n"), policy=policy.compat32)
    if signature.get_content_type() not in SIGNATURES:
        return None
    return pieces[1].removeprefix(b"\r\n"), signature.get_payload(decode=True) or b""


def _signer(file: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except (OSError, ValueError):
        return None


def _named(signer: x509.Certificate) -> str:
    """Address or name of who signed, and who says so."""
    addresses: list[str] = []
    try:
        extension = signer.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        addresses = extension.value.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        pass
    who = addresses[0] if addresses else _common_name(signer.subject)
    return f"{who} ({_common_name(signer.issuer)})"[:LONGEST_NAME]


def _common_name(name: x509.Name) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(oid):
            return str(found[0].value)
    return name.rfc4514_string()
