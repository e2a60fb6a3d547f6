"""Building the company, set-based as imports do it, then its night: the due dates and alerts are the product's own."""

import random
import time
from collections.abc import Iterator

from tests.bench.__main__ import say
from tests.bench.large import SLUG
from tests.bench.large.inventing import customer, machine, spoken

AT_ONCE = 5_000
Places = list[tuple[int, int]]


def build(customers: int, machines: int, contracts: int) -> None:
    """Make the company with everything lists show: also who is away, out of service, excluded, thrown away."""
    from config import nightly
    from tenancy import statistics
    from tenancy.models import Company
    from tests.bench.large.promising import promise
    from tests.bench.seeding import found_company

    if Company.objects.filter(slug=SLUG).exists():
        raise SystemExit("It is built already.")
    Company.objects.filter(slug=found_company(0)).update(slug=SLUG)
    company, began = Company.objects.get(slug=SLUG), time.perf_counter()
    chance = random.Random(11)
    places = _customers(company, chance, customers)
    _machines(company, chance, places, machines)
    promise(company, contracts)
    _around(company, chance, customers // 2)
    say("large: built", rows=customers + machines + contracts, seconds=round(time.perf_counter() - began, 1))
    night = nightly.run(company, company.today())
    statistics.refresh()
    say("large: first night", seconds=round(night.seconds, 1), counts=night.counts, errors=night.errors)


def _chunks(count: int) -> Iterator[range]:
    """Ranges of so many numbers; after each the planner learns how large the tables have become."""
    from tenancy import statistics

    for start in range(0, count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, count))
        statistics.refresh()


def _customers(company: object, chance: random.Random, count: int) -> Places:
    """Customers with one site each, prospects and those deactivated among them."""
    from customers.models import Site
    from tenancy import search
    from tenancy.acting import acting_for
    from tenancy.inserting import insert

    places: Places = []
    for numbers in _chunks(count):
        with acting_for(company, source="bench"):  # type: ignore[arg-type]
            made = [customer(chance, number) for number in numbers]
            insert(made)
            search.index_rows("customer", made)
            sites = [
                Site(customer=row, address=row.address, postcode=row.postcode, city=row.city, country="FR")
                for row in made
            ]
            insert(sites)
            search.index_rows("site", sites)
            places += [(row.pk, site.pk) for row, site in zip(made, sites, strict=True)]
    return places


def _machines(company: object, chance: random.Random, places: Places, count: int) -> None:
    """Machines of five types, some out of service or excluded."""
    from installed_base.models import EquipmentType
    from tenancy import search
    from tenancy.acting import acting_for
    from tenancy.inserting import insert

    names = ("Chaudière gaz", "Pompe à chaleur", "Climatiseur", "Adoucisseur", "Poêle à granulés")
    with acting_for(company, source="bench"):  # type: ignore[arg-type]
        types = []
        for name in names:
            types.append(EquipmentType.called(name))
            types[-1].save()
    for numbers in _chunks(count):
        with acting_for(company, source="bench"):  # type: ignore[arg-type]
            found = [machine(chance, number, types, places[number % len(places)]) for number in numbers]
            insert(found)
            search.index_rows("equipment", found)


def _around(company: object, chance: random.Random, count: int) -> None:
    """What was said with customers, notes for next visits, plants, technicians, the trash."""
    from customers.models import AllowedTechnician, Customer
    from installed_base.models import Equipment, NextVisitNote, Plant, PlantMachine
    from tenancy import search
    from tenancy.acting import acting_for
    from tenancy.inserting import insert
    from tenancy.models import Technician, Trashed

    with acting_for(company, source="bench"):  # type: ignore[arg-type]
        people = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
        machines = list(Equipment.objects.order_by("pk").values_list("pk", "site_id"))
        technicians = list(Technician.objects.all())
        some = chance.sample(people, len(people) // 100)
        insert([AllowedTechnician(customer_id=pk, technician=chance.choice(technicians)) for pk in some])
        noted = chance.sample(machines, len(machines) // 50)
        today = company.today()  # type: ignore[attr-defined]
        insert(
            [NextVisitNote(machine_id=pk, text="Nettoyer le filtre", asked_on=today) for pk, _site in noted]
        )
        plants = [
            Plant(name=f"Installation {place}", site_id=site) for place, (_pk, site) in enumerate(noted)
        ]
        insert(plants)
        insert(
            [
                PlantMachine(plant=plant, equipment_id=pk)
                for plant, (pk, _s) in zip(plants, noted, strict=True)
            ]
        )
        insert([
            Trashed(kind="customers.customer", row_id=10**9 + number, number=f"X{number:05}", label=f"Dupont {number}")
            for number in range(len(people) // 100)
        ])  # fmt: skip
    for numbers in _chunks(count):
        with acting_for(company, source="bench"):  # type: ignore[arg-type]
            said = [spoken(chance, people) for _number in numbers]
            insert(said)
            search.index_rows("communication", said)
