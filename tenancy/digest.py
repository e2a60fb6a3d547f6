"""The night's e-mail to each member who wants one: what is open, by cause, with the money in it."""

from datetime import date

from django.db.models import Count, Min, Sum
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenancy import alerts
from tenancy.acting import acting_for
from tenancy.addresses import company_url
from tenancy.models import Alert, Company, Membership
from tenancy.night import Work
from tenancy.outbox import queue_email
from tenancy.permissions import Right


def send_digests(work: Work) -> None:
    """The night's step: one message a member and day, however often the night runs; none when nothing is open."""
    wanting = (
        Membership.objects.active().filter(company=work.company, wants_digest=True).select_related("user")
    )
    for membership in wanting.order_by("pk"):
        if Right.ALERTS_VIEW not in membership.rights:
            continue
        with acting_for(work.company, source=work.source):
            sent = _send(work.company, membership, work.on)
        if sent:
            work.count("sent")
            work.tell("sent", str(membership.user))


def _send(company: Company, membership: Membership, on: date) -> bool:
    causes = _open_causes(membership.rights, on)
    if not causes:
        return False
    with translation.override(membership.user.language or company.language):
        text = render_to_string(
            "tenancy/email/digest_message.txt",
            {
                "person": membership.user.get_short_name(),
                "on": on,
                "causes": causes,
                "sees_fees": Right.FEES_VIEW in membership.rights,
                "url": company_url(company, "alerts:list"),
            },
        )
        subject = _("%(company)s: what must not be forgotten") % {"company": company.name}
    queue_email(f"digest:{membership.pk}:{on}", membership.user.email, subject, text)
    return True


def _open_causes(rights: frozenset[str], on: date) -> list[dict[str, object]]:
    seen = alerts.kinds_for(rights)
    labels = {name: kind.label for name, kind in alerts.kinds().items()}
    rows = Alert.objects.awake(on).filter(kind__in=seen).order_by().values("kind")
    counted = rows.annotate(count=Count("pk"), amount=Sum("amount"), first=Min("due_on"))
    return [{**row, "label": labels[row["kind"]]} for row in sorted(counted, key=lambda row: row["kind"])]
