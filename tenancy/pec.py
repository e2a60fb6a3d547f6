"""The PEC mailbox of a company: its receipts are read and tied to the messages they are about."""

import logging
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy import outside, pec_receipts
from tenancy.acting import acting_for
from tenancy.alerts import AlertKind, Cause, register
from tenancy.mailbox import CannotRead, Mailbox
from tenancy.models import Company, OutboxMessage, PecAccount
from tenancy.night import Work
from tenancy.pec_receipts import PecReceipt
from tenancy.permissions import Right
from tenancy.signed_mail import CannotCheck

log = logging.getLogger(__name__)
SOURCE = "pec"
FAILED = ("refused", "undelivered")

Hook = Callable[[OutboxMessage, PecReceipt], None]
_hooks: list[Hook] = []


def on_receipt(hook: Hook) -> None:
    """Call ``hook(message, receipt)`` in the transaction that records a receipt; registered by apps when ready.

    The hook asks ``is_doubtful``: such a receipt is worth a question, and nothing is recorded from what it says.
    """
    if hook not in _hooks:
        _hooks.append(hook)


def is_ready() -> bool:
    """Whether the acting company can send by PEC."""
    return PecAccount.objects.exists()


def read_mailbox(company: Company) -> int:
    """Read receipts about our messages that nobody read yet; gives how many were tied. Other mail is not touched.

    Opens its own transactions, none while it waits for the server. What stands in the way is kept on the account.
    """
    with acting_for(company, source=SOURCE):
        account = PecAccount.objects.first()
    if account is None:
        return 0
    count, problem = 0, ""
    try:
        outside.check(account.imap_host)
        with _mailbox_of(account) as mailbox:
            for uid, raw in mailbox.unread("HEADER", pec_receipts.ABOUT, f'"{settings.SITE_HOST}"'):
                count += _tie(company, raw)
                mailbox.mark_read(uid)
    except (CannotRead, ValueError) as found:
        problem = str(found)
    with acting_for(company, source=SOURCE):
        PecAccount.objects.filter(pk=account.pk).update(read_at=timezone.now(), problem=problem[:500])
    return count


def _mailbox_of(account: PecAccount) -> Mailbox:
    return Mailbox(
        account.imap_host,
        account.imap_port,
        account.username,
        account.password,
        secure=account.security != PecAccount.Security.NONE,
    )


def _tie(company: Company, raw: bytes) -> bool:
    """Record a receipt about a message of ours; false for any other mail."""
    try:
        receipt = pec_receipts.read(raw, settings.PEC_AUTHORITIES)
    except CannotCheck as problem:
        raise CannotRead(
            _("The signature of a receipt could not be checked: %(why)s") % {"why": problem}
        ) from problem
    except Exception:  # one strange mail must not hold the others up
        log.exception("A PEC receipt could not be read")
        return False
    if receipt is None or not receipt.message_id:
        return False
    with acting_for(company, source=SOURCE):
        sent = OutboxMessage.objects.select_for_update().filter(channel=OutboxMessage.Channel.PEC)
        message = sent.filter(message_id=receipt.message_id).first()
        if message is None:
            return False
        if receipt.kind in FAILED and not receipt.is_doubtful and message.state == OutboxMessage.State.SENT:
            message.state, message.bounced_at = OutboxMessage.State.BOUNCED, receipt.at or timezone.now()
            message.last_error = receipt.reason
            message.save(update_fields=["state", "bounced_at", "last_error"])
        for hook in _hooks:
            with transaction.atomic():
                hook(message, receipt)
    return True


def register_alert() -> None:
    """Alert about a mailbox that cannot be read: receipts would be missed."""
    register(
        AlertKind(
            name="pec_unreadable",
            label=gettext_lazy("PEC mailbox that cannot be read"),
            severity="soon",
            right=Right.SETTINGS_EDIT,
            describe=lambda alert: (
                _("The mailbox %(what)s cannot be read: %(why)s")
                % {"what": alert.subject_label, "why": alert.facts.get("why", "")}
            ),
            url=lambda _alert: reverse("settings:pec"),
            causes=_unreadable,
        )
    )


def _unreadable(work: Work) -> Iterator[Cause]:
    for account in PecAccount.objects.exclude(problem=""):
        yield Cause("pec_account", account.pk, account.address, facts={"why": account.problem})
