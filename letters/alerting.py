"""The alert of letters: an e-mail that was given up, until it is sent again or the notice went another way."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Notice
from tenancy.alerts import AlertKind, Cause, raise_alert, register
from tenancy.models import Alert, OutboxMessage
from tenancy.night import Work
from tenancy.permissions import Right

KIND = "mail_failed"
SUBJECT = "message"
REMEMBERED = timedelta(days=60)


def mails_given_up(work: Work) -> Iterator[Cause]:
    """E-mails of the last weeks that were given up and whose purpose is still open."""
    went_otherwise = Notice.objects.filter(pk=OuterRef("about_id"), sent_on__isnull=False)
    given_up = OutboxMessage.objects.filter(
        state=OutboxMessage.State.FAILED, created_at__date__gte=work.on - REMEMBERED
    ).exclude(Exists(went_otherwise), about_kind=Notice._meta.label_lower)
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


def register_kinds() -> None:
    """Make the kind known."""
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


def _url(alert: Alert) -> str:
    return reverse("letters:message_detail", args=[alert.subject_id])
