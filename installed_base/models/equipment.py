from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base.duty_words import LEGAL_CLASSES
from installed_base.models.equipment_type import EquipmentType
from installed_base.refrigerants import REFRIGERANTS, tonnes_co2e
from tenancy import search
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class EquipmentQuerySet(models.QuerySet["Equipment"]):
    """Machines of the acting company."""

    def installed(self) -> Self:
        """Machines still in place."""
        return self.filter(removed_on=None)

    def with_notes_counted(self) -> Self:
        """Each with ``to_do``: how many notes for its next visit are open."""
        open_notes = (
            self.model._meta.apps.get_model("installed_base", "NextVisitNote")
            .objects.open()
            .filter(machine=OuterRef("pk"))
            .order_by()
            .values("machine")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(to_do=Coalesce(Subquery(open_notes), 0))

    def found_by(self, query: str) -> Self:
        """Machines whose number, serial, brand, model or customer has words beginning with those asked."""
        ids = search.matching("equipment", query)
        if ids is None:
            return self
        return self.filter(Q(pk__in=ids) | Q(customer_id__in=search.matching("customer", query)))


class Equipment(CompanyOwned):
    """One machine: what it is, where it stands, since when."""

    class Flue(models.TextChoices):
        """How the products of combustion leave."""

        B1 = "B1", _("B1 – natural draught, air from the room")
        B22 = "B22", _("B22 – open flue with fan after the burner")
        B23 = "B23", _("B23 – open flue with fan before the burner")
        C = "C", _("C – sealed, air from outside")
        VMC = "VMC", _("Extracted by mechanical ventilation (gas VMC)")
        A = "A", _("A – no flue")
        CHIMNEY = "chimney", _("Chimney for solid fuel or oil")

    history = Tracked(hidden=("updated_at",))

    number = models.CharField(_("number"), max_length=30)
    customer = OwnedForeignKey(Customer, related_name="equipment", verbose_name=_("customer"))
    site = OwnedForeignKey(Site, null=True, blank=True, related_name="equipment", verbose_name=_("site"))
    type = OwnedForeignKey(EquipmentType, related_name="equipment", verbose_name=_("type"))
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    power_kw = models.DecimalField(_("power (kW)"), max_digits=9, decimal_places=2, null=True, blank=True)
    energy = models.CharField(_("energy"), max_length=40, blank=True)
    legal_class = models.CharField(
        _("to the law"),
        max_length=16,
        choices=LEGAL_CLASSES,
        blank=True,
        help_text=_("Only where this machine differs from its type."),
    )
    flue = models.CharField(_("flue"), max_length=7, choices=Flue.choices, blank=True)
    year_made = models.PositiveSmallIntegerField(_("year made"), null=True, blank=True)
    indoor_units = models.PositiveSmallIntegerField(_("indoor units"), null=True, blank=True)
    refrigerant = models.CharField(
        _("refrigerant"), max_length=12, choices=[(name, name) for name in REFRIGERANTS], blank=True
    )
    charge_kg = models.DecimalField(_("charge (kg)"), max_digits=8, decimal_places=3, null=True, blank=True)
    sealed = models.BooleanField(_("hermetically sealed"), default=False)
    leak_detection = models.BooleanField(_("leak detection system"), default=False)
    commissioned_on = models.DateField(_("commissioned on"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    excluded = models.BooleanField(_("exclude from maintenance lists"), default=False)
    excluded_reason = models.CharField(_("why excluded"), max_length=200, blank=True)
    excluded_until = models.DateField(_("excluded until"), null=True, blank=True)
    removed_on = models.DateField(_("taken out on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("machine")
        verbose_name_plural = _("equipment")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="equipment_number_once"),
            models.CheckConstraint(
                condition=Q(power_kw=None) | Q(power_kw__gte=0),
                name="equipment_power_not_negative",
                violation_error_message=_("The power cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(charge_kg=None) | Q(charge_kg__gte=0),
                name="equipment_charge_not_negative",
                violation_error_message=_("The charge cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(year_made=None) | Q(year_made__range=(1900, 2199)),
                name="equipment_year_made",
                violation_error_message=_("Give the year with four figures, such as 2019."),
            ),
        ]
        indexes = [
            # The list as it opens: read in its order, and counted without a look at the rows.
            models.Index(
                fields=["company", "number", "id"], condition=Q(removed_on=None), name="equipment_listed"
            ),
            models.Index(fields=["company"], condition=Q(excluded=True), name="equipment_excluded"),
            models.Index(
                fields=["company"], condition=Q(removed_on__isnull=False), name="equipment_out_of_service"
            ),
            models.Index(fields=["company", "serial"], name="equipment_by_serial"),
            models.Index(fields=["company", "brand", "model", "id"], name="equipment_by_name"),
            models.Index(fields=["company", "energy"], name="equipment_by_energy"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"

    @property
    def name(self) -> str:
        """Brand and model; without them, the type."""
        return f"{self.brand} {self.model}".strip() or str(self.type)

    @property
    def has_circuit(self) -> bool:
        """Whether anything is known of a cooling circuit."""
        facts = (self.refrigerant, self.charge_kg, self.sealed, self.leak_detection, self.indoor_units)
        return any(fact not in ("", None, False) for fact in facts)

    @property
    def tonnes_co2e(self) -> Decimal | None:
        """What its charge counts for in tonnes of CO2; None while refrigerant or charge is not known."""
        if self.charge_kg is None or self.refrigerant not in REFRIGERANTS:
            return None
        return tonnes_co2e(self.refrigerant, self.charge_kg)

    def get_absolute_url(self) -> str:
        """The machine's card."""
        return reverse("equipment:detail", args=[self.pk])

    def in_warranty(self, on: date) -> bool:
        """Whether the maker's warranty holds on the day; its last day belongs to it."""
        return self.warranty_until is not None and on <= self.warranty_until

    def is_excluded(self, on: date) -> bool:
        """Whether it is left out of maintenance lists on the day."""
        return self.excluded and (self.excluded_until is None or on <= self.excluded_until)

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.number, self.serial, self.brand, self.model)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index("equipment", [(self.pk, self.search_words())])
