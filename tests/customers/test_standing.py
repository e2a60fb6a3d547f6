"""Prospects and end users are known without being customers; one step makes them customers."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from contracts.signing import sign
from customers.models import Customer
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineFactory
from tests.factories.customers import CustomerFactory

LIST = "/t/alpha/customers/"


@pytest.fixture
def people(acting_a: Company) -> dict[str, Customer]:
    return {
        standing: CustomerFactory.create(last_name=standing, first_name="", standing=standing)
        for standing in ("customer", "prospect", "end_user")
    }


def names(response: Any) -> list[str]:
    return [row.record.name for row in response.context["table"].paginated_rows]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["customer"]),
        ("prospect", ["prospect"]),
        ("end_user", ["end_user"]),
        ("all", ["customer", "end_user", "prospect"]),
    ],
)
def test_the_list_shows_customers_unless_others_are_asked_for(
    client_ana: Client, people: dict[str, Customer], asked: str, shown: list[str]
) -> None:
    assert names(client_ana.get(LIST, {"standing": asked})) == shown


def test_all_are_found_and_wear_what_they_are(client_ana: Client, people: dict[str, Customer]) -> None:
    for standing, label in (("prospect", "Prospect"), ("end_user", "End user")):
        found = client_ana.get("/t/alpha/search/", {"q": standing}).content.decode()
        assert f"{LIST}{people[standing].pk}/" in found
        badges = client_ana.get(f"{LIST}{people[standing].pk}/").context["badges"]
        assert [str(badge.label) for badge in badges] == [label]
    options = client_ana.get(f"{LIST}options/", {"q": "prospect"}).json()["options"]
    assert [option["value"] for option in options] == [str(people["prospect"].pk)]


def test_one_step_makes_a_customer_and_twice_is_told(client_ana: Client, people: dict[str, Customer]) -> None:
    prospect = people["prospect"]
    become = f"{LIST}{prospect.pk}/become/"
    assert become in client_ana.get(f"{LIST}{prospect.pk}/").content.decode()
    assert client_ana.post(become).status_code == 302
    prospect.refresh_from_db()
    assert prospect.standing == "customer"
    assert "already" in str(client_ana.post(become).context["form"].non_field_errors())
    assert become not in client_ana.get(f"{LIST}{prospect.pk}/").content.decode()


def test_a_contract_is_drafted_for_a_prospect_and_her_signature_makes_a_customer(
    people: dict[str, Customer],
) -> None:
    prospect = people["prospect"]
    contract = ContractFactory.create(customer=prospect, start_on=date(2026, 12, 1), line=None)
    LineFactory.create(contract=contract)
    prospect.refresh_from_db()
    assert prospect.standing == "prospect"
    sign(contract, date(2026, 11, 20), on=date(2026, 11, 22))
    prospect.refresh_from_db()
    assert prospect.standing == "customer"


def test_the_day_a_prospect_last_wrote_is_kept(client_ana: Client, acting_a: Company) -> None:
    typed = {
        "last_name": "A",
        "kind": "",
        "country": "FR",
        "standing": "prospect",
        "last_contact_on": "2026-11-02",
    }
    assert client_ana.post(f"{LIST}new/", typed).status_code == 302
    made = Customer.objects.get()
    assert (made.standing, made.last_contact_on, made.kind) == ("prospect", date(2026, 11, 2), "individual")
