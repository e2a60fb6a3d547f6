"""Lists on their first and last page, with each sort, each filter and a search; cards with each of their tabs."""

import random
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from tests.bench.__main__ import say
from tests.bench.large import SLUG
from tests.bench.pages import Address, plain, time_pages

LAST = "1000000"  # the nearest page that exists is the last one
LISTS = {
    "customers/": "dupont mac",
    "customers/trash/": "dupont",
    "customers/communications/": "panne",
    "equipment/": "vitodens 3",
    "maintenance/": "vitodens 3",
    "plants/": "vitodens 3",
    "contracts/": "dupont",
    "contracts/billing/": "",
    "contracts/visits/": "",
    "letters/": "dupont",
    "alerts/": "",
}
#: what is typed into filters that take text, a number or a day
TYPED = {"town": "macon", "postcode": "71", "q": "dupont"}
PLAIN = (
    "",
    "customers/duplicates/",
    "contracts/register/",
    "customers/options/?q=dup",
    "equipment/options/?q=nan",
)


def time_lists_and_cards(rounds: int, only: str = "") -> None:
    """Median and p95 with the number of queries, one line a page; of pages whose name has the pattern."""
    addresses = {**dict(_lists()), **{f"/{path}": _address(path) for path in PLAIN}, **dict(_cards())}
    slowest: dict[str, float] = {}
    for page, address in addresses.items():
        if re.search(only, page):
            figures = time_pages(SLUG, rounds, {page: address})["pages"][page]
            say("large: page", page=page, **figures)
            slowest[page] = figures["p95_ms"]
    say("large: pages", count=len(slowest), slowest_p95_ms=max(slowest.values(), default=0))


def _address(path: str, **more: str) -> Address:
    path, _sign, query = path.partition("?")
    return plain(path, **dict(parse_qsl(query)), **more)


def _lists() -> Iterator[tuple[str, Address]]:
    for path, words in LISTS.items():
        yield f"/{path}", plain(path)
        yield f"/{path} last page", plain(path, page=LAST)
        if words:
            yield f"/{path}?q={words}", plain(path, q=words)
        view = _view(path)
        for name, column in view.table_class.base_columns.items():
            if column.orderable is not False and column.visible and name != "select":
                for sort in (name, f"-{name}"):
                    yield f"/{path}?sort={sort}", plain(path, sort=sort)
        for name, value in _choices(view):
            yield f"/{path}?{name}={value}", plain(path, **{name: value})


def _view(path: str) -> Any:
    from django.urls import resolve

    return resolve(f"/{path}", "config.company_urls").func.view_class  # type: ignore[attr-defined]


def _choices(view: Any) -> Iterator[tuple[str, str]]:
    """Each filter with each choice, of long ones the first."""
    from django import forms

    from tenancy.acting import acting_for
    from tenancy.models import Company, Membership
    from tenancy.permissions import Right

    if view.filterset_class is None:
        return
    company = Company.objects.get(slug=SLUG)
    membership = Membership.objects.get(company=company)
    request = SimpleNamespace(
        company=company, membership=membership, user=membership.user, rights=list(Right), GET={}
    )
    with acting_for(company, source="bench"):
        for name, field in view.filterset_class({}, request=request).form.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                row = field.queryset.order_by("-pk").first()
                found = [str(row.pk)] if row else []
            elif hasattr(field, "choices"):
                found = [str(value) for value, _label in field.choices if value][:8]
            elif isinstance(field, forms.NullBooleanField):
                found = ["true", "false"]
            else:
                found = [TYPED[name]] if name in TYPED else []
            yield from ((name, value) for value in found)


def _cards() -> Iterator[tuple[str, Address]]:
    from contracts.models import Contract
    from customers.models import Customer, Site
    from installed_base.models import Equipment, Plant
    from tenancy.acting import acting_for
    from tenancy.models import Company

    chance = random.Random(3)
    cards: list[tuple[str, Any, list[str]]] = [
        ("customers/", Customer, ["", "?tab=history"]),
        ("customers/sites/", Site, ["", "?tab=history"]),
        ("equipment/", Equipment, ["", "?tab=story", "?tab=maintenance", "?tab=history"]),
        ("plants/", Plant, ["", "?tab=logbook"]),
        ("contracts/", Contract, ["", "?tab=terms", "?tab=billing", "?tab=visits", "?tab=history"]),
    ]
    panels = ["equipment/", "plants/", "contracts/", "maintenance/", "customers/communications/"]
    with acting_for(Company.objects.get(slug=SLUG), source="bench"):
        keys = {
            model: list(model.objects.order_by("pk").values_list("pk", flat=True)[:2000])
            for _p, model, _t in cards
        }
    for path, model, tabs in cards:
        for tab in tabs:
            yield f"/{path}…/{tab}", _card(chance, path, keys[model], tab)
    for path in panels:
        yield f"/{path}?customer=…", _panel(chance, path, keys[Customer])


def _card(chance: random.Random, path: str, keys: list[int], tab: str) -> Address:
    query = dict(parse_qsl(tab.lstrip("?")))
    return lambda: (f"{path}{chance.choice(keys)}/", query, {})


def _panel(chance: random.Random, path: str, keys: list[int]) -> Address:
    return lambda: (path, {"customer": str(chance.choice(keys)), "panel": "customer"}, {})
