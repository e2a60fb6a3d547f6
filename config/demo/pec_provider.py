"""An invented PEC provider: writes the receipts of certified e-mail and signs them, as real ones do."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
SENDER = "posta-certificata@pec.example"
TEXT = """\
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Ricevuta
--b
Content-Type: application/xml; name="daticert.xml"
Content-Disposition: inline; filename="daticert.xml"

<?xml version="1.0" encoding="UTF-8"?>{dtd}
<postacert tipo="{kind}" errore="{error}"><intestazione><mittente>{to}</mittente></intestazione>
<dati><gestore-emittente>Gestore</gestore-emittente>
<data zona="{zone}"><giorno>{day}</giorno><ora>{hour}</ora></data>
<msgid>{about}</msgid><errore-esteso>{why}</errore-esteso></dati></postacert>
--b--
"""
HEAD = """\
From: {sender}
To: {to}
Subject: {kind}: x
X-Ricevuta: {kind}
X-Riferimento-Message-ID: {about}
"""


@dataclass(frozen=True)
class Provider:
    """Who signs, and the authority that says who that is."""

    authority: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def authorities(self) -> bytes:
        """The file an operator would name in ``PEC_AUTHORITIES``."""
        return self.authority.public_bytes(serialization.Encoding.PEM)

    def receipt(
        self,
        about: str,
        kind: str,
        at: datetime,
        *,
        to: str,
        error: str = "nessuno",
        why: str = "",
        dtd: str = "",
    ) -> bytes:
        """A receipt about a message (its Message-ID), signed."""
        text = TEXT.format(
            kind=kind, error=error, to=to, about=escape(about), why=why, dtd=dtd,
            zone=f"{at:%z}", day=f"{at:%d/%m/%Y}", hour=f"{at:%H:%M:%S}",
        )  # fmt: skip
        signed = (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(text.encode())
            .add_signer(self.certificate, self.key, hashes.SHA256())
            .sign(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])
        )
        head = HEAD.format(sender=SENDER, to=to, kind=kind, about=about).encode()
        return re.sub(rb"\r?\n", b"\r\n", head + signed)  # as mail travels


@cache
def provider(name: str = "Gestore PEC") -> Provider:
    """A provider with keys of its own, for as long as the program runs."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(f"{name} CA", root, f"{name} CA", root, ca=True)
    return Provider(authority, _certificate(name, key, f"{name} CA", root), key)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuers_key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool = False,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(SENDER)]), critical=False)
        made = made.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
    return made.sign(issuers_key, hashes.SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
