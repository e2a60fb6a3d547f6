from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base.models.equipment import Equipment
from tenancy import search
from tenancy.models import Technician
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class PlantQuerySet(models.QuerySet["Plant"]):
    """Plants of the acting company."""

    def with_machines_counted(self) -> Self:
        """Each with ``machine_count``."""
        places = PlantMachine.objects.filter(plant=OuterRef("pk")).order_by().values("plant")
        return self.annotate(machine_count=Coalesce(Subquery(places.annotate(n=Count("pk")).values("n")), 0))

    def found_by(self, query: str) -> Self:
        """Plants whose customer, machines or codes are found by the words."""
        machines, customers = search.matching("equipment", query), search.matching("customer", query)
        if machines is None or customers is None:
            return self
        codes = Q(name__icontains=query) | Q(catasto_code=query) | Q(pdr=query) | Q(pod=query)
        return self.filter(
            codes
            | Q(site__customer__in=customers)
            | Q(pk__in=PlantMachine.objects.filter(equipment__in=machines).values("plant"))
        )


class Plant(CompanyOwned):
    """Machines on one site that make one system, with one logbook (libretto d'impianto, carnet d'entretien)."""

    history = Tracked(hidden=("updated_at",))

    name = models.CharField(_("name"), max_length=120)
    site = OwnedForeignKey(Site, related_name="plants", verbose_name=_("site"))
    heats = models.BooleanField(_("heating"), default=True)
    cools = models.BooleanField(_("cooling"), default=False)
    hot_water = models.BooleanField(_("hot water"), default=False)
    commissioned_on = models.DateField(_("commissioned on"), null=True, blank=True)
    catasto_code = models.CharField(_("code in the regional register"), max_length=40, blank=True)
    pdr = models.CharField(_("PDR (gas)"), max_length=14, blank=True)
    pod = models.CharField(_("POD (electricity)"), max_length=15, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("plant")
        verbose_name_plural = _("plants")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "site", "name"], name="plant_once_on_its_site")
        ]
        indexes = [models.Index(fields=["company", "name", "id"], name="plant_listed")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The plant's card."""
        return reverse("plants:detail", args=[self.pk])

    @property
    def customer(self) -> Customer:
        """Whose site it stands on."""
        return self.site.customer

    def machines(self) -> models.QuerySet[Equipment]:
        """Its machines, those in service first."""
        return (
            Equipment.objects.filter(plant_place__plant=self)
            .select_related("type")
            .order_by(models.F("removed_on").asc(nulls_first=True), "number", "pk")
        )


class PlantMachine(CompanyOwned):
    """A machine's place in a plant; a machine belongs to one at most."""

    history = Tracked()

    plant = OwnedForeignKey(Plant, models.CASCADE, related_name="places", verbose_name=_("plant"))
    equipment = OwnedForeignKey(
        Equipment, models.CASCADE, related_name="plant_place", verbose_name=_("machine")
    )

    class Meta:
        verbose_name = _("machine of a plant")
        verbose_name_plural = _("machines of plants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "equipment"], name="machine_in_one_plant"),
        ]

    def __str__(self) -> str:
        return str(self.equipment)


class PlantTechnician(CompanyOwned):
    """A technician who may work on a plant; none named means everybody."""

    history = Tracked()

    plant = OwnedForeignKey(Plant, models.CASCADE, related_name="technicians", verbose_name=_("plant"))
    technician = OwnedForeignKey(
        Technician, models.CASCADE, related_name="plants", verbose_name=_("technician")
    )

    class Meta:
        verbose_name = _("technician of a plant")
        verbose_name_plural = _("technicians of plants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "plant", "technician"], name="plant_technician_once")
        ]

    def __str__(self) -> str:
        return str(self.technician)


def power_of(machines: list[Equipment]) -> Decimal | None:
    """The sum of the powers that are known; None when none is."""
    known = [machine.power_kw for machine in machines if machine.power_kw is not None]
    return sum(known, Decimal(0)) if known else None
