from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tenancy.models import Company, User
from tenancy.permissions import Right
from tests.isolation import addresses
from tests.isolation.addresses import Address
from tests.isolation.conftest import World
from tests.isolation.world import WORD_OF_A, WORD_OF_B, signed_in

METHODS = ("get", "post", "put", "patch", "delete")
HTMX = {"HX-Request": "true"}

# Pages every member may open, whatever her rights.
FOR_EVERY_MEMBER = {"today", "search", "settings:index", "settings:logo"}

# Pages that show prices, so the right to see fees is asked besides their own.
SHOWS_FEES = {
    "contracts:amend",
    "contracts:amendment_undo",
    "contracts:create",
    "contracts:credit_given",
    "contracts:edit",
    "contracts:period_close",
    "contracts:price_list_carry_on",
    "contracts:price_list_create",
    "contracts:price_list_delete",
    "contracts:price_list_edit",
    "contracts:price_list_prices",
    "contracts:template_services",
    "letters:amendment_pdf",
    "letters:contract_pdf",
    "letters:contract_proof",
    "letters:contract_sign",
    "letters:dispatch_proof",
    "letters:document",
    "letters:notice_preview",
    "letters:notice_print",
    "letters:contract_word",
    "letters:notice_word",
    "letters:occasion_pdf",
    "letters:occasion_print",
    "letters:occasion_word",
    "letters:recipient_pdf",
    "letters:paper_preview",
    "letters:wording_preview",
}


@contextmanager
def undone() -> Iterator[None]:
    """What a request does is taken back before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def status(client: Client, method: str, path: str, **extra: Any) -> int:
    """How the product answers one request."""
    with undone():
        answer = getattr(client, method)(path, **extra)
        answer.getvalue()  # a file that is streamed is read to its end
        return int(answer.status_code)


def rights_of(user: User) -> frozenset[str]:
    return user.memberships.get().rights


def test_every_address_can_be_filled_in() -> None:
    assert [address.name for address in addresses.all_inside() if not address.can_be_filled] == []
    assert [address.name for address in addresses.outside() if address.name not in addresses.OUTSIDE] == []


def test_every_page_says_which_right_it_needs() -> None:
    silent = [a.name for a in addresses.inside() if not any("right" in vars(c) for c in _own_classes(a))]
    assert silent == []
    assert {a.name for a in addresses.inside() if not a.page.right} == FOR_EVERY_MEMBER
    assert {a.page.right for a in addresses.inside() if a.page.right} <= set(Right)
    assert {a.page.write_right for a in addresses.inside() if a.page.write_right} <= set(Right)


def test_rows_of_another_company_are_not_found_whatever_the_method(world: World) -> None:
    client, before = world.a.client(), world.b.fingerprint()
    answers = {
        f"{method} {path}": status(client, method, path)
        for address in addresses.about_rows()
        for path in address.foreign_paths(world.a, world.b)
        for method in METHODS
    }
    assert {request: code for request, code in answers.items() if code not in {404, 405}} == {}
    assert world.b.fingerprint() == before
    asked = [a for a in addresses.about_rows() if list(a.foreign_paths(world.a, world.b))]
    assert list(answers.values()).count(404) >= len(asked)


def test_partial_pages_do_not_find_rows_of_another_company_either(world: World) -> None:
    client = world.a.client()
    answers = {
        path: status(client, "get", path, headers=HTMX)
        for address in addresses.about_rows()
        for path in address.foreign_paths(world.a, world.b)
    }
    assert {path: code for path, code in answers.items() if code not in {404, 405}} == {}


def test_the_same_requests_about_ones_own_rows_are_answered(world: World) -> None:
    client = world.a.client()
    answers = {
        f"{method} {address.name}": status(client, method, address.path(world.a))
        for address in addresses.inside()
        for method in METHODS
        if address.accepts(method)
    }
    assert {request: code for request, code in answers.items() if code == 404 or code >= 500} == {}
    assert len(answers) >= len(addresses.inside()) >= 80


def test_a_stranger_is_sent_to_sign_in_and_told_nothing(world: World) -> None:
    stranger = Client(raise_request_exception=False)
    for address in addresses.inside():
        for method in METHODS:
            answer = getattr(stranger, method)(address.path(world.a))
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
            assert not told(answer.content)
        partial = stranger.get(address.path(world.a), headers=HTMX)
        assert (partial.status_code, told(partial.content)) == (401, False)


def told(content: bytes) -> bool:
    """Whether a word of either company stands in what was answered."""
    return any(word in content.decode().lower() for word in (WORD_OF_A, WORD_OF_B))


@pytest.mark.parametrize("who", ["ben", "dora"])
def test_a_member_without_the_right_is_refused(world: World, who: str) -> None:
    user: User = getattr(world, who)
    client, rights = signed_in(user), rights_of(user)
    answers = {
        (address, method): status(client, method, address.path(world.a))
        for address in addresses.inside()
        for method in METHODS
        if address.accepts(method)
    }
    wrong = {
        f"{method} {address.name}": code
        for (address, method), code in answers.items()
        if (code == 403) == (needed(address, method) <= rights)
    }
    assert wrong == {}
    refused = [code for code in answers.values() if code == 403]
    assert len(refused) >= len(answers) / 3


def needed(address: Address, method: str) -> set[str]:
    """The rights a request needs."""
    page = address.page
    own = page.right if method == "get" else page.write_right or page.right
    return ({own} if own else set()) | ({Right.FEES_VIEW} if address.name in SHOWS_FEES else set())


def test_another_companys_pages_do_not_exist_for_ana(world: World) -> None:
    client = world.a.client()
    answers = {
        f"{method} {address.name}": status(client, method, address.path(world.b))
        for address in addresses.inside()
        for method in METHODS[:2]
    }
    assert set(answers.values()) == {404}


def test_a_member_removed_in_another_tab_finds_nothing_at_her_next_click(world: World) -> None:
    client = signed_in(world.ben)
    assert status(client, "get", "/t/alpha/") == 200
    world.ben.memberships.update(left_on=date(2026, 11, 23))
    assert {status(client, "get", address.path(world.a)) for address in addresses.inside()} == {404}


def test_a_right_taken_away_in_another_tab_is_gone_at_the_next_click(world: World) -> None:
    client = world.a.client()
    assert status(client, "get", "/t/alpha/night/preview/") == 200
    world.a.manager.memberships.update(denied=[Right.JOBS_VIEW])
    assert status(client, "get", "/t/alpha/night/preview/") == 403


def test_a_locked_person_and_a_closed_company_find_nothing(world: World) -> None:
    client = signed_in(world.ben)
    with undone():
        Company.objects.filter(pk=world.a.company.pk).update(closed_on=date(2026, 11, 23))
        assert client.get("/t/alpha/").status_code == 404
    User.objects.filter(pk=world.ben.pk).update(is_active=False)
    assert client.get("/t/alpha/").status_code in {302, 404}


def _own_classes(address: Address) -> list[type]:
    """The view's classes that are the product's and not the frame's."""
    return (
        [c for c in address.page.__mro__ if not c.__module__.startswith(("ui.", "django."))]
        if address.page
        else []
    )
