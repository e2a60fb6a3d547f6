"""What alerts machines raise: dates the law sets, passed or near."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.duty_words import CLOCKS
from installed_base.models import DueDate
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right

SUBJECT = "equipment"
NAMES = dict(CLOCKS)


def legal_dates(work: Work, *, passed: bool) -> Iterator[Cause]:
    """Machines with a legal date that has passed, or that lies within the horizon; one cause a machine.

    Machines and customers left out of maintenance lists raise none.
    """
    last = work.on + timedelta(days=work.company.visit_horizon_days)
    dates = DueDate.objects.legal().current().listed(work.on)
    dates = dates.filter(due_on__lt=work.on) if passed else dates.filter(due_on__range=(work.on, last))
    columns = (
        *("equipment_id", "equipment__number", "equipment__customer__company_name"),
        *("equipment__customer__last_name", "equipment__customer__first_name", "due_on", "clock"),
    )
    seen: set[int] = set()
    for machine, number, company, last_name, first_name, due_on, clock in dates.order_by(
        "due_on", "pk"
    ).values_list(*columns):
        if machine in seen:
            continue
        seen.add(machine)
        name = company or f"{last_name} {first_name}".strip()
        yield Cause(SUBJECT, machine, f"{number} · {name}", due_on, None, {"clock": clock})


def register_kinds() -> None:
    """Make the kinds known."""
    for name, label, severity, passed in (
        ("legal_passed", gettext_lazy("Legal dates passed"), "lost", True),
        ("legal_soon", gettext_lazy("Legal dates near"), "soon", False),
    ):
        register(
            AlertKind(
                name,
                label,
                severity,
                Right.EQUIPMENT_VIEW,
                _describe,
                _url,
                partial(legal_dates, passed=passed),
            )
        )


def _describe(alert: Alert) -> str:
    duty = NAMES.get(alert.facts.get("clock", ""), "")
    if alert.kind == "legal_passed":
        return _("The date the law sets has passed: %(duty)s.") % {"duty": duty}
    return _("The date the law sets is near: %(duty)s.") % {"duty": duty}


def _url(alert: Alert) -> str:
    return reverse("equipment:detail", args=[alert.subject_id])
