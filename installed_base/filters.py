from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base.forms.energy import energies
from installed_base.models import Equipment, EquipmentType, NextVisitNote, Plant, PlantTechnician
from tenancy.models import Technician
from ui.forms import RemoteSelect


class EquipmentFilter(django_filters.FilterSet):
    """Which machines the list shows; those out of service only when asked for."""

    type = django_filters.ModelChoiceFilter(
        queryset=lambda _request: EquipmentType.objects.all(), label=_("Type")
    )
    energy = django_filters.ChoiceFilter(label=_("Energy"))
    customer = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Customer.objects.all(),
        label=_("Customer"),
        widget=RemoteSelect("customers:options"),
    )
    site = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Site.objects.all(), widget=forms.HiddenInput, label=_("Site")
    )
    warranty = django_filters.ChoiceFilter(
        method="in_warranty",
        label=_("Warranty"),
        choices=[("running", _("In warranty")), ("over", _("Out of warranty")), ("unknown", _("Not known"))],
    )
    removed = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        empty_label=_("In service only"),
        choices=[("yes", _("Out of service only")), ("all", _("In and out of service"))],
    )

    doubled = django_filters.ChoiceFilter(
        method="with_doubled_serial",
        label=_("Serial number"),
        choices=[("yes", _("On several machines"))],
    )
    to_do = django_filters.ChoiceFilter(
        method="with_something_to_do",
        label=_("At the next visit"),
        choices=[("yes", _("Something noted"))],
    )

    class Meta:
        model = Equipment
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.filters["energy"].extra["choices"] = [(energy, energy) for energy in energies()]

    def in_warranty(self, rows: Any, name: str, value: str) -> Any:
        """By the warranty's last day; a machine without one is neither in nor out."""
        today: date = self.request.company.today()
        wanted = {
            "running": Q(warranty_until__gte=today),
            "over": Q(warranty_until__lt=today),
            "unknown": Q(warranty_until=None),
        }
        return rows.filter(wanted[value])

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Those out of service, or all."""
        return rows.exclude(removed_on=None) if value == "yes" else rows

    def with_doubled_serial(self, rows: Any, name: str, value: str) -> Any:
        """Those whose serial number stands on another machine, too."""
        counted = (
            Equipment.objects.exclude(serial="").order_by().values("serial").annotate(count=Count("serial"))
        )
        doubled = counted.filter(count__gt=1).values_list("serial", flat=True)
        return rows.filter(serial__in=list(doubled))  # looked up first: a few of two hundred thousand

    def with_something_to_do(self, rows: Any, name: str, value: str) -> Any:
        """Those with a note that is open."""
        return rows.filter(pk__in=NextVisitNote.objects.open().order_by().values("machine"))

    def filter_queryset(self, queryset: QuerySet[Equipment]) -> QuerySet[Equipment]:
        """Without a word about the state, machines out of service stay away."""
        rows: Any = super().filter_queryset(queryset)
        shown: QuerySet[Equipment] = rows if self.form.cleaned_data["removed"] else rows.installed()
        return shown


class PlantFilter(django_filters.FilterSet):
    """Plants of a customer, or on which a technician may work."""

    customer = django_filters.ModelChoiceFilter(
        field_name="site__customer",
        queryset=lambda _request: Customer.objects.all(),
        label=_("Customer"),
        widget=RemoteSelect("customers:options"),
    )
    technician = django_filters.ModelChoiceFilter(
        method="open_to", queryset=lambda _request: Technician.objects.all(), label=_("Technician allowed")
    )

    class Meta:
        model = Plant
        fields: list[str] = []

    def open_to(self, rows: Any, name: str, value: Technician) -> Any:
        """Plants that name her, and those that name nobody."""
        named = PlantTechnician.objects.filter(plant=OuterRef("pk"))
        return rows.filter(Exists(named.filter(technician=value)) | ~Exists(named))
