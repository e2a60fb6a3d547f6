"""One company with 150,000 customers and 200,000 machines, and what searching and taking everything away cost there.

``python -m tests.bench.large build search pages archive [--customers N] [--machines N]``; JSON lines.
It has servers of its own; with ``BENCH_DATA_DIR`` they are kept, and a later call need not build again.
"""

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

SLUG = "large"
AT_ONCE = 5_000
NAMES = [
    *("Dupont", "Durand", "Duval", "Martin", "Bernard", "Petit", "Robert", "Richard", "Moreau", "Simon"),
    *("Laurent", "Lefebvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel"),
    *("Mercier", "Dupuis", "Lambert", "Bonnet", "Legrand", "Garnier", "Faure", "Rousseau", "Blanc", "Guérin"),
]
FIRST = ["Zoé", "Émile", "Ana", "Léa", "Hugo", "Louis", "Jules", "Emma", "Alice", "Inès", "Noé", "Paul"]
STREETS = ["rue Haute", "rue de la Paix", "avenue Foch", "chemin des Vignes", "rue Pasteur"]
TOWNS = [("71000", "Mâcon"), ("69001", "Lyon"), ("38000", "Grenoble"), ("42000", "Saint-Étienne")]
TYPED = [
    *("d", "du", "dup", "dupont", "dupont zo", "macon", "m", "rue", "06 12", "+33 6 12 34", "0033612"),
    *("vitodens", "vitodens 3", "A01", "0", "1", "e", "example", "exemple.fr", "12 rue pasteur macon"),
]


def build(customers: int, machines: int) -> None:
    """Make the company, set-based, as the import does."""
    from customers.models import Site
    from installed_base.models import Equipment, EquipmentType
    from tenancy import search
    from tenancy.acting import acting_for
    from tenancy.inserting import insert
    from tenancy.models import Company
    from tests.bench.seeding import found_company

    company = Company.objects.filter(slug=SLUG).first()
    if company is None:
        Company.objects.filter(slug=found_company(0)).update(slug=SLUG)
        company = Company.objects.get(slug=SLUG)
    chance, began = random.Random(11), time.perf_counter()
    places: list[tuple[int, int]] = []
    for start in range(0, customers, AT_ONCE):
        with acting_for(company, source="bench"):
            made = [_customer(chance, number) for number in range(start, min(start + AT_ONCE, customers))]
            insert(made)
            search.index("customer", [(row.pk, row.search_words()) for row in made])
            sites = [
                Site(customer=row, address=row.address, postcode=row.postcode, city=row.city, country="FR")
                for row in made
            ]
            insert(sites)
            if hasattr(Site, "search_words"):
                search.index("site", [(row.pk, row.search_words()) for row in sites])
            places += [(row.pk, site.pk) for row, site in zip(made, sites, strict=True)]
    with acting_for(company, source="bench"):
        kind, _made = EquipmentType.objects.get_or_create(name="Chaudière gaz")
    for start in range(0, machines, AT_ONCE):
        with acting_for(company, source="bench"):
            found = [
                Equipment(
                    number=f"A{number:07}",
                    type=kind,
                    brand="Viessmann",
                    model=f"Vitodens {number % 400}",
                    serial=f"{chance.randrange(10**12):012}",
                    customer_id=places[number % len(places)][0],
                    site_id=places[number % len(places)][1],
                    commissioned_on=date(2015 + number % 10, 3, 4),
                )
                for number in range(start, min(start + AT_ONCE, machines))
            ]
            insert(found)
            search.index("equipment", [(row.pk, row.search_words()) for row in found])
    _refresh_statistics()
    _say(built=customers + machines, seconds=round(time.perf_counter() - began, 1))


def time_search(rounds: int) -> None:
    """Milliseconds on the server for what people type, letter by letter, as the role of the product."""
    from django.test import Client

    from tenancy.models import User
    from tests.bench.seeding import EMAIL

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=EMAIL), "allauth.account.auth_backends.AuthenticationBackend")
    ask = {"HX-Request": "true", "HX-Target": "global-suggestions"}
    worst = 0.0
    for words in TYPED:
        spent = []
        for _round in range(rounds + 1):
            began = time.perf_counter()
            answer = client.get(f"/t/{SLUG}/search/", {"q": words}, headers=ask)
            spent.append(1000 * (time.perf_counter() - began))
            assert answer.status_code == 200, answer
        worst = max(worst, statistics.median(spent[1:]))
        _say(typed=words, median_ms=round(statistics.median(spent[1:]), 1), most_ms=round(max(spent[1:]), 1))
    _say(slowest_median_ms=round(worst, 1))


