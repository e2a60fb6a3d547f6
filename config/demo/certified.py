"""Letters of the Italian demo company that left by certified e-mail: one delivered, one whose receipt was altered."""

from datetime import timedelta

from django.utils import timezone

from config.demo.pec_provider import provider
from contracts.models import Notice
from customers.models import Customer
from letters import emailing, receiving
from tenancy import pec_receipts
from tenancy.models import Company, OutboxMessage, PecAccount


def send_by_pec(company: Company, notices: list[Notice]) -> None:
    """The first was accepted and handed over; of the second a receipt came that says so and was changed on its way.

    The account is there while the letters are written only: no demo has a mailbox to read.
    """
    account = PecAccount.objects.create(
        address=company.pec, username=company.pec, smtp_host="smtp.pec.example", imap_host="imap.pec.example"
    )
    for number, notice in enumerate(notices):
        message = _sent(notice)
        told = ("accettazione", "avvenuta-consegna") if number == 0 else ("avvenuta-consegna",)
        for minutes, kind in enumerate(told, start=1):
            at = message.sent_at + timedelta(minutes=minutes) if message.sent_at else timezone.now()
            raw = provider().receipt(message.message_id, kind, at.astimezone(company.zone), to=company.pec)
            if number:
                raw = raw.replace(b"<gestore-emittente>Gestore", b"<gestore-emittente>Altro")
            if receipt := pec_receipts.read(raw):
                receiving.pec_receipt(message, receipt)
    account.delete()


def _sent(notice: Notice) -> OutboxMessage:
    customer = notice.contract.customer
    customer.pec = customer.pec or f"{customer.number.lower()}@pec.example"
    customer.notice_channel = Customer.NoticeChannel.PEC
    customer.save()
    message = emailing.email(notice, notice.company.today())
    left = timezone.now() - timedelta(hours=3)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.SENT, sent_at=left, claimed_at=left, attempts=1
    )
    message.refresh_from_db()
    emailing.left(message)
    return message
