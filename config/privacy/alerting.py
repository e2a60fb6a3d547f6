"""The alert of privacy requests whose month ends and that nobody answered."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import PrivacyRequest
from tenancy import subjects
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right

SUBJECT = "privacyrequest"
DAYS_BEFORE = 5


def unanswered(work: Work) -> Iterator[Cause]:
    """Open requests from five days before their month ends."""
    for request in PrivacyRequest.objects.open().select_related("customer").order_by("pk"):
        if request.due_on - timedelta(days=DAYS_BEFORE) <= work.on:
            facts = {"kind": request.kind}
            yield Cause(SUBJECT, request.pk, request.customer.number, request.due_on, None, facts)


def register_kinds() -> None:
    """Make the kind known."""
    subjects.register(SUBJECT, "privacy_request")
    register(
        AlertKind(
            "privacy_unanswered",
            gettext_lazy("Privacy requests to answer"),
            "lost",
            Right.PRIVACY_RUN,
            _describe,
            lambda alert: reverse("privacy_request", args=[alert.subject_id]),
            unanswered,
        )
    )


def _describe(alert: Alert) -> str:
    asked = dict(PrivacyRequest.Kind.choices).get(alert.facts.get("kind", ""), "")
    return _("A privacy request waits for its answer: %(what)s.") % {"what": asked}
