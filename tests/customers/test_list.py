"""The list of customers: search, filters, sort, export, bulk actions."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from customers.models import AllowedTechnician, Customer
from tenancy.models import Change, Company
from tests.factories.customers import CustomerFactory
from tests.factories.tenancy import TechnicianFactory

LIST = "/t/alpha/customers/"


def names(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.record.name for row in response.context["table"].paginated_rows]


@pytest.fixture
def town(acting_a: Company) -> list[Customer]:
    return [
        CustomerFactory.create(
            number="Z1", last_name="Émile", first_name="", phone="+33612345678", email="emile@example.com"
        ),
        CustomerFactory.create(
            number="Z2", last_name="", first_name="", company_name="Copropriété Gomes", kind="condominium",
            city="Grenoble", attention=True, attention_reason="Pays late",
        ),
        CustomerFactory.create(number="Z3", last_name="Zola", first_name="", city="Privas", excluded=True),
    ]  # fmt: skip


def test_the_list_is_sorted_by_name_without_minding_accents(client_ana: Client, town: list[Customer]) -> None:
    assert names(client_ana.get(LIST)) == ["Copropriété Gomes", "Émile", "Zola"]
    assert names(client_ana.get(LIST, {"sort": "-name"})) == ["Zola", "Émile", "Copropriété Gomes"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("emil", ["Émile"]),
        ("06 12 34 56 78", ["Émile"]),
        ("+33 (0)6 12.34.56.78", ["Émile"]),
        ("0033612345678", ["Émile"]),
        ("emile@example", ["Émile"]),
        ("copro gren", ["Copropriété Gomes"]),
        ("Z3", ["Zola"]),
        ("nobody", []),
        ("\x00", ["Copropriété Gomes", "Émile", "Zola"]),
    ],
)
def test_a_customer_is_found_by_any_word(
    client_ana: Client, town: list[Customer], words: str, found: list[str]
) -> None:
    assert names(client_ana.get(LIST, {"q": words})) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "condominium"}, ["Copropriété Gomes"]),
        ({"kind": ["condominium", "individual"]}, ["Copropriété Gomes", "Émile", "Zola"]),
        ({"town": "macon"}, ["Émile"]),
        ({"attention": "true"}, ["Copropriété Gomes"]),
        ({"excluded": "true"}, ["Zola"]),
        ({"kind": "unheard of"}, []),
        ({"parent": "abc"}, []),
    ],
)
def test_filters_narrow_the_list(
    client_ana: Client, town: list[Customer], query: dict[str, Any], found: list[str]
) -> None:
    assert names(client_ana.get(LIST, query)) == found


def test_deactivated_customers_show_only_when_asked_for(
    client_ana: Client, town: list[Customer], company_a: Company
) -> None:
    town[2].deactivate(company_a.today())
    assert names(client_ana.get(LIST)) == ["Copropriété Gomes", "Émile"]
    assert names(client_ana.get(LIST, {"state": "inactive"})) == ["Zola"]
    assert names(client_ana.get(LIST, {"state": "all"})) == ["Copropriété Gomes", "Émile", "Zola"]


def test_the_export_has_what_the_list_shows_and_no_private_notes(
    client_ana: Client, town: list[Customer]
) -> None:
    Customer.objects.filter(pk=town[0].pk).update(private_notes="top secret")
    for name in ("Karim", "Julie"):
        AllowedTechnician.objects.create(customer=town[0], technician=TechnicianFactory.create(name=name))
    rows = client_ana.get(LIST, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[:3] for row in rows] == [
        ["Number", "Name", "Kind"],
        ["Z2", "Copropriété Gomes", "Condominium"],
        ["Z1", "Émile", "Individual"],
        ["Z3", "Zola", "Individual"],
    ]
    assert [row.split(",")[-1] for row in rows] == ["Technicians allowed", "", "Julie; Karim", ""]
    assert "+33612345678" in rows[2] and "secret" not in "".join(rows)
    assert client_ana.get(LIST, {"export": "xlsx"}).content[:2] == b"PK"


def test_only_those_with_the_right_export(client_ben: Client, town: list[Customer]) -> None:
    assert client_ben.get(LIST, {"export": "csv"}).status_code == 403


def test_attention_is_asked_for_in_bulk_after_a_preview(client_ana: Client, town: list[Customer]) -> None:
    chosen = {"action": "watch", "pk": [row.pk for row in town]}
    preview = client_ana.post(LIST, chosen)
    assert [(outcome.row, outcome.will) for outcome in preview.context["outcomes"]] == [
        (town[1], False),
        (town[0], True),
        (town[2], True),
    ]
    assert Customer.objects.filter(attention=True).count() == 1
    done = client_ana.post(LIST, {**chosen, "confirm": "1", "expected": "3", "reason": "Dog"})
    assert done.status_code == 302
    assert list(Customer.objects.order_by("pk").values_list("attention_reason", flat=True)) == [
        "Dog",
        "Pays late",
        "Dog",
    ]
    assert Change.objects.filter(noun="customers_customer", operation="changed").count() == 2
    client_ana.post(LIST, {**chosen, "action": "unwatch", "confirm": "1", "expected": "3"})
    assert not Customer.objects.filter(attention=True).exists()


def test_a_technician_changes_nothing_in_bulk(client_ben: Client, town: list[Customer]) -> None:
    assert client_ben.post(LIST, {"action": "watch", "pk": [town[0].pk]}).status_code == 403
    assert b"data-select-row" not in client_ben.get(LIST).content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_queries(
    client_ana: Client, town: list[Customer], django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    Customer.objects.filter(pk__in=[row.pk for row in town[count:]]).delete()
    client_ana.get(LIST)  # the sign-in is noted once
    with django_assert_num_queries(11):
        client_ana.get(LIST, {"q": "c", "kind": "individual", "state": "all"})


def test_options_offer_active_customers_by_name_number_and_town(
    client_ana: Client, town: list[Customer], company_a: Company
) -> None:
    town[2].deactivate(company_a.today())
    everybody = client_ana.get(LIST + "options/").json()["options"]
    assert [option["text"] for option in everybody] == [
        "Copropriété Gomes · Z2 · Grenoble",
        "Émile · Z1 · Mâcon",
    ]
    assert client_ana.get(LIST + "options/", {"q": "emile"}).json()["options"] == [
        {"value": str(town[0].pk), "text": "Émile · Z1 · Mâcon"}
    ]


def test_strangers_find_no_list(client_chloe: Client, client: Client, town: list[Customer]) -> None:
    assert client_chloe.get(LIST).status_code == 404
    assert client.get(LIST).status_code == 302
    assert names(client_chloe.get("/t/beta/customers/")) == []
