from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.communication import Communication
from customers.models.customer import Customer
from tenancy.months import add_m
from tenancy.owned import CompanyOwned, OwnedForeignKey

MONTHS_TO_ANSWER = 1  # GDPR, article 12(3)


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    """Privacy requests the acting company received."""

    def open(self) -> Self:
        """Those nobody answered yet."""
        from customers.models.privacy_answer import PrivacyAnswer

        return self.exclude(Exists(PrivacyAnswer.objects.filter(request=OuterRef("pk"))))

    def answered(self) -> Self:
        """Those that were answered."""
        from customers.models.privacy_answer import PrivacyAnswer

        return self.filter(Exists(PrivacyAnswer.objects.filter(request=OuterRef("pk"))))

    def listed(self) -> Self:
        """With the day of the first answer, beside whose request it is and who wrote it down."""
        return self.annotate(answered_on=Min("answers__on")).select_related("customer", "recorded_by")

    def found_by(self, query: str) -> Self:
        """Those of customers whose number begins as typed, or who are found by the words."""
        return self.filter(
            Q(customer__number__istartswith=query.strip())
            | Q(customer__in=Customer.objects.found_by(query).values("pk"))
        )


class PrivacyRequest(CompanyOwned):
    """What somebody asked under the GDPR, and when. It names nobody but the customer's row, so it outlives her name."""

    records_erasure = True

    class Kind(models.TextChoices):
        """What is asked; the last is asked by nobody, the time to keep her is over."""

        ACCESS = "access", pgettext_lazy("privacy request", "Access to the data")
        ERASURE = "erasure", pgettext_lazy("privacy request", "Erasure")
        OBJECTION = "objection", pgettext_lazy("privacy request", "Objection")
        RETENTION = "retention", pgettext_lazy("privacy request", "End of the time to keep")

    class Asker(models.TextChoices):
        """Who asks, without a name."""

        SELF = "self", _("the person herself")
        MANDATE = "mandate", _("somebody with a mandate")
        HEIR = "heir", _("an heir")

    customer = OwnedForeignKey(Customer, related_name="privacy_requests", verbose_name=_("customer"))
    kind = models.CharField(_("what is asked"), max_length=9, choices=Kind.choices)
    asker = models.CharField(
        _("asked by"), max_length=7, choices=Asker.choices, default=Asker.SELF, blank=True
    )
    channel = models.CharField(
        pgettext_lazy("privacy request", "came by"),
        max_length=9,
        choices=Communication.Channel.choices,
        blank=True,
    )
    received_on = models.DateField(_("received on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["company", "received_on"], name="privacy_request_received")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.customer.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("privacy_request", args=[self.pk])

    @property
    def due_on(self) -> date:
        """The last day to answer: one month after it came."""
        return add_m(self.received_on, MONTHS_TO_ANSWER)
