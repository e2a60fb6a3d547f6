"""Private words of one's own company: whoever lacks that one right meets them on no page, list, file or PDF."""

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.models import Contract
from customers.models import Communication, Customer
from tenancy.acting import acting_for
from tenancy.permissions import Right
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.contents import said
from tests.isolation.test_every_address import undone
from tests.isolation.world import signed_in

PRIVATE = "vertraulich"
ALL_BUT_ONE = [right.value for right in Right if right != Right.PRIVATE_NOTES]
VARIANTS_OF_LISTS = ("?q=vertr", "?panel=1", "?export=csv", "?export=xlsx", "?export=pdf")
TABS = ("?tab=history", "?tab=log", "?tab=documents")


@pytest.fixture
def secretive(world: World) -> Iterator[World]:
    """The world, with private words on the customer and in her log."""
    with undone():
        with acting_for(world.a.company, actor=world.a.manager, source="test"):
            customer = world.a.row(Customer)
            customer.private_notes = PRIVATE
            customer.save()
            customer.private_notes = f"{PRIVATE} {PRIVATE}"
            customer.save()
            for notes in (PRIVATE, f"{PRIVATE} {PRIVATE}"):
                contract = world.a.row(Contract)
                contract.private_notes = notes
                contract.save()
            Communication.objects.update(private=True, summary=PRIVATE, text=PRIVATE)
        yield world


def told(client: Any, world: World, within: str = "") -> list[str]:
    """The addresses that say a private word; ``within`` names the app to look at alone."""
    found = []
    for address in addresses.inside():
        if not address.name.startswith(within):
            continue
        path = address.path(world.a)
        variants: tuple[str, ...] = ("",)
        if hasattr(address.page, "table_class"):
            variants = ("", *VARIANTS_OF_LISTS)
        elif hasattr(address.page, "get_tabs"):
            variants = ("", *TABS)
        for variant in variants:
            if address.accepts("get"):
                with undone():
                    if PRIVATE in said(client.get(path + variant)):
                        found.append(path + variant)
        if address.accepts("post"):
            with undone():
                if PRIVATE in said(client.post(path, {"confirm": "1"})):
                    found.append(f"POST {path}")
    return found


@pytest.mark.parametrize("rights", [[], ALL_BUT_ONE], ids=["technician", "everything else"])
def test_nobody_without_the_right_meets_a_private_word(secretive: World, rights: list[str]) -> None:
    secretive.ben.memberships.update(granted=rights)
    assert told(signed_in(secretive.ben), secretive) == []


def test_a_search_by_a_private_word_finds_nothing_for_anybody(secretive: World) -> None:
    for client in (signed_in(secretive.ben), secretive.a.client()):
        answer = said(client.get("/t/alpha/search/", {"q": "vertraul"}))
        assert str(secretive.a.row(Customer).name).lower() not in answer


def test_those_with_the_right_do_meet_them(secretive: World) -> None:
    pages = told(secretive.a.client(), secretive, "customers:")
    customer = secretive.a.row(Customer).pk
    assert f"/t/alpha/customers/{customer}/" in pages and f"/t/alpha/customers/{customer}/edit/" in pages
