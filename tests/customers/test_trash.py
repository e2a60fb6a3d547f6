"""Throwing customers away: what goes, what keeps them, how they come back, when they are gone for good."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config import nightly
from contracts.models import Contract
from customers.models import Contact, Customer, Site
from customers.trash import Leaving, throw_away
from installed_base.models import Equipment
from tenancy import search, trash
from tenancy.acting import acting_for
from tenancy.alerts import Cause, raise_alert
from tenancy.models import Change, Company, RetiredNumber, Trashed, User
from tests.contracts.test_contract_pages import filled
from tests.duel import DUEL, Posting, committed_firm
from tests.everything import every_row, how_many, words_found
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, TemplateFactory
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory
from tests.factories.letters import LetterFactory

BOOKKEEPING = ("tenancy_change", "tenancy_searchtoken", "tenancy_trashed", "tenancy_retirednumber")


@pytest.fixture
def zoe(acting_a: Company) -> Customer:
    """A customer with a site, a contact, a machine, a draft, an alert, and one who hangs under her."""
    made: Customer = CustomerFactory.create(
        number="C00007",
        last_name="Zola",
        first_name="Zoé",
        phone="+33385123456",
        private_notes="Owes the baker",
    )
    site = SiteFactory.create(customer=made, name="Boiler room")
    ContactFactory.create(customer=made, name="Luc Petit")
    machine = EquipmentFactory.create(
        customer=made, site=site, number="A00007", serial="SERIAL7", power_kw="24.50"
    )
    draft = ContractFactory.create(customer=made, site=site, number="K00007")
    LineEquipmentFactory.create(line=draft.lines.get(), equipment=machine)
    CustomerFactory.create(number="C00008", last_name="Locataire", parent=made)
    raise_alert("fee_due", Cause("contract", draft.pk, draft.number), date(2026, 3, 4))
    return made


def delete_page(customer: Customer) -> str:
    return f"/t/alpha/customers/{customer.pk}/delete/"


def thrown(client: Client, customer: Customer) -> Trashed:
    seal = client.get(delete_page(customer)).context["form"]["seal"].value()
    assert client.post(delete_page(customer), {"seal": seal}).status_code == 302
    return Trashed.objects.get(row_id=customer.pk)


def test_the_page_says_what_goes_and_what_stays(client_ana: Client, zoe: Customer) -> None:
    page = client_ana.get(delete_page(zoe)).content.decode()
    for said in (
        "sites (1)", "contacts (1)", "equipment (1)", "contracts (1)", "Locataire", "30 days",
        "C00007 is never given again",
    ):  # fmt: skip
        assert said in page


def test_she_is_nowhere_once_thrown_away(client_ana: Client, zoe: Customer) -> None:
    box = thrown(client_ana, zoe)
    assert (Customer.objects.count(), Site.objects.count(), Contact.objects.count()) == (1, 0, 0)
    assert (Equipment.objects.count(), Contract.objects.count()) == (0, 0)
    assert client_ana.get(f"/t/alpha/customers/{zoe.pk}/").status_code == 404
    for where in (
        "customers/",
        "customers/?state=all",
        "equipment/",
        "contracts/",
        "alerts/",
        "customers/options/?q=zola",
    ):
        assert "Zola" not in client_ana.get(f"/t/alpha/{where}").content.decode()
    assert [search.best(word, ["customers.view", "equipment.view", "contracts.view"])
            for word in ("zola", "serial7", "K00007", "0385123456")] == [[], [], [], []]  # fmt: skip
    assert Customer.objects.get().parent is None
    assert (box.label, box.number, str(box.put_by)) == ("Zola Zoé", "C00007", "Ana")


def test_what_comes_back_is_what_went_to_the_last_column(client_ana: Client, zoe: Customer) -> None:
    before, words = every_row(*BOOKKEEPING), words_found()
    assert how_many(before) >= 9
    box = thrown(client_ana, zoe)
    assert every_row(*BOOKKEEPING) != before
    page = client_ana.get(f"/t/alpha/customers/trash/{box.pk}/restore/").content.decode()
    assert "Zola Zoé" in page and "equipment (1)" in page
    back = client_ana.post(f"/t/alpha/customers/trash/{box.pk}/restore/")
    assert back.headers["Location"] == f"/t/alpha/customers/{zoe.pk}/"
    assert every_row(*BOOKKEEPING) == before
    assert words_found() == words
    assert (Trashed.objects.count(), RetiredNumber.objects.count()) == (0, 0)


def test_a_column_the_table_got_since_has_its_default(client_ana: Client, zoe: Customer) -> None:
    box = thrown(client_ana, zoe)
    for row in box.rows["customers_customer"]:
        del row["attention"], row["language"], row["excluded_until"]
    box.save()
    trash.restore(box)
    zoe.refresh_from_db()
    assert (zoe.attention, zoe.language, zoe.excluded_until) == (False, "", None)


def test_legal_documents_keep_her_and_are_named_with_their_way(client_ana: Client, zoe: Customer) -> None:
    signed = ContractFactory.create(
        customer=zoe, number="K00100", runs_until=date(2027, 3, 3), signed_on=date(2026, 3, 1)
    )
    sent = ContractFactory.create(customer=zoe, number="K00101", sent_on=date(2026, 3, 1))
    letter = LetterFactory.create(customer=zoe, notice__contract=signed, notice__term__contract=signed)
    page = client_ana.get(delete_page(zoe)).content.decode()
    for number, url in (
        ("K00100", f"/t/alpha/contracts/{signed.pk}/"),
        ("K00101", f"/t/alpha/contracts/{sent.pk}/"),
        ("K00100 · 10/20/2026", f"/t/alpha/letters/documents/{letter.document_id}/"),
    ):
        assert f'<a href="{url}">{number}</a>' in page
    answer = client_ana.post(delete_page(zoe))
    assert answer.status_code == 200 and "K00100" in answer.content.decode()
    assert Customer.objects.filter(pk=zoe.pk).exists() and Trashed.objects.count() == 0


def test_a_machine_on_somebody_else_s_signed_contract_keeps_her(client_ana: Client, zoe: Customer) -> None:
    other = ContractFactory.create(number="K00200", runs_until=date(2027, 3, 3), signed_on=date(2026, 3, 1))
    LineEquipmentFactory.create(line=other.lines.get(), equipment=Equipment.objects.get())
    assert (
        f'<a href="/t/alpha/contracts/{other.pk}/">K00200</a>'
        in client_ana.get(delete_page(zoe)).content.decode()
    )
    assert client_ana.post(delete_page(zoe)).status_code == 200


def test_what_was_added_since_the_page_was_read_is_shown_first(client_ana: Client, zoe: Customer) -> None:
    seal = client_ana.get(delete_page(zoe)).context["form"]["seal"].value()
    ContractFactory.create(customer=zoe, number="K00300")
    answer = client_ana.post(delete_page(zoe), {"seal": seal})
    assert answer.status_code == 200 and "Meanwhile somebody added" in answer.content.decode()
    assert "contracts (2)" in answer.content.decode()
    shown = answer.context["form"].data["seal"]
    assert client_ana.post(delete_page(zoe), {"seal": shown}).status_code == 302


def test_her_numbers_are_given_to_nobody_else(client_ana: Client, zoe: Customer) -> None:
    box = thrown(client_ana, zoe)
    new = {"kind": "individual", "country": "FR", "last_name": "New"}

    def refused() -> list[str]:
        return list(
            client_ana.post("/t/alpha/customers/new/", new | {"number": "C00007"})
            .context["form"]
            .errors["number"]
        )

    assert refused() == ["This number was given before. Numbers are never given twice."]
    other = Customer.objects.get()
    typed = new | {"number": "C00007"}
    edited = client_ana.post(f"/t/alpha/customers/{other.pk}/edit/", typed)
    assert list(edited.context["form"].errors) == ["number"]
    client_ana.post(f"/t/alpha/customers/trash/{box.pk}/delete/")
    assert refused() == ["This number was given before. Numbers are never given twice."]
    Customer.objects.exclude(pk=other.pk).delete()
    for _turn in range(8):
        client_ana.post("/t/alpha/customers/new/", new)
    made = set(Customer.objects.filter(last_name="New").values_list("number", flat=True))
    assert len(made) == 8 and not made & {"C00007", "C00008"}


def test_a_machine_s_number_taken_meanwhile_is_said_when_she_comes_back(
    client_ana: Client, zoe: Customer
) -> None:
    box = thrown(client_ana, zoe)
    RetiredNumber.objects.all().delete()
    EquipmentFactory.create(number="A00007")
    answer = client_ana.post(f"/t/alpha/customers/trash/{box.pk}/restore/")
    assert answer.status_code == 200 and "equipment with the same number" in answer.content.decode()
    assert Trashed.objects.count() == 1 and not Customer.objects.filter(pk=zoe.pk).exists()


def test_after_thirty_days_the_night_deletes_her_for_good_and_forgets(company_a: Company, ana: User) -> None:
    with acting_for(company_a, actor=ana):
        customer = CustomerFactory.create(number="C00007", last_name="Zola", phone="+33385123456")
        SiteFactory.create(customer=customer, address="Rue du secret")
        throw_away(customer)
        Trashed.objects.update(put_at=timezone.now() - timedelta(days=30))
        known = Change.objects.filter(noun="customers_customer", row_id=customer.pk)
        assert known.count() == 2
    nightly.run(company_a, company_a.today() - timedelta(days=1))
    with acting_for(company_a):
        assert Trashed.objects.count() == 1
    told = nightly.preview(company_a, company_a.today() + timedelta(days=1))
    assert [row.subject for row in told.rows if row.what == "emptied"] == ["Zola Zoé"]
    done = nightly.run(company_a, company_a.today() + timedelta(days=1))
    assert done.counts["trash"] == {"emptied": 1}
    with acting_for(company_a):
        assert Trashed.objects.count() == 0
        assert known.count() == 0
        assert not Change.objects.filter(noun="customers_site").exists()
        assert RetiredNumber.objects.get().number == "C00007"


def test_the_night_raises_nothing_about_who_lies_in_the_trash(company_a: Company, ana: User) -> None:
    with acting_for(company_a, actor=ana):
        customer = CustomerFactory.create()
        ContractFactory.create(customer=customer)
        throw_away(customer)
    assert nightly.run(company_a, company_a.today()).went_well


def test_the_trash_lists_who_put_what_there_and_when(
    client_ana: Client, zoe: Customer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    thrown(client_ana, zoe)
    for _turn in range(3):
        throw_away(CustomerFactory.create())
    page = client_ana.get("/t/alpha/customers/trash/").content.decode()
    for shown in ("Zola Zoé", "C00007", "Ana", "contacts (1)"):
        assert shown in page
    with django_assert_max_num_queries(14):
        client_ana.get("/t/alpha/customers/trash/")
    assert "Zola" in client_ana.get("/t/alpha/customers/trash/?q=zol").content.decode()
    assert "Zola" not in client_ana.get("/t/alpha/customers/trash/?q=dup").content.decode()
    exported = client_ana.get("/t/alpha/customers/trash/?export=csv").getvalue().decode("utf-8-sig")
    assert "Zola Zoé" in exported and "Owes the baker" not in exported


def test_many_are_restored_or_deleted_at_once(client_ana: Client, acting_a: Company) -> None:
    boxes = [throw_away(CustomerFactory.create()) for _turn in range(4)]

    def run(action: str, *pks: int) -> None:
        form = {"action": action, "pk": list(pks), "confirm": "1", "expected": str(len(pks))}
        assert client_ana.post("/t/alpha/customers/trash/", form).status_code == 302

    run("restore", boxes[0].pk, boxes[1].pk)
    run("empty", boxes[2].pk)
    assert (Customer.objects.count(), Trashed.objects.count()) == (2, 1)


@pytest.mark.parametrize("what", ["restore", "delete"])
def test_only_those_with_the_right_and_the_company_get_in(
    client_ben: Client, client_chloe: Client, acting_a: Company, what: str
) -> None:
    customer = CustomerFactory.create()
    assert client_ben.post(delete_page(customer)).status_code == 403
    assert client_chloe.post(f"/t/beta/customers/{customer.pk}/delete/").status_code == 404
    box = throw_away(customer)
    assert client_ben.get("/t/alpha/customers/trash/").status_code == 403
    assert client_ben.post(f"/t/alpha/customers/trash/{box.pk}/{what}/").status_code == 403
    assert client_chloe.post(f"/t/beta/customers/trash/{box.pk}/{what}/").status_code == 404
    assert Trashed.objects.count() == 1


# --- two people in the same moment, each with her own connection --------------------------------------------------


@pytest.fixture
def firm(transactional_db: None) -> Iterator[tuple[Company, User]]:
    """A company whose rows are committed, and taken away afterwards."""
    with committed_firm() as made:
        yield made


@DUEL
def test_who_deletes_while_another_drafts_a_contract_is_told(firm: tuple[Company, User]) -> None:
    company, ana = firm
    with acting_for(company, actor=ana):
        customer, template = CustomerFactory.create(), TemplateFactory.create()
        seal = Leaving(customer).seal
    with acting_for(company, actor=ana):
        ContractFactory.create(customer=customer, template=template, number="K00001")
        posting = Posting(ana, f"/t/duel/customers/{customer.pk}/delete/", {"seal": seal})
    posting.join()
    assert posting.answer.status_code == 200
    assert "Meanwhile somebody added" in posting.answer.content.decode()
    with acting_for(company):
        assert (Customer.objects.count(), Contract.objects.count(), Trashed.objects.count()) == (1, 1, 0)


@DUEL
def test_who_drafts_a_contract_while_another_deletes_is_told_and_loses_nothing(
    firm: tuple[Company, User],
) -> None:
    company, ana = firm
    with acting_for(company, actor=ana):
        customer, template = CustomerFactory.create(), TemplateFactory.create()
    with acting_for(company, actor=ana):
        throw_away(Customer.objects.select_for_update().get(pk=customer.pk))
        posting = Posting(
            ana,
            "/t/duel/contracts/new/",
            filled(
                **{"customer": customer.pk, "template": template.pk, "lines-0-label": "Boiler once a year"}
            ),
        )
    posting.join()
    assert posting.answer.status_code == 200
    page = posting.answer.content.decode()
    assert "Somebody deleted something this refers to" in page and "Boiler once a year" in page
    with acting_for(company):
        assert (Customer.objects.count(), Contract.objects.count(), Trashed.objects.count()) == (0, 0, 1)
