from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.dates import anchors, billing, cadence, renewal, visits


class AnchorRule(models.TextChoices):
    """What terms are counted from."""

    ANNIVERSARY = anchors.AnchorRule.ANNIVERSARY, _("The first day of the contract")
    CALENDAR = anchors.AnchorRule.CALENDAR, _("A month end: the first term is short")
    VISIT = anchors.AnchorRule.VISIT, _("The day of the visit")


class RenewalKind(models.TextChoices):
    """How a term is followed by the next."""

    TACIT = renewal.RenewalKind.TACIT, _("Tacit")
    EXPRESS = renewal.RenewalKind.EXPRESS, _("Express")
    NONE = renewal.RenewalKind.NONE, _("None")


class RenewalControl(models.TextChoices):
    """Who answers for an express renewal."""

    COMPANY = "", _("As the company does")
    OFFICE = "office", _("Office")
    TECHNICIAN = "technician", _("Technician")


class RenewalPrice(models.TextChoices):
    """What becomes of the fee at renewal."""

    KEEP = "keep", _("Keep the fee")
    PERCENT = "percent", _("Raise by a percentage")
    AMOUNT = "amount", _("Raise by an amount")
    INDEXED = "indexed", _("Follow a price formula")
    LIST = "list", _("Take the list price")


class DueRule(models.TextChoices):
    """When a billing period becomes due."""

    ADVANCE = billing.DueRule.ADVANCE, _("In advance, on its first day")
    ARREARS = billing.DueRule.ARREARS, _("In arrears, on its last day")
    SIGNATURE = billing.DueRule.SIGNATURE, _("A number of days after signature")
    AFTER_START = billing.DueRule.AFTER_START, _("A number of days after the start")
    VISIT = billing.DueRule.VISIT, _("When a visit is made, its share of the fee")


class VisitPosition(models.TextChoices):
    """Where in its slice of the term a visit belongs."""

    ANYWHERE = visits.Position.ANYWHERE, _("Anywhere in its window")
    START = visits.Position.START, _("At the start")
    END = visits.Position.END, _("At the end")


class VisitCadence(models.TextChoices):
    """What the next visit is counted from."""

    GRID = cadence.Cadence.GRID, _("Its place in the term")
    DONE = cadence.Cadence.DONE, _("The day the visit before was made")


class Parts(models.TextChoices):
    """Which parts the contract pays for."""

    NONE = "none", _("None")
    CONSUMABLES = "consumables", _("Consumables")
    ALL = "all", _("All")


class OnSuspension(models.TextChoices):
    """What becomes of dates and fees when a contract is suspended."""

    MOVE = "move", _("All dates move by the days of the suspension")
    CREDIT = "credit", _("Dates stay; the days suspended are not charged")
    CHARGE = "charge", _("Dates stay; the fee stays due in full")


class Conditions(models.Model):
    """The rules a template proposes and a contract promises: term, renewal, notice, billing, visits, coverage."""

    BILLING_STEPS = ((None, _("Whole term")), (1, _("Month")), (2, _("Two months")), (3, _("Quarter")),
                     (4, _("Four months")), (6, _("Half-year")), (12, _("Year")))  # fmt: skip

    anchor_rule = models.CharField(
        _("terms counted from"), max_length=11, choices=AnchorRule.choices, default=AnchorRule.ANNIVERSARY
    )
    calendar_month = models.PositiveSmallIntegerField(
        _("last month of the year of contracts"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    term_months = models.PositiveSmallIntegerField(
        _("length of a term (months)"), default=12, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    first_term_months = models.PositiveSmallIntegerField(
        _("length of the first term (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    renewal = models.CharField(
        _("renewal"), max_length=7, choices=RenewalKind.choices, default=RenewalKind.TACIT
    )
    renewal_control = models.CharField(
        _("renewal decided by"),
        max_length=10,
        choices=RenewalControl.choices,
        default=RenewalControl.COMPANY,
        blank=True,
    )
    max_renewals = models.PositiveSmallIntegerField(_("renewals at most"), null=True, blank=True)
    renewal_price = models.CharField(
        _("fee at renewal"), max_length=7, choices=RenewalPrice.choices, default=RenewalPrice.KEEP
    )
    revision_percent = models.DecimalField(
        _("yearly revision (%)"), max_digits=6, decimal_places=3, null=True, blank=True,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
    )  # fmt: skip
    revision_amount = models.DecimalField(
        _("amount of each raise, a year, net"), max_digits=8, decimal_places=2, null=True, blank=True,
        help_text=_("Added to the yearly fee at each renewal."),
    )  # fmt: skip
    notice_months = models.PositiveSmallIntegerField(
        _("notice to refuse (months)"), default=2, validators=[MaxValueValidator(12)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice to refuse (days)"), default=0, validators=[MaxValueValidator(365)],
        help_text=_("Instead of months: with days given, months are zero."),
    )  # fmt: skip
    billing_step = models.PositiveSmallIntegerField(
        _("billed every"), null=True, blank=True, choices=BILLING_STEPS[1:], default=12,
        help_text=_("Left empty, the whole term is billed at once."),
    )  # fmt: skip
    billing_due = models.CharField(_("due"), max_length=11, choices=DueRule.choices, default=DueRule.ADVANCE)
    billing_days = models.PositiveSmallIntegerField(_("days after"), default=0)
    first_term_free = models.BooleanField(
        _("first term free"),
        default=False,
        help_text=_("It costs nothing; the fee counts from the second on."),
    )
    on_suspension = models.CharField(
        _("when suspended"), max_length=6, choices=OnSuspension.choices, default=OnSuspension.MOVE
    )
    visit_cadence = models.CharField(
        _("next visit counted from"), max_length=4, choices=VisitCadence.choices, default=VisitCadence.GRID
    )
    vat_rate = models.DecimalField(
        _("VAT rate (%)"), max_digits=5, decimal_places=2, default=20,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    covers_travel = models.BooleanField(_("travel included"), default=True)
    covers_labour = models.BooleanField(_("labour included"), default=True)
    covers_parts = models.CharField(
        _("parts included"), max_length=11, choices=Parts.choices, default=Parts.NONE
    )
    call_outs = models.PositiveSmallIntegerField(_("call-outs included a term"), null=True, blank=True)
    response_hours = models.PositiveSmallIntegerField(_("response time (hours)"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(term_months__gte=1),
                name="%(class)s_term_above_zero",
                violation_error_message=_("A term lasts at least one month."),
            ),
            models.CheckConstraint(
                condition=Q(first_term_months=None)
                | Q(first_term_months__gte=1, anchor_rule=AnchorRule.ANNIVERSARY.value),
                name="%(class)s_first_term_from_its_start",
                violation_error_message=_(
                    "A first term of its own length goes with terms counted from the first day of the contract."
                ),
            ),
            models.CheckConstraint(
                condition=Q(notice_months=0) | Q(notice_days=0),
                name="%(class)s_notice_in_one_unit",
                violation_error_message=_("Give the notice in months or in days, not both."),
            ),
            models.CheckConstraint(
                condition=Q(billing_step=None) | Q(billing_step__in=[1, 2, 3, 4, 6, 12]),
                name="%(class)s_billing_step_known",
                violation_error_message=_("Billing steps are 1, 2, 3, 4, 6 or 12 months, or the whole term."),
            ),
            models.CheckConstraint(
                condition=Q(calendar_month__gte=1, calendar_month__lte=12), name="%(class)s_calendar_month"
            ),
            models.CheckConstraint(
                condition=Q(visit_cadence__in=VisitCadence.values), name="%(class)s_visit_cadence_known"
            ),
        ]
