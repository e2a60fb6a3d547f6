"""A person is erased: nothing of her is left but what a law keeps, and the proof that she was answered."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from contracts.models import Contract, Term
from customers.erasing import erase, lacking
from customers.erasure import Erasure
from customers.merging import merge
from customers.models import Customer, PrivacyAnswer, PrivacyRequest, Site
from installed_base.models import Equipment
from letters.models import Letter
from tenancy import trash
from tenancy.acting import acting_for
from tenancy.alerts import Cause, raise_alert
from tenancy.belonging import belongings_of
from tenancy.models import Attachment, Company, User
from tests.contracts.test_contract_pages import filled
from tests.duel import DUEL, Posting, committed_firm
from tests.factories.contracts import ContractFactory, NoticeFactory, TemplateFactory, TermFactory
from tests.factories.customers import (
    CommunicationFactory,
    ContactFactory,
    CustomerFactory,
    SiteFactory,
    SiteRoleFactory,
)
from tests.factories.installed_base import EquipmentFactory
from tests.factories.letters import LetterFactory
from tests.factories.tenancy import AttachmentFactory, OutboxMessageFactory
from tests.isolation.contents import text_of
from tests.isolation.registry import owned_tables

NAME = "Zolagrande"
ENDED = date(2026, 1, 1)
ON = date(2026, 3, 4)


@pytest.fixture
def zoe(company_a: Company, ana: User) -> Iterator[Customer]:
    """Somebody with a word of hers in every corner, an ended contract with its letter, and a neighbour."""
    with acting_for(company_a, actor=ana, source="test"):
        made: Customer = CustomerFactory.create(
            number="000123", last_name=NAME, first_name="Zoé", email=f"{NAME}@mail.example",
            phone="+33385123456", notes=NAME, private_notes=NAME, address=f"1 rue {NAME}", language="fr",
        )  # fmt: skip
        made.city = f"{NAME}-ville"
        made.save()  # the history knows a value before and after
        site = SiteFactory.create(customer=made, name=f"Chez {NAME}", address="5 quai Sud", access_notes=NAME)
        machine = EquipmentFactory.create(customer=made, site=site, serial="SERIAL7", notes=NAME)
        AttachmentFactory.create(subject_kind="equipment", subject_id=machine.pk, name=f"{NAME}.jpg")
        ContactFactory.create(customer=made, name=f"Luc {NAME}")
        ContactFactory.create(customer=made, name=f"Gone {NAME}").delete()
        CommunicationFactory.create(customer=made, summary=NAME)
        thrown = EquipmentFactory.create(customer=made, site=None, notes=NAME)
        trash.put_away(thrown, belongings_of(thrown))
        raise_alert("fee_due", Cause("equipment", machine.pk, NAME), ON)
        OutboxMessageFactory.create(recipient=f"{NAME}@mail.example".lower(), subject=NAME, text=NAME)
        ContractFactory.create(customer=made, number="K-draft", notes=NAME)
        contract = ContractFactory.create(
            customer=made, site=site, number="K-ended", notes=NAME, start_on=date(2025, 1, 1),
            runs_until=date(2025, 12, 31), ended_on=ENDED, end_reason="expired",
        )  # fmt: skip
        term = TermFactory.create(contract=contract, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        notice = NoticeFactory.create(term=term)
        LetterFactory.create(notice=notice, document__subject_id=2**40, addressed_to=f"{NAME}\n1 rue {NAME}")
        neighbour = CustomerFactory.create(number="C8", last_name="Neighbour", parent=made)
        SiteRoleFactory.create(site=SiteFactory.create(customer=neighbour), party=made)
        yield made


def address(customer: Customer, rest: str = "erase/") -> str:
    return f"/t/alpha/customers/{customer.pk}/privacy/{rest}"


def tables_naming_her() -> dict[str, str]:
    """Every row of every table that still has her name in it."""
    found = {}
    with connection.cursor() as cursor:
        for table in owned_tables():
            cursor.execute(
                f"SELECT string_agg(t::text, ' ') FROM {table} t WHERE t::text ILIKE %s", [f"%{NAME}%"]
            )
            if said := cursor.fetchone()[0]:
                found[table] = said
    return found


def erased_by(client: Client, customer: Customer) -> PrivacyAnswer:
    first = client.post(address(customer), {"number": "000123"})
    done = client.post(address(customer), {"number": "000123", "seal": first.context["form"].data["seal"]})
    assert done.status_code == 302, done.content.decode()
    return PrivacyAnswer.objects.get(kind="erased")


def test_every_table_with_a_way_to_a_customer_says_what_becomes_of_it() -> None:
    assert lacking() == []


def test_nothing_names_her_any_more_but_what_the_law_keeps(client_ana: Client, zoe: Customer) -> None:
    named = tables_naming_her()
    assert {"customers_customer", "tenancy_change", "tenancy_trashed", "customers_contact"} <= set(named)
    answer = erased_by(client_ana, zoe)
    assert set(tables_naming_her()) == {"letters_letter"}
    row = Customer.everyone.get(pk=zoe.pk)
    assert (row.name, row.number, row.set_aside, row.email) == ("Client 000123", "000123", "erased", "")
    assert not Customer.objects.filter(pk=zoe.pk).exists()
    assert list(Customer.objects.values_list("last_name", "parent")) == [("Neighbour", None)]
    assert not Contract.objects.filter(number="K-draft").exists()
    assert answer.counts["customers.contact"] == 1
    assert [(each["name"], each["until"]) for each in answer.kept] == [("K-ended", "2031-01-01")]


@pytest.mark.parametrize(("vat_rate", "until"), [("20.00", "2036-01-01"), ("19.99", "2031-01-01")])
def test_a_contract_made_on_line_for_120_euros_is_kept_ten_years(
    zoe: Customer, vat_rate: str, until: str
) -> None:
    Contract.objects.filter(number="K-ended").update(conclusion="online", vat_rate=vat_rate)
    Term.objects.filter(contract__number="K-ended").update(fee=100)
    assert [str(each.until) for each in Erasure(zoe, ON).kept if each.name == "K-ended"] == [until]


def test_machine_and_site_stay_with_the_place_and_are_found_there(client_ana: Client, zoe: Customer) -> None:
    erased_by(client_ana, zoe)
    site = Site.objects.get(customer=zoe.pk)
    assert (site.name, site.access_notes, site.address) == ("", "", "5 quai Sud")
    assert Equipment.objects.get(serial="SERIAL7").notes == ""
    assert not Attachment.objects.exists()
    pages = [client_ana.get(f"/t/alpha/{page}").content.decode() for page in (
        "customers/?state=all&standing=all", "search/?q=chez", "equipment/", "customers/options/?q=000123",
    )]  # fmt: skip
    assert [NAME.lower() in page.lower() for page in pages] == [False] * 4
    assert "000123" not in pages[0] and "000123" not in pages[3]
    assert "SERIAL7" in client_ana.get("/t/alpha/search/?q=serial7").content.decode()


def test_what_was_done_is_kept_and_makes_the_letter_to_her(
    client_ana: Client, zoe: Customer, ana: User
) -> None:
    request = PrivacyRequest.objects.create(customer=zoe, kind="erasure", received_on=date(2026, 3, 1))
    answer = erased_by(client_ana, zoe)
    assert (answer.request, answer.by) == (request, ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyAnswer.objects.update(counts={})
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.delete()
    page = client_ana.get(f"/t/alpha/privacy/{request.pk}/").content.decode()
    assert "K-ended" in page and "01/01/2031" in page
    card = f"/t/alpha/customers/{zoe.pk}/"
    assert client_ana.get(card)["Location"] == f"/t/alpha/privacy/{request.pk}/"
    paper = text_of(client_ana.get(f"/t/alpha/privacy/{request.pk}/answer.pdf").content)
    assert "000123" in paper and "2224" in paper and NAME.lower() not in paper


def test_a_running_contract_forbids_it_and_the_refusal_is_an_answer(
    client_ana: Client, zoe: Customer
) -> None:
    ContractFactory.create(customer=zoe, number="K-runs", runs_until=date(2099, 12, 31))
    assert "K-runs" in client_ana.get(address(zoe)).content.decode()
    client_ana.post(address(zoe), {"number": "000123", "seal": "x"})
    assert Customer.objects.filter(pk=zoe.pk).exists()
    assert client_ana.post(address(zoe, "refuse/")).status_code == 302
    assert PrivacyAnswer.objects.get().reasons == ["K-runs"]


def test_her_number_is_typed_and_what_came_meanwhile_is_shown_again(
    client_ana: Client, zoe: Customer
) -> None:
    wrong = client_ana.post(address(zoe), {"number": "124"})
    assert list(wrong.context["form"].errors) == ["number"]
    seal = client_ana.post(address(zoe), {"number": "000123"}).context["form"].data["seal"]
    assert Customer.objects.filter(pk=zoe.pk).exists()
    ContactFactory.create(customer=zoe, name="New")
    again = client_ana.post(address(zoe), {"number": "000123", "seal": seal})
    assert "Meanwhile somebody added" in again.content.decode()
    fresh = again.context["form"].data["seal"]
    assert client_ana.post(address(zoe), {"number": "000123", "seal": fresh}).status_code == 302
    assert client_ana.post(address(zoe), {"number": "000123", "seal": fresh}).status_code == 404


def test_nothing_can_be_made_for_her_by_a_page_that_was_open(client_ana: Client, zoe: Customer) -> None:
    erased_by(client_ana, zoe)
    for factory in (ContractFactory, ContactFactory, SiteFactory):
        with pytest.raises(IntegrityError, match="was erased"), transaction.atomic():
            factory.create(customer=zoe)
    with pytest.raises(ValidationError, match="meantime"):
        erase(zoe, ON)


def test_who_was_merged_into_her_goes_with_her(client_ana: Client, zoe: Customer) -> None:
    other = CustomerFactory.create(number="C9", last_name=NAME, first_name="Double")
    merge(zoe, other, {})
    erased_by(client_ana, zoe)
    assert set(tables_naming_her()) == {"letters_letter"}
    assert Customer.everyone.get(pk=other.pk).name == "Client C9"


def test_frozen_rows_of_others_do_not_go(zoe: Customer) -> None:
    other = LetterFactory.create(document__subject_id=2**41)
    erase(zoe, ON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_frozen('letters_letter', %s)", [[other.pk]])
        assert Letter.objects.filter(pk=other.pk).exists()
    for noun in ("customers_privacyanswer", "tenancy_change"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_frozen(%s, %s)", [noun, [1]])


def test_only_who_answers_privacy_requests_erases(
    client_ben: Client, client_chloe: Client, zoe: Customer
) -> None:
    assert client_ben.get(address(zoe)).status_code == 403
    assert client_chloe.post(address(zoe).replace("alpha", "beta"), {"number": "000123"}).status_code == 404


@pytest.fixture
def firm(transactional_db: None) -> Iterator[tuple[Company, User]]:
    with committed_firm() as made:
        yield made


@DUEL
def test_who_erases_while_another_drafts_a_contract_is_told(firm: tuple[Company, User]) -> None:
    company, ana = firm
    with acting_for(company, actor=ana):
        customer, template = CustomerFactory.create(), TemplateFactory.create()
        seal = Erasure(customer, company.today()).seal
    with acting_for(company, actor=ana):
        ContractFactory.create(customer=customer, template=template, number="K00001")
        posting = Posting(
            ana,
            f"/t/duel/customers/{customer.pk}/privacy/erase/",
            {"number": customer.number, "seal": seal},
        )
    posting.join()
    assert posting.answer.status_code == 200
    assert "Meanwhile somebody added" in posting.answer.content.decode()
    with acting_for(company):
        assert (Customer.objects.count(), Contract.objects.count(), PrivacyAnswer.objects.count()) == (
            1,
            1,
            0,
        )


@DUEL
def test_who_drafts_a_contract_while_another_erases_is_told_and_loses_nothing(
    firm: tuple[Company, User],
) -> None:
    company, ana = firm
    with acting_for(company, actor=ana):
        customer, template = CustomerFactory.create(), TemplateFactory.create()
    sent = {"customer": customer.pk, "template": template.pk, "lines-0-label": "Boiler once a year"}
    with acting_for(company, actor=ana):
        erase(customer, company.today())
        posting = Posting(ana, "/t/duel/contracts/new/", filled(**sent))
    posting.join()
    assert posting.answer.status_code == 200
    assert "Boiler once a year" in posting.answer.content.decode()
    with acting_for(company):
        assert (Customer.objects.count(), Contract.objects.count()) == (0, 0)
