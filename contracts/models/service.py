from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from tenancy.triggers import Tracked


class ServiceQuerySet(models.QuerySet["Service"]):
    """What the company sells."""

    def offered(self) -> Self:
        """Those not withdrawn from sale."""
        return self.filter(archived_on=None)

    def yearly(self) -> Self:
        """Those a contract line may stand for."""
        return self.filter(kind=Service.Kind.SERVICE)

    def found_by(self, query: str) -> Self:
        """Those whose code or name holds every word asked; a catalogue is short enough to be read."""
        found = self
        for word in query.split():
            found = found.filter(Q(code__icontains=word) | Q(name__icontains=word))
        return found

    def archive(self, on: date | None) -> int:
        """Withdraw them from sale as of a day, or offer them again; gives how many there were."""
        return self.update(archived_on=on, updated_at=timezone.now())


class Service(CompanyOwned):
    """Something the company sells at a price: a service of contracts, a part, an hour of work, travel."""

    class Kind(models.TextChoices):
        """What it is."""

        SERVICE = "service", _("Service")
        PART = "part", _("Part")
        HOUR = "hour", _("Labour")
        TRAVEL = "travel", _("Travel")

    class Unit(models.TextChoices):
        """What one price is for."""

        YEAR = "year", _("a year")
        VISIT = "visit", _("a visit")
        PIECE = "piece", _("a piece")
        HOUR = "hour", _("an hour")
        KM = "km", _("a kilometre")
        METRE = "metre", _("a metre")
        LITRE = "litre", _("a litre")
        FLAT = "flat", _("flat")

    history = Tracked(hidden=("updated_at",))

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.SERVICE)
    unit = models.CharField(_("price for"), max_length=5, choices=Unit.choices, default=Unit.YEAR)
    vat_rate = models.DecimalField(
        _("VAT rate (%)"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    archived_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the catalogue")
        verbose_name_plural = _("items of the catalogue")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="service_code_once"),
            models.CheckConstraint(
                condition=Q(vat_rate=None) | Q(vat_rate__gte=0, vat_rate__lte=100), name="service_vat_rate"
            ),
            models.CheckConstraint(
                condition=~Q(kind="service") | Q(unit__in=["year", "visit"]),
                name="service_priced_by_year_or_visit",
                violation_error_message=_("A service of contracts is priced a year or a visit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("contracts:service", args=[self.pk])
