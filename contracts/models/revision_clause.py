from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.dates import formulas, indices
from contracts.models.contract import Contract
from contracts.models.index import IndexSeries
from contracts.models.line import Line
from contracts.models.template import ContractTemplate
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked

SHARE: dict[str, Any] = {"max_digits": 5, "decimal_places": 4}
PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}
PERCENT_RANGE = [MinValueValidator(0), MaxValueValidator(100)]


class Rounding(models.TextChoices):
    """How the coefficient is rounded."""

    FOUR = formulas.Rounding.FOUR, _("Coefficient to four decimals")
    THREE_UP = formulas.Rounding.THREE_UP, _("Coefficient to the next thousandth up")
    NONE = formulas.Rounding.NONE, _("Coefficient not rounded")


class Method(models.TextChoices):
    """From which price each revision begins."""

    FIXED = "fixed", _("From the first price and its index values, each time")
    CHAINED = "chained", _("From the price and the index values of the revision before")


class Reference(models.TextChoices):
    """Which value of an index counts."""

    LAST = indices.Reference.LAST, _("The last value published when the letter is prepared")
    MONTH = indices.Reference.MONTH, _("The value of a month before the new term")


class RevisionClause(CompanyOwned):
    """The price formula of a template or of a contract: a fixed part and weighted indices that sum to 1.

    ``cap``, ``floor`` and ``threshold`` are percents of the fee in force. Its sum is checked by ``revision_clause``,
    which is the only one to write it.
    """

    history = Tracked()

    template = OwnedForeignKey(
        ContractTemplate,
        models.CASCADE,
        null=True,
        related_name="revision_clauses",
        verbose_name=_("template"),
    )
    contract = OwnedForeignKey(
        Contract, models.CASCADE, null=True, related_name="revision_clauses", verbose_name=_("contract")
    )
    fixed_part = models.DecimalField(_("fixed part"), default=0, validators=[MinValueValidator(0)], **SHARE)
    method = models.CharField(_("method"), max_length=7, choices=Method.choices, default=Method.FIXED)
    rounding = models.CharField(_("rounding"), max_length=8, choices=Rounding.choices, default=Rounding.FOUR)
    reference = models.CharField(
        _("index value"), max_length=5, choices=Reference.choices, default=Reference.LAST
    )
    months_before = models.PositiveSmallIntegerField(
        _("months before the new term"), default=4, validators=[MaxValueValidator(24)]
    )
    cap = models.DecimalField(_("greatest rise (%)"), validators=PERCENT_RANGE, **PERCENT)
    floor = models.DecimalField(_("greatest fall (%)"), validators=PERCENT_RANGE, **PERCENT)
    threshold = models.DecimalField(_("no revision below (%)"), validators=PERCENT_RANGE, **PERCENT)
    first_months = models.PositiveSmallIntegerField(
        _("not in the first (months)"), default=12, validators=[MaxValueValidator(120)]
    )

    class Meta:
        verbose_name = _("price formula")
        verbose_name_plural = _("price formulas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(template=None, contract__isnull=False) | Q(template__isnull=False, contract=None),
                name="revision_clause_of_one",
            ),
            models.UniqueConstraint(fields=["company", "template"], name="revision_clause_of_template"),
            models.UniqueConstraint(fields=["company", "contract"], name="revision_clause_of_contract"),
            models.CheckConstraint(
                condition=Q(fixed_part__gte=0, fixed_part__lt=1), name="revision_clause_fixed_part"
            ),
        ]

    def __str__(self) -> str:
        return str(self.template if self.template_id else self.contract)


class RevisionTerm(CompanyOwned):
    """One weighted index of a price formula."""

    history = Tracked()

    clause = OwnedForeignKey(
        RevisionClause, models.CASCADE, related_name="terms", verbose_name=_("price formula")
    )
    series = OwnedForeignKey(IndexSeries, related_name="revision_terms", verbose_name=_("index"))
    weight = models.DecimalField(_("weight"), **SHARE)

    class Meta:
        verbose_name = _("index of a price formula")
        verbose_name_plural = _("indices of a price formula")
        ordering = ["clause", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "clause", "series"], name="revision_term_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="revision_term_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.weight} {self.series}"


class LineBase(CompanyOwned):
    """The price a line's formula begins from, with the index values of its own establishment: they never part.

    ``values`` holds, by the key of the index, its value and month. ``current_fee`` is the fee this led to so far: a
    line whose fee is another one was changed by hand and waits for a base of its own. Only a chained revision moves it.
    """

    line = OwnedForeignKey(Line, models.CASCADE, related_name="bases", verbose_name=_("line"))
    fee = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    current_fee = models.DecimalField(_("yearly fee, net"), max_digits=10, decimal_places=2)
    since = models.DateField(_("price of"))
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("base of a line's price")
        verbose_name_plural = _("bases of lines' prices")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["company", "line"], name="line_base_once"),
            models.CheckConstraint(
                condition=Q(fee__gte=0, current_fee__gte=0), name="line_base_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.line_id)
