from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from installed_base.duties.clocks import Clock
from installed_base.duty_words import CLOCKS, RULES
from installed_base.models.equipment import Equipment
from tenancy import search
from tenancy.owned import CompanyOwned, OwnedForeignKey


class DueDateQuerySet(models.QuerySet["DueDate"]):
    """Dates at which machines of the acting company must be looked after."""

    def current(self) -> Self:
        """Those of machines in service whose customer is active."""
        return self.filter(at_rest=False)

    def legal(self) -> Self:
        """Those the law sets."""
        return self.exclude(clock=Clock.CARE.value)

    def excluded(self, on: date) -> Self:
        """Those of machines that maintenance lists leave out on the day, the machine itself or its customer."""
        return self.filter(left_out_until__gte=on)

    def listed(self, on: date) -> Self:
        """Those that maintenance lists show on the day."""
        return self.filter(Q(left_out_until=None) | Q(left_out_until__lt=on))

    def found_by(self, query: str) -> Self:
        """Those of machines and customers found by the words."""
        machines, customers = search.matching("equipment", query), search.matching("customer", query)
        if machines is None or customers is None:
            return self
        theirs = Equipment.objects.filter(customer__in=customers).order_by().values("pk")
        return self.filter(Q(equipment__in=machines) | Q(equipment__in=theirs))


class DueDate(CompanyOwned):
    """When a clock of a machine is due next; written by ``due_dates.refresh`` and nowhere else.

    ``leads`` is true for the earliest of a machine's clocks: the one that plans the visit. ``rule`` and ``inputs``
    say why. ``at_rest`` (the machine is out of service or its customer is not active) and ``left_out_until`` (the last
    day on which maintenance lists leave out the machine or its customer, 9999-12-31 without an end) are written by the
    database alone, whenever a machine or a customer changes (see the migration ``due_dates_at_rest``): a list of a
    hundred thousand dates is counted without a look at the machines.
    """

    equipment = OwnedForeignKey(
        Equipment, models.CASCADE, related_name="due_dates", verbose_name=_("machine")
    )
    clock = models.CharField(_("what"), max_length=20, choices=CLOCKS)
    window_from = models.DateField(_("from"))
    due_on = models.DateField(_("due on"))
    leads = models.BooleanField(_("plans the visit"), default=False)
    rule = models.CharField(_("rule"), max_length=20, choices=RULES)
    inputs = models.JSONField(default=dict)
    done_on = models.DateField(_("last done on"), null=True)
    at_rest = models.BooleanField(default=False, db_default=False, editable=False)
    left_out_until = models.DateField(null=True, editable=False)

    objects = DueDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "equipment", "clock"], name="due_date_once"),
            models.CheckConstraint(condition=Q(window_from__lte=F("due_on")), name="due_date_window"),
        ]
        indexes = [
            models.Index(
                fields=["company", "due_on", "id"],
                include=["left_out_until", "equipment"],
                condition=Q(leads=True, at_rest=False),
                name="due_date_leading",
            ),
            models.Index(
                fields=["company", "clock", "due_on", "id"],
                include=["left_out_until", "equipment"],
                condition=Q(at_rest=False),
                name="due_date_of_clock",
            ),
        ]

    def __str__(self) -> str:
        return str(self.equipment)

    @property
    def is_legal(self) -> bool:
        """Whether the law sets it."""
        return self.clock != Clock.CARE.value
