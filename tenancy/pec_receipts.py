"""Receipts of certified e-mail (PEC) as the providers write them (DM 2 November 2005, annex): the file daticert.xml."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tenancy import signed_mail

HEADER, ABOUT = "X-Ricevuta", "X-Riferimento-Message-ID"
LARGEST = 200_000
# What each kind of receipt says of the message it is about; the others say nothing final.
KINDS = {
    "accettazione": "accepted",
    "avvenuta-consegna": "delivered",
    "non-accettazione": "refused",
    "errore-consegna": "undelivered",
    "rilevazione-virus": "undelivered",
}


@dataclass(frozen=True, slots=True)
class PecReceipt:
    """What a provider says about a message: ``kind`` as in ``KINDS``, when, and why not.

    ``seal`` and ``signed_by`` are what its signature is worth (``Seal``; empty where it could not be checked).
    """

    kind: str
    message_id: str
    at: datetime | None
    reason: str
    raw: bytes
    seal: str = ""
    signed_by: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody may rely on it: providers sign every receipt."""
        return self.seal in signed_mail.DOUBTFUL


def read(raw: bytes, authorities: str = "") -> PecReceipt | None:
    """A receipt; None for any other mail, for one that says nothing final, and for one that cannot be read.

    Of one whose signature fits, only what was signed is read. Raises ``CannotCheck``.
    """
    mail: Any = message_from_bytes(raw, policy=policy.default)
    kind = str(mail[HEADER] or "").strip().lower()
    if kind not in KINDS:
        return None
    signed = signed_mail.look(raw, authorities)
    facts = _facts(message_from_bytes(signed.text, policy=policy.default) if signed.text else mail)
    if facts is None or facts.get("tipo", "").lower() != kind:
        return None
    about = (facts.findtext("dati/msgid") or str(mail[ABOUT] or "")).strip()
    reason = " ".join((facts.findtext("dati/errore-esteso") or "").split())
    if not reason and (code := facts.get("errore", "nessuno")) != "nessuno":
        reason = code
    return PecReceipt(KINDS[kind], about, _moment(facts), reason[:500], raw, signed.seal, signed.by)


def _facts(mail: Any) -> Element | None:
    for part in mail.walk():
        if (part.get_filename() or "").lower() != "daticert.xml":
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or len(content) > LARGEST:
            return None
        try:
            found: Element = fromstring(content, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            return None
        return found if found.tag == "postacert" else None
    return None


def _moment(facts: Element) -> datetime | None:
    when = facts.find("dati/data")
    if when is None:
        return None
    text = f"{when.findtext('giorno')} {when.findtext('ora')} {when.get('zona', '+0000')}"
    try:
        return datetime.strptime(text, "%d/%m/%Y %H:%M:%S %z")
    except ValueError:
        return None
