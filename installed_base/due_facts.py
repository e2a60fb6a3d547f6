"""What is known of many machines, read at once: a constant number of queries however many they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from customers.models import Customer
from installed_base import promises
from installed_base.duties.clocks import LegalClass, Service
from installed_base.duties.facts import Facts
from installed_base.duties.fuels import Fuel, fuel_of
from installed_base.models import Equipment, MaintenanceRule, PlantMachine, ServiceDone
from installed_base.promises import Promise
from installed_base.refrigerants import REFRIGERANTS, tonnes_co2e
from tenancy.acting import acting_company
from tenancy.inserting import AnyOf
from tenancy.search import fold

# Whether people live there is a fact of the building: the customer's kind tells it better than the legal class, which
# counts an association's hall with the condominiums.
HOMES = {Customer.Kind.INDIVIDUAL.value, Customer.Kind.CONDOMINIUM.value}


@dataclass(frozen=True, slots=True)
class Known:
    """One machine: its facts, whose rules hold for it, and what was promised."""

    pk: int
    type_id: int
    customer_id: int
    facts: Facts
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The firm's rules for some machines, by what they are for; the firm's own apart from those declared."""

    by_type: Mapping[tuple[int, bool], MaintenanceRule]
    by_customer: Mapping[tuple[int, bool], MaintenanceRule]
    by_machine: Mapping[tuple[int, bool], MaintenanceRule]


def known(ids: Sequence[int], also: tuple[Service, date] | None = None) -> list[Known]:
    """The machines in service among those given; ``also`` supposes a service done on a day, to see what follows."""
    done = _done(ids)
    if also is not None:
        for pk in ids:
            days = done[pk][also[0]]
            days.append(also[1])
            days.sort(reverse=True)
    rows = (
        Equipment.objects.filter(AnyOf("pk", ids), removed_on=None)
        .order_by("pk")
        .values_list(
            *("pk", "type_id", "customer_id", "legal_class", "type__legal_class", "type__name", "energy"),
            *("power_kw", "commissioned_on", "created_at", "refrigerant", "charge_kg", "sealed"),
            *("leak_detection", "site__country", "customer__country", "customer__kind"),
        )
    )
    zone = acting_company().zone
    read = list(rows)
    systems = _systems([row[0] for row in read])
    cared = {pk: days[Service.CARE][0] for pk, days in done.items() if days.get(Service.CARE)}
    owed = promises.owed([row[0] for row in read], cared)
    return [
        Known(
            row[0],
            row[1],
            row[2],
            _facts(row, done.get(row[0], {}), zone, systems.get(row[0])),
            owed.get(row[0]),
        )
        for row in read
    ]


def rules_for(machines: Sequence[Known]) -> Rules:
    """The rules that may hold for some machines."""
    types = {machine.type_id for machine in machines}
    customers = {machine.customer_id for machine in machines}
    own = MaintenanceRule.objects
    return Rules(
        {(rule.type_id or 0, bool(rule.word)): rule for rule in own.filter(AnyOf("type_id", list(types)))},
        {
            (rule.customer_id or 0, bool(rule.word)): rule
            for rule in own.filter(AnyOf("customer_id", list(customers)))
        },
        {
            (rule.equipment_id or 0, bool(rule.word)): rule
            for rule in own.filter(AnyOf("equipment_id", [machine.pk for machine in machines]))
        },
    )


def _done(ids: Sequence[int]) -> dict[int, dict[Service, list[date]]]:
    """For each machine and service the days on which it was done, the latest first; visits of contracts are care."""
    found: dict[int, dict[Service, list[date]]] = defaultdict(lambda: defaultdict(list))
    rows = ServiceDone.objects.filter(AnyOf("equipment_id", ids)).order_by("-on")
    for machine, what, on in rows.values_list("equipment_id", "what", "on"):
        found[machine][Service(what)].append(on)
    for machine, on in promises.made(ids).items():
        days = found[machine][Service.CARE]
        days.append(on)
        days.sort(reverse=True)
    return found


def _systems(ids: Sequence[int]) -> dict[int, tuple[Decimal | None, int]]:
    """For machines of plants, the power of those of their class in the plant together, and how many they are."""
    plants = PlantMachine.objects.filter(AnyOf("equipment_id", ids)).order_by().values("plant")
    places = PlantMachine.objects.filter(plant__in=plants, equipment__removed_on=None).order_by("pk")
    together: dict[tuple[int, str], list[tuple[int, Decimal | None]]] = defaultdict(list)
    for plant, machine, own, of_type, power in places.values_list(
        *("plant_id", "equipment_id", "equipment__legal_class", "equipment__type__legal_class"),
        "equipment__power_kw",
    ):
        together[plant, own or of_type].append((machine, power))
    found: dict[int, tuple[Decimal | None, int]] = {}
    for machines in together.values():
        known = [power for _machine, power in machines if power is not None]
        total = sum(known, Decimal(0)) if known else None
        found.update({machine: (total, len(machines)) for machine, _power in machines})
    return found


def _facts(
    row: tuple,
    done: Mapping[Service, Sequence[date]],
    zone: ZoneInfo,
    system: tuple[Decimal | None, int] | None,
) -> Facts:
    (_pk, _type, _customer, own_class, class_of_type, type_name, energy, power, commissioned, created) = row[
        :10
    ]
    refrigerant, charge, sealed, detection, country_of_site, country, kind = row[10:]
    gas = REFRIGERANTS.get(refrigerant)
    tonnes: Decimal | None = tonnes_co2e(refrigerant, charge) if gas and charge is not None else None
    return Facts(
        legal_class=LegalClass(own_class or class_of_type or LegalClass.NONE),
        country=country_of_site or country,
        recorded_on=created.astimezone(zone).date(),
        installed_on=commissioned,
        power_kw=system[0] if system else power,
        machines=system[1] if system else 1,
        fuel=_fuel(energy, type_name),
        family=gas.family.value if gas else "",
        charge_kg=charge,
        tonnes=tonnes,
        sealed=sealed,
        leak_detection=detection,
        residential=kind in HOMES,
        done=done,
    )


@lru_cache(maxsize=1000)
def _fuel(energy: str, type_name: str) -> Fuel:
    found = fuel_of(fold(energy))
    return found if found is not Fuel.UNKNOWN else fuel_of(fold(type_name))