def time_pages(rounds: int) -> None:
    """Median and p95 of lists and cards, with their queries."""
    from customers.models import Customer, Site
    from installed_base.models import Equipment
    from tenancy.acting import acting_for
    from tenancy.models import Company
    from tests.bench.pages import plain
    from tests.bench.pages import time_pages as timed

    chance = random.Random(3)
    with acting_for(Company.objects.get(slug=SLUG), source="bench"):
        customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:2000])
        sites = list(Site.objects.order_by("pk").values_list("pk", flat=True)[:2000])
        machines = list(Equipment.objects.order_by("pk").values_list("pk", flat=True)[:2000])
    addresses = {
        "today": plain(""),
        "customers": plain("customers/"),
        "customers, last page": plain("customers/", page="100000"),
        "customers, searched": plain("customers/", q="dupont mac"),
        "customers of a town": plain("customers/", town="macon"),
        "customers by number": plain("customers/", sort="-number"),
        "customer": lambda: (f"customers/{chance.choice(customers)}/", {}, {}),
        "site": lambda: (f"customers/sites/{chance.choice(sites)}/", {}, {}),
        "equipment": plain("equipment/"),
        "equipment, searched": plain("equipment/", q="vitodens 3"),
        "equipment by customer": plain("equipment/", sort="customer"),
        "equipment in warranty": plain("equipment/", warranty="running"),
        "machine": lambda: (f"equipment/{chance.choice(machines)}/", {}, {}),
        "maintenance due": plain("maintenance/"),
        "duplicates": plain("customers/duplicates/"),
    }
    found = timed(SLUG, 4 * rounds, addresses)
    for page, figures in found.pop("pages").items():
        _say(page=page, **figures)
    _say(**found)


def time_archive() -> None:
    """Rows a second and memory of an archive of everything."""
    from config.company_export.archive import Archive
    from tenancy.models import Company

    company = Company.objects.get(slug=SLUG)
    before = _megabytes()
    began = time.perf_counter()
    archive = Archive(company, True, "fr", company.now(), lambda step, done, total: None)
    with tempfile.TemporaryFile() as file:
        archive.write(file)
        size = file.tell()
    spent = time.perf_counter() - began
    _say(
        rows=archive.rows,
        seconds=round(spent, 1),
        rows_per_second=round(archive.rows / spent),
        zip_megabytes=round(size / 2**20, 1),
        memory_before_mb=before,
        memory_most_mb=_megabytes(),
    )


def _customer(chance: random.Random, number: int) -> Any:
    from customers.models import Customer

    postcode, city = chance.choice(TOWNS)
    row = Customer(
        number=f"C{number:07}",
        last_name=chance.choice(NAMES),
        first_name=chance.choice(FIRST),
        address=f"{chance.randrange(1, 200)}, {chance.choice(STREETS)}",
        postcode=postcode,
        city=city,
        country="FR",
        phone=f"+336{chance.randrange(10**8):08}",
        email=f"c{number}@exemple.fr",
    )
    row.prepare()
    return row


def _refresh_statistics() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics()")


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _say(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


def _arguments() -> Iterator[Callable[[], None]]:
    """What the command asks for, in its order; words it does not know end it before a server starts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["build", "search", "pages", "archive"], nargs="+")
    parser.add_argument("--customers", type=int, default=150_000)
    parser.add_argument("--machines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    for what in given.what:
        yield {
            "build": lambda: build(given.customers, given.machines),
            "search": lambda: time_search(given.rounds),
            "pages": lambda: time_pages(given.rounds),
            "archive": time_archive,
        }[what]


if __name__ == "__main__":
    from tests.bench.services import own_services

    actions = list(_arguments())
    with own_services():
        for action in actions:
            action()
    sys.exit()
