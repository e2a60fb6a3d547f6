from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models.service import Service
from customers.models import CustomerGroup
from tenancy.overlapping import days, same
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui.days import days_in_reach


class PriceListQuerySet(models.QuerySet["PriceList"]):
    """Dated price lists."""

    def in_force(self, on: date) -> Self:
        """Those that count on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class PriceList(CompanyOwned):
    """Prices between two days, for a group of customers or for everybody. One a day for each."""

    history = Tracked()

    name = models.CharField(_("name"), max_length=80)
    group = OwnedForeignKey(
        CustomerGroup, null=True, blank=True, related_name="price_lists", verbose_name=_("customer group")
    )
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)

    objects = PriceListQuerySet.as_manager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["-starts_on", "pk"]
        constraints = [
            days_in_reach("starts_on", "ends_on", name="price_list_days_in_reach"),
            models.UniqueConstraint(fields=["company", "name"], name="price_list_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="price_list_ends_after_start",
                violation_error_message=_("The list ends before it begins."),
            ),
            ExclusionConstraint(
                name="price_lists_of_a_group_never_overlap",
                expressions=[
                    same("company"),
                    same(Coalesce(F("group"), Value(0))),
                    days("starts_on", "ends_on"),
                ],
                violation_error_message=_("Another list counts for the same customers on some of these days."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("contracts:price_list", args=[self.pk])

    def overlapping(self) -> "PriceListQuerySet":
        """Other lists for the same customers on some of its days."""
        others = PriceList.objects.filter(group=self.group_id).exclude(pk=self.pk)
        others = others.filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on))
        return others if self.ends_on is None else others.filter(starts_on__lte=self.ends_on)


class PriceQuerySet(models.QuerySet["Price"]):
    """Prices of the company's lists."""

    def found_by(self, query: str) -> Self:
        """Those of items whose code or name holds every word asked."""
        return self.filter(service__in=Service.objects.found_by(query))


class Price(CompanyOwned):
    """What one unit of a service costs by a list, net."""

    history = Tracked(rights={"amount": Right.FEES_VIEW})

    price_list = OwnedForeignKey(
        PriceList, models.CASCADE, related_name="prices", verbose_name=_("price list")
    )
    service = OwnedForeignKey(Service, related_name="prices", verbose_name=_("item of the catalogue"))
    amount = models.DecimalField(_("price, net"), max_digits=10, decimal_places=2)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["price_list", "service"]
        constraints = [
            models.UniqueConstraint(fields=["company", "price_list", "service"], name="price_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
        ]
        indexes = [models.Index(fields=["company", "service"], name="price_of_service")]

    def __str__(self) -> str:
        return str(self.service)
