"""What the night does about time: what a law kept of erased people goes when its day comes; old prospects are named."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from contracts.erasing import YEARS
from contracts.models import Contract
from customers.erasure import Erasure
from customers.models import Communication, Customer
from tenancy import erasing
from tenancy.acting import acting_for
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.months import add_m
from tenancy.night import Work
from tenancy.permissions import Right

PROSPECT_MONTHS = 36
STEP = "retention"


def expire(work: Work) -> None:
    """The night's step: of people who were erased, what a law kept and keeps no longer."""
    for pk in _with_something_expired(work):
        with acting_for(work.company, source=work.source):
            customer = Customer.everyone.select_for_update(of=("self",)).get(pk=pk)
            plan = Erasure(customer, work.on)
            erasing.remove(plan.goes, plan.loosened)
            work.count("expired", sum(len(ids) for ids in plan.goes.values()))
            work.tell("expired", customer.name)


def _with_something_expired(work: Work) -> list[int]:
    with acting_for(work.company, source=work.source):
        before = add_m(work.on, -12 * YEARS[work.company.country])
        over = Contract.objects.filter(customer=OuterRef("pk"), ended_on__lte=before)
        erased = Customer.everyone.filter(Exists(over), set_aside=Customer.SetAside.ERASED)
        return list(erased.order_by("pk").values_list("pk", flat=True))


def prospects_to_delete(on: date) -> QuerySet[Customer]:
    """Prospects who did not get in touch for three years, by what is known of their last contact."""
    limit = add_m(on, -PROSPECT_MONTHS)
    wrote = Communication.objects.filter(
        customer=OuterRef("pk"), direction=Communication.Direction.INCOMING, at__date__gte=limit
    )
    return Customer.objects.filter(
        ~Exists(wrote), standing=Customer.Standing.PROSPECT, created_at__date__lt=limit
    ).exclude(last_contact_on__gte=limit)


def register_kinds() -> None:
    """Make the alert known: one for all of them, which leads to their list."""
    register(
        AlertKind(
            "prospects_to_delete",
            gettext_lazy("Prospects to delete"),
            "soon",
            Right.PRIVACY_RUN,
            _describe,
            lambda _alert: reverse("privacy_prospects"),
            _causes,
        )
    )


def _causes(work: Work) -> Iterator[Cause]:
    if count := prospects_to_delete(work.on).count():
        yield Cause("company", work.company.pk, work.company.name, None, None, {"count": count})


def _describe(alert: Alert) -> str:
    count = int(alert.facts.get("count", 0))
    told = ngettext(
        "%(count)s prospect gave no sign for three years and is to be deleted.",
        "%(count)s prospects gave no sign for three years and are to be deleted.",
        count,
    )
    return told % {"count": count}
