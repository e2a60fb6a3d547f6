"""The alert of letters: an e-mail that was given up, until it is sent again or the letter went another way."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters import proof
from letters.leaving import RETURNED, SUBJECT_OF_RETURN
from letters.matters import KINDS
from letters.models import Dispatch, Kind, Receipt
from tenancy.alerts import AlertKind, Cause, raise_alert, register
from tenancy.models import Alert, OutboxMessage
from tenancy.night import Work
from tenancy.permissions import Right
from tenancy.signed_mail import Seal

KIND = "mail_failed"
DOUBTFUL = "receipt_doubtful"
SUBJECT = "message"
REMEMBERED = timedelta(days=60)


def mails_given_up(work: Work) -> Iterator[Cause]:
    """E-mails of the last weeks that were given up and whose purpose is still open."""
    lost = [OutboxMessage.State.FAILED, OutboxMessage.State.BOUNCED]
    told = Dispatch.objects.filter(message=OuterRef("pk"))  # a letter: it has an alert of its own
    given_up = OutboxMessage.objects.filter(
        state__in=lost, created_at__date__gte=work.on - REMEMBERED
    ).exclude(Exists(told))
    for kind, model in KINDS.items():
        left = model._default_manager.filter(pk=OuterRef("about_id"), sent_on__isnull=False)
        given_up = given_up.exclude(Exists(left), about_kind=kind)
    for message in given_up:
        yield cause(message)


def cause(message: OutboxMessage) -> Cause:
    """Why one message needs somebody."""
    return Cause(
        SUBJECT,
        message.pk,
        f"{message.subject} → {message.recipient}",
        facts={"reason": message.last_error[:500]},
    )


def message_given_up(message: OutboxMessage) -> None:
    """Alert at once, not only in the next night."""
    raise_alert(KIND, cause(message), message.company.today())


def letters_lost(work: Work) -> Iterator[Cause]:
    """Letters that came back or bounced, until they left once more, arrived after all, or the contract ended."""
    rows = work.about(Dispatch.objects.unanswered(), "pk")
    rows = rows.exclude(occasion__isnull=False, sent_on__lt=work.on - REMEMBERED)
    for row in rows.select_related("contract", "customer", "notice__term", "occasion").prefetch_related(
        "receipts"
    ):
        lost = [each for each in row.receipts.all() if each.kind in Receipt.LOST]
        closes = row.notice.term.notice_closes_on if row.notice else None
        yield Cause(
            SUBJECT_OF_RETURN,
            row.pk,
            f"{row.reference} · {row.customer.name}",
            due_on=closes if closes and closes >= work.on else None,
            facts={
                "kind": lost[-1].kind,
                "reason": lost[-1].reason,
                "text": lost[-1].text[:300],
                "letter": row.occasion.kind if row.occasion else Kind.RENEWAL_NOTICE,
            },
        )


def receipts_doubted(work: Work) -> Iterator[Cause]:
    """Letters about which a PEC receipt came that nobody may rely on, until one says for good what became of them."""
    told = Receipt.objects.filter(
        dispatch=OuterRef("dispatch"), kind__in=(Receipt.Kind.DELIVERED, *Receipt.LOST)
    )
    rows = Receipt.objects.filter(kind=Receipt.Kind.DOUBTFUL, on__gte=work.on - REMEMBERED).exclude(
        Exists(told)
    )
    about = work.about(rows, "dispatch").select_related("dispatch__contract", "dispatch__customer")
    latest = {row.dispatch_id: row for row in about.order_by("pk")}
    for row in latest.values():
        sent = row.dispatch
        facts = {"seal": row.seal, "says": row.text}
        yield Cause(SUBJECT_OF_RETURN, sent.pk, f"{sent.reference} · {sent.customer.name}", facts=facts)


def register_kinds() -> None:
    """Make the kinds known."""
    register(
        AlertKind(
            name=RETURNED,
            label=gettext_lazy("Letters that did not arrive"),
            severity="lost",
            right=Right.LETTERS_VIEW,
            describe=_describe_lost,
            url=lambda alert: reverse("letters:dispatch_detail", args=[alert.subject_id]),
            causes=letters_lost,
        )
    )
    register(
        AlertKind(
            name=DOUBTFUL,
            label=gettext_lazy("PEC receipts that cannot be relied on"),
            severity="lost",
            right=Right.LETTERS_VIEW,
            describe=_describe_doubtful,
            url=lambda alert: reverse("letters:dispatch_detail", args=[alert.subject_id]),
            causes=receipts_doubted,
        )
    )
    register(
        AlertKind(
            name=proof.KIND,
            label=gettext_lazy("Files that changed after they were kept"),
            severity="lost",
            right=Right.LETTERS_VIEW,
            describe=_describe_changed,
            url=lambda alert: reverse("letters:dispatch_list") + f"?document={alert.subject_id}",
            causes=proof.changed_files,
        )
    )
    register(
        AlertKind(
            name=KIND,
            label=gettext_lazy("E-mails that did not leave"),
            severity="lost",
            right=Right.LETTERS_VIEW,
            describe=_describe,
            url=_url,
            causes=mails_given_up,
        )
    )


def _describe(alert: Alert) -> str:
    return _("The e-mail %(what)s did not leave: %(reason)s") % {
        "what": alert.subject_label,
        "reason": alert.facts.get("reason", ""),
    }


def _describe_lost(alert: Alert) -> str:
    reason, text = alert.facts.get("reason", ""), alert.facts.get("text", "")
    why = text or (str(Receipt.Reason(reason).label) if reason in Receipt.Reason.values else "")
    letter = Kind(alert.facts.get("letter", Kind.RENEWAL_NOTICE)).label
    facts = {"what": alert.subject_label, "why": why or "–", "letter": letter}
    if alert.facts.get("kind") == Receipt.Kind.RETURNED:
        return _("%(letter)s, %(what)s: it came back (%(why)s). Find the address and send it anew.") % facts
    return (
        _("%(letter)s, %(what)s: it did not arrive (%(why)s). Find another way, or send it by letter.")
        % facts
    )


def _describe_doubtful(alert: Alert) -> str:
    return _(
        "%(what)s: a PEC receipt came that cannot be relied on (%(why)s). Look for it in the mailbox itself."
    ) % {"what": alert.subject_label, "why": Seal(alert.facts.get("seal", Seal.ALTERED)).label}


def _describe_changed(alert: Alert) -> str:
    if not alert.facts.get("found"):
        return _("The file %(what)s is gone: bring it back from a backup.") % {"what": alert.subject_label}
    return _("The file %(what)s is not the one that was kept: bring it back from a backup.") % {
        "what": alert.subject_label
    }


def _url(alert: Alert) -> str:
    return reverse("letters:message_detail", args=[alert.subject_id])
