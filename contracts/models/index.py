from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats
from ui.days import days_in_reach

MONTH_BEGINS = Q(month__day=1)


class IndexSeries(CompanyOwned):
    """A published index that prices may follow: its code, who publishes it and on which base."""

    history = Tracked()

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=160)
    publisher = models.CharField(_("published by"), max_length=80)
    base = models.CharField(_("base"), max_length=60, blank=True)
    source = models.CharField(
        _("number at the publisher's"),
        max_length=40,
        blank=True,
        help_text=_("Under which it is found there."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), default=1, validators=[MaxValueValidator(4)],
        help_text=_("As printed by the publisher; converted values are rounded to them."),
    )  # fmt: skip
    lag_months = models.PositiveSmallIntegerField(
        _("published after (months)"), default=3, validators=[MaxValueValidator(24)],
        help_text=_("Taken for values entered without the day on which they were published."),
    )  # fmt: skip
    general_level = models.BooleanField(
        _("general level of prices or wages"), default=False,
        help_text=_("In France no price may follow it (Code monétaire et financier, L112-2)."),
    )  # fmt: skip
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("index")
        verbose_name_plural = _("indices")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"],
                name="index_series_once",
                violation_error_message=_("Another index has this code."),
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="index_series_decimals"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page of the index."""
        return reverse("contracts:index_detail", args=[self.pk])


class IndexValueQuerySet(models.QuerySet["IndexValue"]):
    """Values of indices."""

    def in_force(self) -> Self:
        """Those no later row corrects."""
        return self.filter(~Exists(IndexValue.objects.filter(corrects=OuterRef("pk"))))


class IndexValue(CompanyOwned):
    """The value of an index for a month, as published. Frozen: a wrong one is corrected by a row that names it."""

    frozen = True

    class Status(models.TextChoices):
        """Whether the publisher may still change it."""

        FINAL = "final", _("Final")
        PROVISIONAL = "provisional", _("Provisional")

    series = OwnedForeignKey(IndexSeries, related_name="values", verbose_name=_("index"))
    month = models.DateField(_("month"))
    value = models.DecimalField(
        _("value"), max_digits=12, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )
    published_on = models.DateField(_("published on"))
    status = models.CharField(_("status"), max_length=11, choices=Status.choices, default=Status.FINAL)
    source = models.CharField(
        _("source"), max_length=160, blank=True, help_text=_("Where it was read: a page, a journal, a file.")
    )
    corrects = OwnedForeignKey("self", null=True, related_name="corrected_by", verbose_name=_("corrects"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = IndexValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of an index")
        verbose_name_plural = _("values of indices")
        ordering = ["series", "-month", "-pk"]
        constraints = [
            days_in_reach("month", "published_on", name="index_value_days_in_reach"),
            models.CheckConstraint(condition=MONTH_BEGINS, name="index_value_month_begins"),
            models.CheckConstraint(condition=Q(value__gt=0), name="index_value_above_zero"),
            models.CheckConstraint(
                condition=Q(published_on__gte=F("month")), name="index_value_published_after_month"
            ),
            models.UniqueConstraint(
                fields=["company", "series", "month"], condition=Q(corrects=None), name="index_value_once"
            ),
            models.UniqueConstraint(fields=["company", "corrects"], name="index_value_corrected_once"),
        ]

    def __str__(self) -> str:
        return formats.year_month(self.month)

    def get_absolute_url(self) -> str:
        """The page of its index."""
        return reverse("contracts:index_detail", args=[self.series_id])


class IndexLink(CompanyOwned):
    """How an index goes on once it is published on a new base: old-base value = new value × coefficient."""

    history = Tracked()

    old = OwnedForeignKey(IndexSeries, related_name="continued_by", verbose_name=_("old index"))
    new = OwnedForeignKey(IndexSeries, related_name="continues", verbose_name=_("new index"))
    coefficient = models.DecimalField(
        _("link coefficient"),
        max_digits=10,
        decimal_places=6,
        validators=[MinValueValidator(Decimal("0.000001"))],
    )
    from_month = models.DateField(_("from the month"))

    class Meta:
        verbose_name = _("link between indices")
        verbose_name_plural = _("links between indices")
        ordering = ["old", "from_month"]
        constraints = [
            days_in_reach("from_month", name="index_link_month_in_reach"),
            models.UniqueConstraint(
                fields=["company", "old"],
                name="index_link_once",
                violation_error_message=_("This index is continued by another one already."),
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="index_link_of_two"),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="index_link_above_zero"),
            models.CheckConstraint(condition=Q(from_month__day=1), name="index_link_month_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


def first_of_month(day: date) -> date:
    """How a month is stored."""
    return day.replace(day=1)
