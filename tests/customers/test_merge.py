"""Two customers who are one: compared, merged, found by both numbers, and taken apart again to the last column."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Func, UniqueConstraint
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config import nightly
from config.portfolio import Source, import_portfolio
from contracts.models import Contract
from contracts.signing import sign
from customers import merged, merging
from customers.models import AllowedTechnician, Communication, Contact, Customer, Merge, Site, SiteRole
from customers.trash import throw_away
from installed_base.models import Equipment, MaintenanceRule
from letters.models import Letter
from tenancy import moving, trash
from tenancy.acting import acting_for
from tenancy.alerts import Cause, raise_alert
from tenancy.belonging import is_frozen, relations_to
from tenancy.models import Alert, Change, Company, Membership, RetiredNumber, Technician, User
from tests.everything import every_row, how_many, words_found
from tests.factories.contracts import ContractFactory, LineEquipmentFactory
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory, SiteRoleFactory
from tests.factories.installed_base import EquipmentFactory
from tests.factories.letters import LetterFactory
from tests.isolation.registry import model_factories
from ui import clashes

BOOKKEEPING = ("tenancy_change", "tenancy_searchtoken", "customers_trait", "customers_merge")
TODAY = date(2026, 3, 4)


def lived_in(number: str, **columns: Any) -> Customer:
    """A customer with a site, a contact, a machine under a signed contract, a letter sent, and alerts."""
    made: Customer = CustomerFactory.create(number=f"C{number}", **columns)
    site = SiteFactory.create(customer=made, name=f"Site {number}")
    ContactFactory.create(customer=made, name=f"Contact {number}", for_notices=True)
    luc = Technician.objects.filter(name="Luc").first() or Technician.objects.create(name="Luc")
    AllowedTechnician.objects.create(customer=made, technician=luc)
    house = Site.objects.filter(name="House").first() or SiteFactory.create(
        name="House", customer__number="H1"
    )
    SiteRoleFactory.create(site=house, party=made, role="owner")
    machine = EquipmentFactory.create(customer=made, site=site, number=f"A{number}", serial=f"SERIAL{number}")
    contract = ContractFactory.create(customer=made, site=site, number=f"K{number}")
    LineEquipmentFactory.create(line=contract.lines.get(), equipment=machine)
    sign(contract, TODAY, on=TODAY)
    LetterFactory.create(notice__contract=contract, notice__term=contract.terms.get())
    CustomerFactory.create(number=f"D{number}", last_name=f"Under {number}", parent=made)
    raise_alert("fee_due", Cause("contract", contract.pk, contract.number), TODAY)
    for kind in ("kind_of_its_own", f"kind_{number}"):
        raise_alert(kind, Cause("customer", made.pk, made.name), TODAY)
    return made


@pytest.fixture
def keeper(acting_a: Company) -> Customer:
    return lived_in(
        "1", last_name="Martin", first_name="Luc", phone="", notes="Rings twice", private_notes="Owes"
    )


@pytest.fixture
def other(keeper: Customer) -> Customer:
    return lived_in(
        "2", last_name="Martin", first_name="Lucien", phone="+33385123456", notes="Dog", private_notes="Pays"
    )


def page(keeper: Customer, other: Customer) -> str:
    return f"/t/alpha/customers/{keeper.pk}/merge/{other.pk}/"


def posted(client: Client, keeper: Customer, other: Customer, **choices: str) -> Any:
    form = client.get(page(keeper, other)).context["form"]
    data = {name: form[name].value() for name in form.fields} | choices
    return client.post(page(keeper, other), data)


def test_both_stand_side_by_side_and_what_moves_is_named(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    shown = client_ana.get(page(keeper, other))
    form = shown.context["form"]
    chosen = {side["label"]: [o["words"] for o in side["options"] if o["chosen"]] for side in form.sides()}
    assert chosen == {
        "First name": ["Luc"], "Telephone": ["03 85 12 34 56"], "E-mail": ["C1@example.com"],
        "Notes": ["Rings twice"], "Private notes": ["Owes"],
    }  # fmt: skip
    assert ("Surname", "Martin") in form.alike()
    text = shown.content.decode()
    contract = Contract.objects.get(number="K2")
    for said in (
        f'<a href="/t/alpha/contracts/{contract.pk}/">K2</a>', "Equipment (1)", "Sites (1)", "Letters (1) stay",
        "the number C2 finds", "For 30 days",
    ):  # fmt: skip
        assert said.lower() in text.lower()


def test_a_firm_merged_into_a_person_leaves_her_who_she_is(client_ana: Client, acting_a: Company) -> None:
    keeper = CustomerFactory.create(number="C1", last_name="Testeur", first_name="", phone="")
    other = CustomerFactory.create(
        number="C2", kind="business", company_name="Marty SARL", last_name="", first_name="Paul",
        phone="+33385123456", siret="91192741600014",
    )  # fmt: skip
    shown = client_ana.get(page(keeper, other)).content.decode()
    assert "Are the two really one customer?" in shown
    assert "Testeur: Individual, Consumer. Marty SARL: Business, Professional." in shown
    posted(client_ana, keeper, other)
    keeper.refresh_from_db()
    assert (keeper.name, keeper.kind, keeper.legal_class, keeper.siret, keeper.siren, keeper.phone) == (
        "Testeur", "individual", "consumer", "", "", "+33385123456",
    )  # fmt: skip
    keeper.last_name = "Renamed"
    keeper.save()
    merge = Merge.objects.get()
    undo = client_ana.get(f"/t/alpha/customers/merges/{merge.pk}/undo/").content.decode()
    assert "Bring Marty SARL back out of Testeur?" in undo
    log = client_ana.get("/t/alpha/customers/merges/?q=testeur").content.decode()
    assert f'<a href="/t/alpha/customers/{keeper.pk}/">Testeur</a>' in log


def test_everything_moves_to_the_one_who_stays(client_ana: Client, keeper: Customer, other: Customer) -> None:
    answer = posted(client_ana, keeper, other, first_name="other", notes="both")
    assert answer.headers["Location"] == f"/t/alpha/customers/{keeper.pk}/"
    keeper.refresh_from_db()
    assert (keeper.first_name, keeper.phone, keeper.notes, keeper.private_notes) == (
        "Lucien", "+33385123456", "Rings twice\n\nDog", "Owes",
    )  # fmt: skip
    assert {row.number for row in Customer.objects.all()} == {"C1", "D1", "D2", "H1"}
    for model in (Contact, Equipment, Contract):
        assert [row.customer_id for row in model.objects.all()] == [keeper.pk, keeper.pk]
    assert Site.objects.filter(customer=keeper, name__startswith="Site").count() == 2
    assert [(row.name, row.for_notices) for row in Contact.objects.order_by("name")] == [
        ("Contact 1", True), ("Contact 2", False),
    ]  # fmt: skip
    assert [row.customer_id for row in AllowedTechnician.objects.all()] == [keeper.pk]
    assert [row.party_id for row in SiteRole.objects.all()] == [keeper.pk]
    assert {row.number for row in keeper.dependants.all()} == {"D1", "D2"}
    mine = Alert.objects.filter(subject_kind="customer").values_list("kind", "subject_id")
    assert sorted(mine) == [("kind_1", keeper.pk), ("kind_2", keeper.pk), ("kind_of_its_own", keeper.pk)]
    letters = Letter.objects.filter(customer__in=[keeper.pk, *merged.former_ids(keeper)])
    assert letters.count() == 2 and Letter.objects.filter(customer=keeper).count() == 1


def test_undone_every_row_of_every_table_is_what_it_was(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    before, words = every_row(*BOOKKEEPING), words_found()
    assert how_many(before) > 35
    posted(client_ana, keeper, other, first_name="other", notes="both")
    after = every_row(*BOOKKEEPING)
    assert len([table for table in before if before[table] != after[table]]) >= 6
    merge = Merge.objects.get()
    undo = f"/t/alpha/customers/merges/{merge.pk}/undo/"
    text = client_ana.get(undo).content.decode()
    assert "Goes back" in text and "K2" in text and "Stays where" not in text
    assert client_ana.post(undo).headers["Location"] == f"/t/alpha/customers/{other.pk}/"
    assert every_row(*BOOKKEEPING) == before
    assert words_found() == words
    merge.refresh_from_db()
    assert str(merge.undone_by) == "Ana" and merge.undone_at is not None
    again = client_ana.post(undo)
    assert again.status_code == 200 and "undone already" in again.content.decode()
    assert every_row(*BOOKKEEPING) == before


def test_what_was_moved_on_or_made_since_stays_and_is_named(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    posted(client_ana, keeper, other)
    third = CustomerFactory.create(number="C3")
    Equipment.objects.filter(number="A2").update(customer=third)
    made = SiteFactory.create(customer=Customer.objects.get(pk=keeper.pk), name="New")
    row = Customer.objects.get(pk=keeper.pk)
    row.phone = "+33600000000"
    row.save()
    undo = f"/t/alpha/customers/merges/{Merge.objects.get().pk}/undo/"
    text = client_ana.get(undo).content.decode()
    assert "Stays where somebody moved it since: Equipment (1)" in text and "A2" in text
    assert "Was changed since and stays: telephone" in text
    client_ana.post(undo)
    made.refresh_from_db()
    row.refresh_from_db()
    assert (Equipment.objects.get(number="A2").customer, made.customer_id, row.phone) == (
        third,
        keeper.pk,
        "+33600000000",
    )
    assert Site.objects.get(name="Site 2").customer_id == other.pk


def test_both_numbers_find_the_one_who_stays(client_ana: Client, keeper: Customer, other: Customer) -> None:
    posted(client_ana, keeper, other)

    def found() -> list[Customer]:
        return list(Customer.objects.found_by("C2"))

    assert found() == [keeper]
    Customer.objects.get(pk=keeper.pk).save()
    assert found() == [keeper]
    assert f"/t/alpha/customers/{keeper.pk}/" in client_ana.get("/t/alpha/search/?q=C2").content.decode()
    assert merged.known_as() == {"C2": "C1"}
    card = client_ana.get(f"/t/alpha/customers/{keeper.pk}/").content.decode()
    assert "also known as C2" in card
    assert (
        client_ana.get(f"/t/alpha/customers/{other.pk}/").headers["Location"]
        == f"/t/alpha/customers/{keeper.pk}/"
    )
    new = {"kind": "individual", "country": "FR", "last_name": "New", "number": "C2"}
    assert list(client_ana.post("/t/alpha/customers/new/", new).context["form"].errors) == ["number"]


def test_an_import_knows_her_by_her_old_number(company_a: Company, ana: User) -> None:
    with acting_for(company_a, actor=ana):
        first, second = CustomerFactory.create(number="C1"), CustomerFactory.create(number="C2")
        merging.merge(first, second, {})
        throw_away(CustomerFactory.create(number="C3"))
    files = {
        "clients.csv": "Code client;Type;Nom\nC2;Particulier;Autre\nC3;Particulier;Zola\n",
        "appareils.csv": "Code appareil;Code client;Catégorie\nA1;C2;Chaudière\nA2;C3;Chaudière\n",
    }
    sent = [Source(name, io.BytesIO(text.encode())) for name, text in files.items()]
    report = import_portfolio(company_a, sent, on=TODAY, actor=ana)
    assert [(file.created, file.known, [row.reason for row in file.refused]) for file in report.files] == [
        (0, 1, ["the reference belonged to a customer who is gone, and is given to nobody else"]),
        (1, 0, ["the customer is unknown"]),
    ]
    with acting_for(company_a):
        assert Equipment.objects.get().customer == first


def test_the_history_of_both_is_read_on_one_card(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    other.phone = "+33399999999"
    other.save()
    Contact.objects.get(name="Contact 2").delete()
    posted(client_ana, keeper, other)
    entries = client_ana.get(f"/t/alpha/customers/{keeper.pk}/?tab=history").context["history"].entries
    told = [(each.label, each.before, each.after) for entry in entries for each in entry.differences]
    assert ("Telephone", "+33385123456", "+33399999999") in told
    assert ("Customer", "Martin Lucien", "Martin Luc") in told
    assert ("Name", "Contact 2", "–") in told


def test_a_second_click_and_a_second_tab_are_told(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    form = client_ana.get(page(keeper, other)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    other.notes = "Moved away"
    other.save()
    changed = client_ana.post(page(keeper, other), data)
    assert changed.status_code == 200 and "Compare them again" in changed.content.decode()
    assert (
        client_ana.post(
            page(keeper, other), data | {"seal": changed.context["form"].data["seal"]}
        ).status_code
        == 302
    )
    again = client_ana.post(page(keeper, other), data)
    assert again.status_code == 200 and "merged already" in again.content.decode()
    assert Merge.objects.count() == 1


def test_merged_twice_over_it_is_undone_from_the_last_one_on(acting_a: Company) -> None:
    first, second, third = (CustomerFactory.create(number=f"C{n}") for n in (1, 2, 3))
    site = SiteFactory.create(customer=third)
    before = every_row(*BOOKKEEPING)
    inner, outer = merging.merge(second, third, {}), merging.merge(first, second, {})
    assert (merged.former_ids(first), merged.keeper_of(third.pk)) == ([second.pk, third.pk], first)
    assert merged.known_as() == {"C2": "C1", "C3": "C1"}
    with pytest.raises(ValidationError, match="Undo that first"):
        merging.undo(inner)
    merging.undo(outer)
    assert merged.known_as() == {"C3": "C2"}
    merging.undo(inner)
    site.refresh_from_db()
    assert site.customer_id == third.pk and every_row(*BOOKKEEPING) == before


def test_owner_and_dependant_become_one_without_a_circle(acting_a: Company) -> None:
    top = CustomerFactory.create()
    owner = CustomerFactory.create(parent=top)
    flat = CustomerFactory.create(parent=owner)
    room = CustomerFactory.create(parent=flat)
    with pytest.raises(ValidationError, match="through others"):
        merging.merge(room, owner, {})
    before = every_row(*BOOKKEEPING)
    made = merging.merge(flat, owner, {})
    flat.refresh_from_db()
    assert (flat.parent, set(flat.dependants.all())) == (top, {room})
    merging.undo(made)
    assert every_row(*BOOKKEEPING) == before
    up = merging.merge(owner, flat, {"parent_id": flat.parent_id})
    owner.refresh_from_db()
    assert (owner.parent, set(owner.dependants.all())) == (top, {room})
    merging.undo(up)
    assert every_row(*BOOKKEEPING) == before


def test_half_of_an_ownership_is_mended_first(client_ana: Client, keeper: Customer, other: Customer) -> None:
    SiteRole.objects.filter(party=keeper).update(since=date(2021, 1, 1))
    text = client_ana.get(page(keeper, other)).content.decode()
    assert "Both are owners of House" in text
    with pytest.raises(ValidationError, match="Both are owners of House"):
        merging.merge(keeper, other, {})
    assert Merge.objects.count() == 0


def test_every_rule_that_two_customers_can_break_together_gives_way_or_is_minded(acting_a: Company) -> None:
    """A rule about a customer added later must be one that moving knows, or an app must say which row gives way."""
    met = []
    for column in relations_to(Customer):
        if moving.why_stays(column.model, column.name):
            continue
        for rule in column.model._meta.constraints:
            if isinstance(rule, CheckConstraint):
                continue
            about = isinstance(rule, UniqueConstraint) and column.name in rule.fields
            names = {F(column.name)} & {part for each, _with in getattr(rule, "expressions", ()) if
                                        isinstance(each, Func) for part in each.get_source_expressions()} \
                if isinstance(rule, ExclusionConstraint) else set()  # fmt: skip
            if about or names:
                met.append(rule.name)
                assert about or moving.is_minded(column.model, column.name), rule.name
    assert {"contact_one_for_notices", "allowed_technician_once_a_customer", "site_owner_once"} <= set(met)


def test_what_only_the_database_knows_is_told_in_words(
    keeper: Customer, other: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_yielding", {})
    monkeypatch.setattr(moving, "_doubles", lambda *_told: (set(), set()))
    with pytest.raises(ValidationError) as refused:
        merging.merge(keeper, other, {})
    told = refused.value.messages[0]
    assert "cannot stand together" in told and "_" not in told and "DETAIL" not in told
    for model, rule in clashes.rules():
        assert rule.name not in clashes.said(model, rule)


def test_no_relation_to_a_customer_is_forgotten(acting_a: Company) -> None:
    """Every column that points at a customer moves, or says why not: models added later too."""
    keeper, other = CustomerFactory.create(), CustomerFactory.create()
    relations = [each for each in relations_to(Customer) if each.model not in {Customer, Merge}]
    assert len(relations) >= 5
    for each in relations:
        row = model_factories()[each.model].create()
        if is_frozen(each.model):
            continue
        aside = (
            {"type": None, "equipment": None} if each.model is MaintenanceRule else {}
        )  # a rule holds for one thing
        each.model._base_manager.filter(pk=row.pk).update(**{each.attname: other.pk}, **aside)
    merging.merge(keeper, other, {})
    left = [
        f"{each.model._meta.label}.{each.name}"
        for each in relations_to(Customer)
        if each.model._base_manager.filter(**{each.attname: other.pk}).exists()
        and not moving.why_stays(each.model, each.name)
    ]
    assert left == []


def test_private_notes_are_joined_unseen_by_those_without_the_right(
    client_ben: Client, ben: User, keeper: Customer, other: Customer
) -> None:
    Membership.objects.filter(user=ben).update(granted=["customers.edit"])
    shown = client_ben.get(page(keeper, other)).content.decode()
    assert "Owes" not in shown and "Pays" not in shown
    assert posted(client_ben, keeper, other).status_code == 302
    keeper.refresh_from_db()
    assert keeper.private_notes == "Owes\n\nPays"


def test_two_are_chosen_in_the_list_or_on_the_card(
    client_ana: Client, keeper: Customer, other: Customer
) -> None:
    def selected(*rows: Customer) -> Any:
        return client_ana.post("/t/alpha/customers/", {"action": "merge", "pk": [row.pk for row in rows]})

    assert selected(other, keeper).headers["Location"] == page(keeper, other)
    assert selected(keeper).headers["Location"] == "/t/alpha/customers/"
    assert "Select two customers" in client_ana.get("/t/alpha/customers/").content.decode()
    card = f"/t/alpha/customers/{keeper.pk}/merge/"
    assert client_ana.get(card).status_code == 200
    assert client_ana.post(card, {"other": other.pk}).headers["Location"] == page(keeper, other)
    assert list(client_ana.post(card, {"other": keeper.pk}).context["form"].errors) == ["other"]


def test_the_log_tells_who_merged_whom(
    client_ana: Client,
    keeper: Customer,
    other: Customer,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    posted(client_ana, keeper, other)
    for _turn in range(3):
        merging.merge(CustomerFactory.create(), CustomerFactory.create(), {})
    text = client_ana.get("/t/alpha/customers/merges/").content.decode()
    for said in ("C2", "Martin Lucien", "Martin Luc", "Ana", "contracts (1)", "Undo"):
        assert said in text
    with django_assert_max_num_queries(14):
        client_ana.get("/t/alpha/customers/merges/")
    assert "C2" in client_ana.get("/t/alpha/customers/merges/?q=lucien").content.decode()


def test_after_thirty_days_nobody_can_undo_it_and_what_undoing_needed_is_gone(
    company_a: Company, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        first, second = (
            CustomerFactory.create(number="C1"),
            CustomerFactory.create(number="C2", last_name="Zola"),
        )
        plain = merging.merge(first, second, {})
        kept = CustomerFactory.create(number="C3")
        contract = ContractFactory.create(customer=kept)
        LetterFactory.create(notice__contract=contract, notice__term__contract=contract)
        written = merging.merge(first, kept, {})
        Merge.objects.update(at=timezone.now() - timedelta(days=31))
    done = nightly.run(company_a, company_a.today())
    assert done.counts["merges"] == {"merges_settled": 2}
    with acting_for(company_a):
        for each in (plain, written):
            each.refresh_from_db()
            assert (each.before, each.moved) == ({}, [])
        assert [row.number for row in Customer.everyone.order_by("number")] == ["C1", "C3"]
        assert written.merged_id == kept.pk
        assert not Change.objects.filter(noun="customers_customer", row_id=second.pk).exists()
        assert RetiredNumber.objects.get().number == "C2"
        first.refresh_from_db()
        assert first.also_known_as == ["C2", "C3"]
        with pytest.raises(ValidationError, match="no longer be undone"):
            merging.undo(written)


def test_a_keeper_in_the_trash_takes_the_other_along(acting_a: Company) -> None:
    first, second = CustomerFactory.create(), CustomerFactory.create()
    before = every_row(*BOOKKEEPING)
    merge = merging.merge(first, second, {})
    box = throw_away(Customer.objects.get(pk=first.pk))
    assert Customer.everyone.count() == 0 and Merge.objects.count() == 0
    trash.restore(box)
    merging.undo(Merge.objects.get(pk=merge.pk))
    assert every_row(*BOOKKEEPING) == before


@pytest.mark.parametrize("what", ["merge", "undo"])
def test_only_those_with_the_right_and_the_company_get_in(
    client_ben: Client, client_chloe: Client, acting_a: Company, what: str
) -> None:
    first, second = CustomerFactory.create(), CustomerFactory.create()
    path = f"customers/{first.pk}/merge/{second.pk}/"
    if what == "undo":
        path = f"customers/merges/{merging.merge(first, second, {}).pk}/undo/"
    assert client_ben.post("/t/alpha/" + path).status_code == 403
    assert client_chloe.post("/t/alpha/" + path).status_code == 404
    assert client_chloe.post("/t/beta/" + path).status_code == 404
    assert Communication.objects.count() == 0
