"""Pages on the server: median and p95 of the time to answer, and the number of queries, with a whole portfolio."""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.bench import watch
from tests.bench.seeding import EMAIL

SUGGESTIONS = {"HX-Request": "true", "HX-Target": "global-suggestions"}

#: name of a page, and what to ask for; called anew for each request
Address = Callable[[], tuple[str, dict[str, str], dict[str, str]]]


def time_pages(slug: str, requests: int, addresses: dict[str, Address] | None = None) -> dict[str, Any]:
    """Ask for each page so many times; milliseconds until the whole answer is there, database included.

    ``core_ms`` is what one core works for an answer, here and in PostgreSQL: the time on a machine nobody else uses.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tenancy.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=EMAIL), "allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for name, address in (addresses or _addresses(slug)).items():
        sizes, counts, spent = [], [], []
        busy = watch.NOTHING
        for number in range(requests + 2):
            path, query, headers = address()
            began = time.perf_counter()
            if number < 2:  # to warm up, and to count
                with CaptureQueriesContext(connection) as queries:
                    response = client.get(f"/t/{slug}/{path}", query, headers=headers)
                counts.append(len(queries))
            else:
                before = watch.now()
                response = client.get(f"/t/{slug}/{path}", query, headers=headers)
                spent.append(1000 * (time.perf_counter() - began))
                busy += watch.now() - before
            if response.status_code != 200:
                raise RuntimeError(f"{name}: {path} answered {response.status_code}")
            sizes.append(len(response.content))
        found[name] = {
            "median_ms": round(statistics.median(spent), 1),
            "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 1),
            "core_ms": round(1000 * busy.one_core / requests, 1),
            "queries": counts[-1],
            "kilobytes": round(max(sizes) / 1024, 1),
        }
    return {"pages": found, "slowest_p95_ms": max(page["p95_ms"] for page in found.values())}


def plain(path: str, **query: str) -> Address:
    """The same address each time."""
    return lambda: (path, query, {})


def _addresses(slug: str) -> dict[str, Address]:
    from contracts.models import Contract
    from customers.models import Customer
    from tenancy.acting import acting_for
    from tenancy.models import Company

    chance = random.Random(7)
    with acting_for(Company.objects.get(slug=slug), source="bench"):
        contracts = list(Contract.objects.order_by("pk").values_list("pk", "number")[:2000])
        customers = list(
            Customer.objects.order_by("pk").values_list("pk", "last_name", "phone", "mobile")[:2000]
        )
    names = [name for _pk, name, _phone, _mobile in customers if name]
    phones = [phone or mobile for _pk, _name, phone, mobile in customers if phone or mobile]

    def searched(
        path: str, words: list[str], letters: int = 60, headers: dict[str, str] | None = None
    ) -> Address:
        return lambda: (path, {"q": chance.choice(words)[:letters]}, headers or {})

    return {
        "today": plain(""),
        "contracts": plain("contracts/"),
        "contracts, last page": plain("contracts/", page="10000"),
        "contracts, active": plain("contracts/", state="active"),
        "contracts, notice to prepare": plain("contracts/", notice="prepared"),
        "contracts, fees due": plain("contracts/", due="yes"),
        "contracts by fee": plain("contracts/", sort="-fee"),
        "contracts by customer": plain("contracts/", sort="customer"),
        "contracts, searched by name": searched("contracts/", names),
        "contracts, searched by number": searched("contracts/", [number for _pk, number in contracts]),
        "contract": lambda: (f"contracts/{chance.choice(contracts)[0]}/", {}, {}),
        "fees due": plain("contracts/billing/"),
        "visits owed": plain("contracts/visits/"),
        "customers": plain("customers/"),
        "customers, searched by name": searched("customers/", names),
        "customer": lambda: (f"customers/{chance.choice(customers)[0]}/", {}, {}),
        "equipment": plain("equipment/"),
        "notices": plain("letters/"),
        "alerts": plain("alerts/"),
        "search": searched("search/", names),
        "search while typing": searched("search/", names, 2, headers=SUGGESTIONS),
        "search by telephone": searched("search/", phones, headers=SUGGESTIONS),
    }
