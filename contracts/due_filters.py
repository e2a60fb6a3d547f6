"""How the office narrows the list of maintenance due."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from contracts.models import LineEquipment
from customers.models import AllowedTechnician, Customer, Site
from installed_base.duty_words import CLOCKS
from installed_base.models import DueDate, Equipment, EquipmentType, PlantMachine, PlantTechnician
from tenancy import search
from tenancy.models import Technician
from tenancy.months import add_m, month_end
from tenancy.search import fold
from ui.forms import RemoteSelect

MONTHS_AHEAD = 18
EVERYTHING = "all"


def covering() -> QuerySet[LineEquipment]:
    """The places of the outer row's machine on lines of contracts that run or will run."""
    places = LineEquipment.objects.filter(
        equipment=OuterRef("equipment_id"),
        line__contract__ended_on=None,
        line__contract__runs_until__isnull=False,
    )
    return places.order_by("-line__contract__start_on", "-pk")


def places_found_by(value: str) -> tuple[QuerySet[Site], QuerySet[Customer]]:
    """Sites and customers whose words begin so: the index of words narrows what is then looked at."""
    sites, customers = search.matching("site", value), search.matching("customer", value)
    if sites is None or customers is None:
        return Site.objects.none(), Customer.objects.none()
    return (
        Site.objects.order_by().filter(pk__in=sites),
        Customer.objects.order_by().filter(pk__in=customers),
    )


def at(rows: Any, sites: QuerySet[Site], customers: QuerySet[Customer]) -> Any:
    """Dates of machines on these sites; of machines without a site, those of these customers.

    The machines are found first, once, and not for each date in turn.
    """
    there = Equipment.objects.order_by().filter(site__in=sites)
    with_them = Equipment.objects.order_by().filter(site=None, customer__in=customers)
    return rows.filter(Q(equipment__in=there.values("pk")) | Q(equipment__in=with_them.values("pk")))


