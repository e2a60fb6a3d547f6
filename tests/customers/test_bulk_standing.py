"""Many customers at once: deactivated, left out of maintenance lists, written to in another language."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer
from tenancy.models import Change, Company
from tests.factories.customers import CustomerFactory

LIST = "/t/alpha/customers/?state=all"


@pytest.fixture
def three(acting_a: Company) -> list[Customer]:
    return [
        CustomerFactory.create(number="Z1"),
        CustomerFactory.create(number="Z2", deactivated_on=date(2026, 1, 2)),
        CustomerFactory.create(number="Z3", excluded=True, excluded_reason="Abroad"),
    ]


def told(client: Client, rows: list[Customer], action: str) -> dict[str, bool]:
    answer = client.post(LIST, {"action": action, "pk": [row.pk for row in rows]})
    return {outcome.row.number: outcome.will for outcome in answer.context["outcomes"]}


def done(client: Client, rows: list[Customer], action: str, **form: Any) -> Any:
    data = {"action": action, "pk": [row.pk for row in rows], "confirm": "1", "expected": len(rows), **form}
    return client.post(LIST, data)


def values(column: str) -> list[Any]:
    return list(Customer.objects.order_by("number").values_list(column, flat=True))


def test_customers_are_deactivated_and_come_back(
    client_ana: Client, three: list[Customer], company_a: Company
) -> None:
    assert told(client_ana, three, "deactivate") == {"Z1": True, "Z2": False, "Z3": True}
    done(client_ana, three, "deactivate")
    assert values("deactivated_on") == [company_a.today(), date(2026, 1, 2), company_a.today()]
    assert Change.objects.filter(noun="customers_customer", operation="changed").count() == 2
    assert told(client_ana, three[:1], "reactivate") == {"Z1": True}
    done(client_ana, three, "reactivate")
    assert values("deactivated_on") == [None, None, None]


def test_customers_are_left_out_until_a_day_and_taken_in_again(
    client_ana: Client, three: list[Customer], company_a: Company
) -> None:
    until = company_a.today() + timedelta(days=30)
    assert told(client_ana, three, "exclude") == {"Z1": True, "Z2": True, "Z3": False}
    done(client_ana, three, "exclude", reason="Holiday", until=until.isoformat())
    assert values("excluded_reason") == ["Holiday", "Holiday", "Abroad"]
    assert values("excluded_until") == [until, until, None]
    done(client_ana, three, "include")
    assert values("excluded") == [False, False, False] and values("excluded_until") == [None, None, None]


def test_a_day_that_has_passed_is_refused_at_its_field(client_ana: Client, three: list[Customer]) -> None:
    answer = done(client_ana, three, "exclude", until="2020-01-01", reason="kept")
    form = answer.context["form"]
    assert list(form.errors) == ["until"] and form["reason"].value() == "kept"
    assert values("excluded") == [False, False, True]


def test_letters_are_written_in_the_language_chosen(client_ana: Client, three: list[Customer]) -> None:
    done(client_ana, three[:2], "language", language="it")
    assert values("language") == ["it", "it", ""]
    assert done(client_ana, three, "language", language="xx").context["form"].errors


@pytest.mark.parametrize("action", ["deactivate", "reactivate", "exclude", "include", "language"])
def test_those_without_the_right_do_none_of_it(
    client_ben: Client, three: list[Customer], action: str
) -> None:
    assert done(client_ben, three, action).status_code == 403
