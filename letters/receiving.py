"""What comes back about letters sent by mail: bounces, and the receipts of certified e-mail."""

from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import override

from letters import alerting
from letters.leaving import RETURNED, SUBJECT_OF_RETURN
from letters.models import Dispatch, Receipt
from letters.returning import tell
from tenancy.acting import acting_company
from tenancy.alerts import close_at_once, look_again, raise_alert
from tenancy.models import Document, OutboxMessage
from tenancy.pec_receipts import PecReceipt

# Anybody who learns the number of a mail can send some: no more of them are kept for one letter.
MOST_DOUBTED = 20
PEC_RECEIPT = "pec_receipt"  # the kind of the documents receipts are kept as


def message_came_back(message: OutboxMessage) -> None:
    """An e-mail that had left bounced: its letter gets a receipt and an alert; other mail an alert of its own."""
    sent = Dispatch.objects.select_related("contract").filter(message=message).first()
    if sent is None:
        raise_alert(alerting.KIND, alerting.cause(message), message.company.today())
        return
    at = message.bounced_at or message.created_at
    _hear(sent, Receipt.Kind.BOUNCED, at, message.last_error, None)


def pec_receipt(message: OutboxMessage, receipt: PecReceipt) -> None:
    """A PEC provider says what became of a letter: kept word for word, once for each kind.

    One whose signature does not fit says nothing: it is kept apart, and somebody is asked to look at it. Each of them
    is: the first may be the forged one and the next a true one that was damaged on its way.
    """
    sent = Dispatch.objects.select_related("contract").filter(message=message).first()
    if sent is None or _is_known(sent, receipt):
        return
    kind = Receipt.Kind.DOUBTFUL if receipt.is_doubtful else receipt.kind
    document = Document.prepare(
        receipt.raw, kind=PEC_RECEIPT, subject=sent, name=f"{receipt.kind}-{sent.pk}.eml"
    )
    document.content_type = "message/rfc822"
    document.save()
    at, text = receipt.at or acting_company().now(), receipt.reason
    if receipt.is_doubtful:  # not even its day is believed
        with override(acting_company().language):
            at, text = (
                acting_company().now(),
                _("It says: %(what)s") % {"what": Receipt.Kind(receipt.kind).label},
            )
    _hear(sent, kind, at, text, document, seal=receipt.seal, signed_by=receipt.signed_by)


def _is_known(sent: Dispatch, receipt: PecReceipt) -> bool:
    """Whether nothing is kept of it: another says the same already, or doubtful ones come without end."""
    if not receipt.is_doubtful:
        return sent.receipts.filter(kind=receipt.kind).exists()
    doubted = sent.receipts.filter(kind=Receipt.Kind.DOUBTFUL)
    same = doubted.filter(document__sha256=sha256(receipt.raw).hexdigest())
    return same.exists() or doubted.count() >= MOST_DOUBTED


def _hear(
    sent: Dispatch, kind: str, at: datetime, text: str, document: Document | None, **signature: str
) -> None:
    company = acting_company()
    on = at.astimezone(company.zone).date()
    if sent.heard(kind, on=on, at=at, text=text, document=document, **signature) is None:
        return
    if document is not None:
        look_again([alerting.DOUBTFUL], [sent.pk], company.today())
    if kind in Receipt.LOST:
        with override(company.language):
            tell(sent, _("The letter sent on %(day)s did not arrive: %(why)s"), text or "–")
        look_again([RETURNED], [sent.pk], company.today())
    elif kind == Receipt.Kind.DELIVERED:
        close_at_once([RETURNED], SUBJECT_OF_RETURN, [sent.pk], company.today())
