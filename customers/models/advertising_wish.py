from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats


class AdvertisingWishQuerySet(models.QuerySet["AdvertisingWish"]):
    """What customers said about advertising."""

    def last_words(self) -> Self:
        """The last word of each customer."""
        return self.order_by("customer_id", "-on", "-pk").distinct("customer_id")


class AdvertisingWish(CompanyOwned):
    """Whether a customer wants advertising, as she said on a day. The last word counts; without one she gets none."""

    class Source(models.TextChoices):
        """How she said it: consent has to be shown (GDPR, art. 7)."""

        FORM = "form", _("On a form or a contract")
        WRITING = "writing", _("In writing")
        TELEPHONE = "telephone", _("By telephone")
        PERSON = "person", pgettext_lazy("communication", "In person")
        LINK = "link", _("By the link in a letter")

    history = Tracked()

    customer = OwnedForeignKey(
        Customer, models.CASCADE, related_name="advertising_wishes", verbose_name=_("customer")
    )
    wanted = models.BooleanField(_("wants advertising"))
    on = models.DateField(_("said on"))
    source = models.CharField(_("how"), max_length=9, choices=Source.choices)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Such as where the form is kept.")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AdvertisingWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish about advertising")
        verbose_name_plural = _("wishes about advertising")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["company", "customer", "-on"], name="advertising_wish_of_customer")]

    def __str__(self) -> str:
        said = _("Agreed to advertising") if self.wanted else _("Wants no advertising")
        return f"{said} · {formats.day(self.on)}"
