"""The customer's card: overview, tabs, private notes, history."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from customers.authorities import tax_numbers
from customers.models import Contact, Customer, Site
from tenancy.models import Company, Membership, User
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory


@pytest.fixture
def emile(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create(
        number="Z1", last_name="Émile", first_name="Zoé", phone="+33385123456", notes="Rings twice",
        private_notes="Owes the baker", attention=True, attention_reason="Big dog", siret="73282932000074",
    )  # fmt: skip
    return made


def card(customer: Customer, tab: str = "") -> str:
    return f"/t/alpha/customers/{customer.pk}/" + (f"?tab={tab}" if tab else "")


def test_the_card_shows_what_is_known(client_ana: Client, emile: Customer) -> None:
    SiteFactory.create(customer=emile, name="Boiler room", access_notes="Code 1234")
    ContactFactory.create(customer=emile, name="Luc Petit", roles=[Contact.Role.CARETAKER])
    CustomerFactory.create(parent=emile, last_name="Tenant")
    page = client_ana.get(card(emile)).content.decode()
    for shown in (
        "Émile Zoé", "Z1", "03 85 12 34 56", "tel:+33385123456", "Rings twice", "Owes the baker", "Big dog",
        "Boiler room", "Code 1234", "Luc Petit", "Caretaker", "Tenant", "etablissement/73282932000074",
    ):  # fmt: skip
        assert shown in page


def test_the_tabs_are_those_the_person_may_open(
    client_ana: Client, client_ben: Client, emile: Customer
) -> None:
    def tabs(client: Client) -> list[str]:
        return [tab.name for tab in client.get(card(emile)).context["tabs"] if tab.name != "contracts"]

    assert tabs(client_ana) == ["overview", "equipment", "log", "maintenance", "documents", "history"]
    assert tabs(client_ben) == ["overview", "equipment", "log", "maintenance", "documents"]
    assert client_ben.get(card(emile, "history")).status_code == 404
    assert client_ana.get(card(emile, "nothing")).status_code == 404


def test_private_notes_are_for_those_with_the_right(client_ben: Client, ben: User, emile: Customer) -> None:
    assert "Owes the baker" not in client_ben.get(card(emile)).content.decode()
    Membership.objects.filter(user=ben).update(granted=["notes.private"])
    assert "Owes the baker" in client_ben.get(card(emile)).content.decode()


def test_those_who_only_look_see_no_way_to_change(client_ben: Client, emile: Customer) -> None:
    SiteFactory.create(customer=emile)
    page = client_ben.get(card(emile)).content.decode()
    assert "/edit/" not in page and "/delete/" not in page and "/sites/new/" not in page


def test_the_history_reads_before_and_after_without_private_columns(
    client_ana: Client, emile: Customer
) -> None:
    emile.kind, emile.phone, emile.private_notes = Customer.Kind.BUSINESS, "", "Paid the baker"
    emile.excluded = True
    emile.save()
    site = SiteFactory.create(customer=emile, name="Cellar")
    site.delete()
    history = client_ana.get(card(emile, "history")).context["history"]
    assert [(entry.title, entry.operation, entry.who) for entry in history.entries] == [
        ("Site", "deleted", "Ana"),
        ("Customer", "changed", "Ana"),
        ("Customer", "created", "Ana"),
    ]
    changed = history.entries[1].differences
    assert [(each.label, each.before, each.after) for each in changed] == [
        ("Kind", "Individual", "Business"),
        ("Telephone", "+33385123456", "–"),
        ("Exclude from maintenance lists", "no", "yes"),
    ]
    deleted = {each.label: each.before for each in history.entries[0].differences}
    assert (deleted["Name"], deleted["Customer"]) == ("Cellar", "Émile Zoé")


def test_the_history_can_be_read_on(client_ana: Client, emile: Customer) -> None:
    for turn in range(60):
        emile.notes = f"Note {turn}"
        emile.save()
    first = client_ana.get(card(emile, "history")).context["history"]
    rest = client_ana.get(card(emile, "history") + f"&before={first.older}").context["history"]
    assert (len(first.entries), len(rest.entries), rest.older) == (50, 11, 0)
    assert client_ana.get(card(emile, "history") + "&before=abc").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_card_asks_the_same_few_queries(
    client_ana: Client, emile: Customer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    SiteFactory.create_batch(count, customer=emile)
    ContactFactory.create_batch(count, customer=emile)
    CustomerFactory.create_batch(count, parent=emile)
    client_ana.get(card(emile))  # the sign-in is noted once
    with django_assert_num_queries(17):
        client_ana.get(card(emile))
    # … and what stands under the customer, a query a kind: only then an index finds the changes
    with django_assert_num_queries(19):
        client_ana.get(card(emile, "history"))


def test_strangers_and_guessed_numbers_find_no_card(
    client_ana: Client, client_chloe: Client, chloe: User, emile: Customer
) -> None:
    assert client_chloe.get(card(emile)).status_code == 404
    assert client_chloe.get(f"/t/beta/customers/{emile.pk}/").status_code == 404
    assert client_ana.get("/t/alpha/customers/999999/").status_code == 404
    assert client_ana.post(card(emile)).status_code == 405
    assert Site.objects.count() == 0


def test_each_number_leads_to_the_register_that_gave_it(client_ana: Client, acting_a: Company) -> None:
    customer = CustomerFactory.create(
        siret="73282932000074", vat_number="FR44732829320", tax_code="RSSMRA85T10A562S", sdi_code="UF5HHG"
    )
    found = {number.value: number.register and number.register.url for number in tax_numbers(customer)}
    assert [(value, str(url).split("/")[2]) for value, url in found.items()] == [
        ("732829320", "annuaire-entreprises.data.gouv.fr"),
        ("73282932000074", "annuaire-entreprises.data.gouv.fr"),
        ("FR44732829320", "ec.europa.eu"),
        ("RSSMRA85T10A562S", "telematici.agenziaentrate.gov.it"),
        ("UF5HHG", "indicepa.gov.it"),
    ]
    page = client_ana.get(card(customer)).content.decode()
    assert all(str(url).replace("&", "&amp;") in page for url in found.values())
