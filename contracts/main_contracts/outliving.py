"""Sub-contracts that go on though their main contract has ended or is to end: shown on its page, raised as an alert."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Contract
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right


def outliving() -> QuerySet[Contract]:
    """Signed contracts without an end, or with a later one than that of their main contract."""
    over = Q(main__ended_on__isnull=False) | Q(main__ends_after__isnull=False)
    later = Q(ends_after=None) | Q(ends_after__gt=F("main__ends_after"))
    return Contract.objects.signed().filter(over & later, ended_on=None)


def going_on_after(main: Contract) -> list[Contract]:
    """Those of one main contract, in the order of their numbers."""
    return list(outliving().filter(main=main).order_by("number"))


def mains_outlived(work: Work) -> Iterator[Cause]:
    """Main contracts that have ended or are to end, with how many go on without them."""
    rows = work.about(outliving(), "main").order_by().values("main", "main__number")
    for row in rows.annotate(
        count=Count("pk"), ends=F("main__ends_after"), ended=F("main__ended_on")
    ).order_by("main"):
        yield Cause(
            "contract",
            row["main"],
            row["main__number"],
            row["ends"] or row["ended"],
            None,
            {"subs": row["count"]},
        )


def register_kind() -> None:
    """Make the alert known."""
    register(
        AlertKind("main_outlived", gettext_lazy("Main contracts that end before their sub-contracts"), "soon",
                  Right.CONTRACTS_VIEW, _told, _url, mains_outlived)
    )  # fmt: skip


def _url(alert: Alert) -> str:
    return reverse("contracts:detail", args=[alert.subject_id]) + "?tab=subs"


def _told(alert: Alert) -> str:
    count = alert.facts.get("subs", 1)
    return ngettext(
        "The main contract ends and %(count)s sub-contract goes on: end it, hang it elsewhere or let it stand alone.",
        "The main contract ends and %(count)s sub-contracts go on: end them, hang them elsewhere or let them stand "
        "alone.",
        count,
    ) % {"count": count}
