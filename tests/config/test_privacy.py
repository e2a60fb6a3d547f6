"""Answering who asks what is kept about her: all of it, nothing of others, for those who may see it."""

import json
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.models import ReplacedValues
from config.privacy import paper
from config.privacy.gathering import LEFT_OUT
from customers.models import Customer
from tenancy.acting import acting_for
from tenancy.alerts import Cause, raise_alert
from tenancy.models import Company, Membership, User
from tests.factories.config import PortfolioImportFactory
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CommunicationFactory, ContactFactory, CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory
from tests.isolation.contents import text_of
from tests.isolation.registry import owned_models


@pytest.fixture
def zoe(company_a: Company, ana: User) -> Customer:
    """A customer with something of every kind, next to another customer."""
    with acting_for(company_a, actor=ana):
        made: Customer = CustomerFactory.create(
            number="C7", last_name="Zola", private_notes="whisper", language="fr", phone="+33385123456"
        )
        site = SiteFactory.create(customer=made, name="Boiler room")
        ContactFactory.create(customer=made, name="Luc Petit")
        EquipmentFactory.create(customer=made, site=site, serial="SERIAL7")
        draft = ContractFactory.create(customer=made, site=site, number="K7")
        CommunicationFactory.create(customer=made, summary="She called", private=False)
        CommunicationFactory.create(customer=made, summary="hush", private=True)
        raise_alert("fee_due", Cause("contract", draft.pk, draft.number), date(2026, 3, 4))
        made.city = "Tournus"
        made.save()
        imported = PortfolioImportFactory.create()
        for row, town in ((made.pk, "Mâcon"), (made.pk + 1000, "Elsewhere")):
            ReplacedValues.objects.create(
                owner=imported, table="customers_customer", row_id=row, before={"city": town}, after={}
            )
        other = CustomerFactory.create(number="C8", last_name="Neighbour")
        ContactFactory.create(customer=other, name="Stranger")
    return made


def address(customer: Customer, rest: str = "") -> str:
    return f"/t/alpha/customers/{customer.pk}/privacy/{rest}"


def read(client: Client, customer: Customer, rest: str) -> str:
    """The text of a file in lower case; paper holds its words together with other spaces."""
    return text_of(client.post(address(customer, rest)).content).replace("\xa0", " ")


def test_the_data_file_holds_all_about_her_and_nothing_of_others(client_ana: Client, zoe: Customer) -> None:
    answer = client_ana.post(address(zoe, "data.json"))
    assert answer["Cache-Control"] == "private, no-store"
    told = json.loads(answer.content)
    assert told["person"] == {"number": "C7", "name": zoe.name}
    (customer,) = told["tables"]["customers"]
    assert (customer["last_name"], customer["private_notes"], customer["city"]) == (
        "Zola", "whisper", "Tournus",
    )  # fmt: skip
    assert [row["name"] for row in told["tables"]["contacts"]] == ["Luc Petit"]
    assert [row["name"] for row in told["tables"]["sites"]] == ["Boiler room"]
    assert [row["serial"] for row in told["tables"]["equipment"]] == ["SERIAL7"]
    assert [row["number"] for row in told["tables"]["contracts"]] == ["K7"]
    assert {row["summary"] for row in told["tables"]["communications"]} == {"She called", "hush"}
    assert [row["subject_label"] for row in told["tables"]["alert"]] == ["K7"]
    assert [row["before"] for row in told["tables"]["replaced-values"]] == [{"city": "Mâcon"}]
    moved = [change for change in told["history"] if change["operation"] == "changed"]
    assert "Tournus" in [change["after"].get("city") for change in moved if change["table"] == "customer"]
    assert "Neighbour" not in answer.content.decode() and "Stranger" not in answer.content.decode()


def test_the_letter_says_it_in_her_language(client_ana: Client, zoe: Customer) -> None:
    text = read(client_ana, zoe, "answer.pdf")
    for said in ("alpha chauffage", "vos données personnelles", "zola", "luc petit", "serial7", "she called"):
        assert said in text
    assert "neighbour" not in text and "stranger" not in text


def test_private_notes_are_for_those_who_may_read_them(client_ana: Client, zoe: Customer, ana: User) -> None:
    Membership.objects.filter(user=ana).update(denied=["notes.private"])
    assert "Private notes are left out" in client_ana.get(address(zoe)).content.decode()
    for rest in ("data.json", "answer.pdf"):
        text = read(client_ana, zoe, rest)
        assert "she called" in text and "whisper" not in text and "hush" not in text


def test_who_may_not_see_all_of_it_gets_none(client_ana: Client, zoe: Customer, ana: User) -> None:
    Membership.objects.filter(user=ana).update(denied=["fees.view"])
    assert "You lack: See fees and prices." in client_ana.get(address(zoe)).content.decode()
    assert {client_ana.post(address(zoe, rest)).status_code for rest in ("data.json", "answer.pdf")} == {403}


def test_only_administrators_of_her_company_answer(
    client_ana: Client, client_ben: Client, client_chloe: Client, zoe: Customer
) -> None:
    card = f"/t/alpha/customers/{zoe.pk}/"
    assert address(zoe) in client_ana.get(card).content.decode()
    assert address(zoe) not in client_ben.get(card).content.decode()
    for rest in ("", "data.json", "answer.pdf"):
        ben, chloe = (client_ben.post, client_chloe.post) if rest else (client_ben.get, client_chloe.get)
        assert ben(address(zoe, rest)).status_code == 403
        assert chloe(address(zoe, rest)).status_code == 404
        assert chloe(address(zoe, rest).replace("alpha", "beta")).status_code == 404


def test_too_much_to_print_is_answered_with_the_data_file(
    client_ana: Client, zoe: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.views.privacy.LONGEST", 3)
    page = client_ana.get(address(zoe)).content.decode()
    assert "answer.pdf" not in page and "data.json" in page
    back = client_ana.post(address(zoe, "answer.pdf"))
    assert (back.status_code, back["Location"]) == (302, address(zoe))
    assert client_ana.post(address(zoe, "data.json")).status_code == 200
    assert paper.LONGEST == 1_000


def test_a_customer_with_much_costs_no_more_queries(
    client_ana: Client,
    zoe: Customer,
    company_a: Company,
    ana: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client_ana.post(address(zoe, "data.json"))
    with django_assert_max_num_queries(2_000) as few:
        client_ana.post(address(zoe, "data.json"))
    with acting_for(company_a, actor=ana):
        for _time in range(10):
            CommunicationFactory.create(customer=zoe)
            EquipmentFactory.create(customer=zoe, site=zoe.sites.get())
    with django_assert_max_num_queries(len(few.captured_queries)):
        client_ana.post(address(zoe, "data.json"))


def test_what_is_left_out_is_named_with_a_reason() -> None:
    assert set(LEFT_OUT) <= {model._meta.label for model in owned_models()} and all(LEFT_OUT.values())