class DueFilter(django_filters.FilterSet):
    """Without a word about time: what is late or due within the planning horizon; of one customer, all of it."""

    when = django_filters.ChoiceFilter(
        method="as_is", label=_("When"), empty_label=_("Late or due within the horizon"),
        choices=[("late", _("Late")), (EVERYTHING, _("At any time"))],
    )  # fmt: skip
    month = django_filters.MultipleChoiceFilter(method="in_months", label=_("Due in month"))
    until = django_filters.DateFilter(method="as_is", label=_("Due until"))
    clock = django_filters.ChoiceFilter(
        method="as_is", label=_("What"), choices=CLOCKS, empty_label=_("The first date of each machine")
    )
    town = django_filters.CharFilter(method="in_town", label=_("Town"))
    postcode = django_filters.CharFilter(method="in_postcode", label=_("Postcode begins with"))
    type = django_filters.ModelChoiceFilter(
        field_name="equipment__type",
        queryset=lambda _request: EquipmentType.objects.all(),
        label=_("Type"),
    )
    customer = django_filters.ModelChoiceFilter(
        field_name="equipment__customer",
        queryset=lambda _request: Customer.objects.all(),
        label=_("Customer"),
        widget=RemoteSelect("customers:options"),
    )
    technician = django_filters.ModelChoiceFilter(
        method="of_technician",
        queryset=lambda _request: Technician.objects.all(),
        label=_("Usual technician"),
    )
    allowed = django_filters.ModelChoiceFilter(
        method="open_to",
        queryset=lambda _request: Technician.objects.all(),
        label=_("Technician allowed"),
    )
    contract = django_filters.ChoiceFilter(
        method="by_contract",
        label=_("Contract"),
        choices=[("with", _("With a contract")), ("without", _("Without a contract"))],
    )
    shown = django_filters.ChoiceFilter(
        method="as_is", label=_("Excluded machines"), empty_label=_("Left out"),
        choices=[("only", _("Only those excluded")), (EVERYTHING, _("Shown too"))],
    )  # fmt: skip

    class Meta:
        model = DueDate
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: Any = self.request
        self.on: date = request.company.today()
        first = self.on.replace(day=1)
        months = [add_m(first, ahead) for ahead in range(-2, MONTHS_AHEAD)]
        self.filters["month"].extra["choices"] = [
            (f"{month:%Y-%m}", f"{MONTHS[month.month]} {month.year}") for month in months
        ]

    def filter_queryset(self, queryset: QuerySet[DueDate]) -> QuerySet[DueDate]:
        """The filters together: what time, which date of a machine and which machines go without saying otherwise."""
        rows: Any = super().filter_queryset(queryset)
        said = self.form.cleaned_data
        rows = rows.filter(clock=said["clock"]) if said.get("clock") else rows.filter(leads=True)
        if not said.get("shown"):
            rows = rows.listed(self.on)
        elif said["shown"] == "only":
            rows = rows.excluded(self.on)
        if said.get("when") == "late":
            rows = rows.filter(due_on__lt=self.on)
        if said.get("until"):
            return rows.filter(due_on__lte=said["until"])  # type: ignore[no-any-return]
        if not said.get("when") and not said.get("month") and not said.get("customer"):
            horizon = timedelta(days=self.request.company.visit_horizon_days)
            rows = rows.filter(due_on__lte=self.on + horizon)
        return rows  # type: ignore[no-any-return]

    def as_is(self, rows: Any, name: str, value: Any) -> Any:
        """Settled together with the others in ``filter_queryset``."""
        return rows

    def in_months(self, rows: Any, name: str, value: Iterable[str]) -> Any:
        """Due in one of these months."""
        wanted = Q()
        for month in value:
            first = date.fromisoformat(f"{month}-01")
            wanted |= Q(due_on__range=(first, month_end(first)))
        return rows.filter(wanted)

    def in_town(self, rows: Any, name: str, value: str) -> Any:
        """Machines in towns that begin so, accents and case ignored: of the site, else of the customer."""
        beginning = fold(value.strip())
        sites, customers = places_found_by(value)
        towns = {*sites.values_list("city", flat=True), *customers.values_list("city", flat=True)}
        wanted = [town for town in towns if fold(town).startswith(beginning)]
        return at(rows, sites.filter(city__in=wanted), customers.filter(city__in=wanted))

    def in_postcode(self, rows: Any, name: str, value: str) -> Any:
        """Likewise by the postcode's beginning; as a range, of which the planner knows how many there are."""
        first = value.strip()
        beginning = {"postcode__gte": first, "postcode__lt": first + search.LAST}
        return at(
            rows, Site.objects.order_by().filter(**beginning), Customer.objects.order_by().filter(**beginning)
        )

    def of_technician(self, rows: Any, name: str, value: Technician) -> Any:
        """Machines whose contract names her."""
        return rows.filter(Exists(covering().filter(line__contract__technician=value).order_by()))

    def open_to(self, rows: Any, name: str, value: Technician) -> Any:
        """Machines to which she may be sent: named for the plant and the site, else the customer, or nobody is.

        The few places that name others are looked up and left out: nothing is asked of the many that name nobody.
        """
        plants = PlantTechnician.objects.order_by()
        sites = AllowedTechnician.objects.order_by().exclude(site=None)
        customers = AllowedTechnician.objects.order_by().filter(site=None)
        hers = {"technician": value}
        named = sites.values("site")
        barred = [
            PlantMachine.objects.filter(plant__in=plants.values("plant"))
            .exclude(plant__in=plants.filter(**hers).values("plant"))
            .values("equipment"),
            Equipment.objects.filter(site__in=named).exclude(site__in=sites.filter(**hers).values("site")).values("pk"),
            Equipment.objects.filter(customer__in=customers.values("customer"))
            .exclude(customer__in=customers.filter(**hers).values("customer"))
            .filter(Q(site=None) | ~Q(site__in=named))
            .values("pk"),
        ]  # fmt: skip
        for machines in barred:
            rows = rows.exclude(equipment__in=machines.order_by())
        return rows

    def by_contract(self, rows: Any, name: str, value: str) -> Any:
        """With or without a running contract."""
        covered = Exists(covering().order_by())
        return rows.filter(covered) if value == "with" else rows.filter(~covered)
