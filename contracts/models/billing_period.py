from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from contracts.models.amendment import Amendment
from contracts.models.contract import Contract
from contracts.models.ending import Ending
from contracts.models.owed_visit import OwedVisit
from contracts.models.suspension import Suspension
from contracts.models.term import Term
from tenancy.models import User
from tenancy.months import days_between
from tenancy.owned import CompanyOwned, OwnedForeignKey
from ui import formats


class AlreadySettled(Exception):
    """The period was billed or closed before: by whom and how is on the period."""


class BillingPeriodQuerySet(models.QuerySet["BillingPeriod"]):
    """Stretches of terms to be charged."""

    def open(self) -> Self:
        """Periods neither billed nor closed with a reason."""
        return self.filter(state=BillingPeriod.State.OPEN)

    def due(self, on: date) -> Self:
        """Open periods to be charged on or before the day; of a contract suspended on it none falls due."""
        resting = Suspension.objects.on(on).order_by().values("contract")
        return self.open().filter(due_on__lte=on).exclude(contract__in=resting)

    def net(self) -> Decimal | None:
        """Their sum, net, in the company's currency; None when there are none."""
        return self.aggregate(net=Sum("amount"))["net"]  # type: ignore[no-any-return]


class BillingPeriod(CompanyOwned):
    """A stretch of a term to be charged once: open, then billed, billed elsewhere or waived, never back."""

    class State(models.TextChoices):
        """Whether it was charged."""

        OPEN = "open", _("To bill")
        BILLED = "billed", _("Billed")
        ELSEWHERE = "elsewhere", _("Billed elsewhere")
        WAIVED = "waived", _("Waived")

    class Kind(models.TextChoices):
        """A stretch of the term's own fee, what an amendment adds to stretches charged before, or a visit made."""

        FEE = "fee", _("Fee")
        DIFFERENCE = "difference", _("Difference")
        VISIT = "visit", _("Visit")

    contract = OwnedForeignKey(Contract, related_name="billing_periods", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="billing_periods", verbose_name=_("term"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("net amount"), max_digits=10, decimal_places=2)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(_("settled on"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    settled_reason = models.CharField(_("reason"), max_length=200, blank=True)
    ending = OwnedForeignKey(
        Ending, null=True, editable=False, related_name="periods", verbose_name=_("ended by")
    )
    rest_of = OwnedForeignKey(
        "self", null=True, editable=False, related_name="rests", verbose_name=_("rest of")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FEE)
    amendment = OwnedForeignKey(Amendment, null=True, related_name="periods", verbose_name=_("amendment"))
    suspension = OwnedForeignKey(
        Suspension, null=True, editable=False, related_name="periods", verbose_name=_("suspension")
    )

    visit = OwnedForeignKey(
        OwedVisit, null=True, editable=False, related_name="periods", verbose_name=_("visit")
    )

    objects = BillingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("billing period")
        verbose_name_plural = _("billing periods")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "term", "number"], name="billing_period_once"),
            models.UniqueConstraint(fields=["company", "visit"], name="billing_period_of_visit_once"),
            models.CheckConstraint(
                condition=~Q(kind="visit") | Q(visit__isnull=False), name="billing_period_visit_of_a_visit"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="billing_period_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="billing_period_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | ~Q(state="open") & Q(settled_on__isnull=False),
                name="billing_period_settled_with_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="difference") | Q(amendment__isnull=False),
                name="billing_period_difference_of_an_amendment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "due_on", "id"],
                include=["amount", "contract"],
                condition=Q(state="open"),
                name="billing_period_open_due",
            ),
            models.Index(fields=["company", "contract", "due_on"], name="billing_period_of_contract"),
        ]

    def __str__(self) -> str:
        return f"{formats.day(self.starts_on)} – {formats.day(self.ends_on)}"

    @property
    def days(self) -> int:
        """Its days, first and last counted."""
        return days_between(self.starts_on, self.ends_on)

    def close(self, state: str, *, on: date, by: User | None, reason: str) -> None:
        """Mark it billed elsewhere or waived, with a reason. Raises ``AlreadySettled`` when somebody was quicker."""
        moved = (
            BillingPeriod.objects.open()
            .filter(pk=self.pk)
            .update(state=state, settled_on=on, settled_by=by, settled_reason=reason)
        )
        if not moved:
            raise AlreadySettled(str(self))
        self.refresh_from_db()
