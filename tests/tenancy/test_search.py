"""Search from every page: suggestions while typing and a page, each kind by its right."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer
from tenancy.models import Company, Membership, SearchToken, User
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory

SEARCH = "/t/alpha/search/"
TYPING = {"HX-Request": "true", "HX-Target": "global-suggestions"}


@pytest.fixture
def house(acting_a: Company) -> Customer:
    customer: Customer = CustomerFactory.create(
        number="C00042", last_name="Müller-Lefèvre", first_name="Zoé", mobile="+33612345678",
        email="zoe@muller.example", city="Mâcon",
    )  # fmt: skip
    EquipmentFactory.create(number="A7", serial="SN-0099.x", customer=customer)
    ContactFactory.create(customer=customer, name="Fiction", phone="06 39 98 90 53", mobile="")
    return customer


def found(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {kind.name: [hit.label for hit in hits] for kind, hits in response.context["found"]}


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("muller", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("LEFEV macon", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("zoe@muller", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("c00042", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("0612345678", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("06 12 34", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("+33 6 12 34 56 78", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("+33 (0) 6.12.34.56.78", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("0033 6 12345678", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("sn0099", {"equipment": ["Frisquet Hydroconfort 25"]}),
        ("SN-0099.X", {"equipment": ["Frisquet Hydroconfort 25"]}),
        ("06 12", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("+33 6 1", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("00336", {"customer": ["Müller-Lefèvre Zoé"], "contact": ["Fiction"]}),
        ("5678", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("34 56 78", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("zoe 345678", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("612345678", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("678", {}),
        ("4567", {}),
        ("+33 6 39 98 90 53", {"contact": ["Fiction"]}),
        ("+33639989053", {"contact": ["Fiction"]}),
        ("06 39 98 90 53", {"contact": ["Fiction"]}),
        ("639989053", {"contact": ["Fiction"]}),
        ("9053", {"contact": ["Fiction"]}),
        ("muller.example", {"customer": ["Müller-Lefèvre Zoé"]}),
        ("nobody", {}),
        ("", {}),
        ("  %_\x00'", {}),
    ],
)
def test_things_are_found_however_they_are_typed(
    client_ana: Client, house: Customer, words: str, kinds: dict[str, list[str]]
) -> None:
    assert found(client_ana.get(SEARCH, {"q": words})) == kinds


def test_sites_and_contacts_are_found_by_their_own_words(client_ana: Client, house: Customer) -> None:
    site = SiteFactory.create(customer=house, name="Chalet", address="8, chemin du Lac", city="Megève")
    contact = ContactFactory.create(customer=house, name="Léa Gardienne", phone="+33385001122")
    for words, kind, label in (
        ("megeve", "site", "Chalet"),
        ("chalet lac", "site", "Chalet"),
        ("gardienne", "contact", "Léa Gardienne"),
        ("03.85.00", "contact", "Léa Gardienne"),
    ):
        assert found(client_ana.get(SEARCH, {"q": words})) == {kind: [label]}
    for words, page in (("megeve", f"sites/{site.pk}/"), ("gardienne", f"{house.pk}/")):
        shown = client_ana.get(SEARCH, {"q": words}).content.decode()
        assert f'href="/t/alpha/customers/{page}"' in shown
    site.delete()
    contact.delete()
    assert not SearchToken.objects.filter(
        kind__in=("site", "contact"), token__in=("megeve", "gardienne")
    ).exists()


def test_hits_tell_what_has_to_be_known(client_ana: Client, house: Customer, acting_a: Company) -> None:
    house.attention, house.deactivated_on = True, acting_a.today()
    house.save()
    ((_kind, hits),) = client_ana.get(SEARCH, {"q": "lefevre"}).context["found"]
    assert [str(mark.label) for mark in hits[0].marks] == ["Attention", "Deactivated"]


def test_private_words_are_found_by_nobody(client_ana: Client, house: Customer) -> None:
    house.private_notes = "whisper"
    house.save()
    SiteFactory.create(customer=house, access_notes="doorcode")
    for words in ("whisper", "doorcode"):
        assert found(client_ana.get(SEARCH, {"q": words})) == {}


def test_the_words_can_be_made_anew(client_ana: Client, house: Customer, acting_a: Company) -> None:
    before = set(SearchToken.objects.values_list("kind", "object_id", "token"))
    SearchToken.objects.all().delete()
    call_command("index_search", company="alpha", stdout=StringIO())
    assert set(SearchToken.objects.values_list("kind", "object_id", "token")) == before


def test_whole_words_come_first_and_ten_are_enough(client_ana: Client, acting_a: Company) -> None:
    for number in range(12):
        CustomerFactory.create(last_name=f"Martinez{number:02}", first_name="")
    CustomerFactory.create(last_name="Martin", first_name="")
    labels = found(client_ana.get(SEARCH, {"q": "martin"}))["customer"]
    assert (labels[0], len(labels)) == ("Martin", 10)


def test_typing_gets_suggestions_and_enter_a_page(client_ana: Client, house: Customer) -> None:
    typing = client_ana.get(SEARCH, {"q": "mull"}, headers=TYPING).content.decode()
    assert "<html" not in typing and f'href="/t/alpha/customers/{house.pk}/"' in typing
    page = client_ana.get(SEARCH, {"q": "mull"}).content.decode()
    assert "<html" in page and 'value="mull"' in page and "/t/alpha/customers/?q=mull" in page
    assert "Nothing found" in client_ana.get(SEARCH, {"q": "xyz"}).content.decode()


def test_each_kind_asks_its_right(client_ben: Client, ben: User, house: Customer) -> None:
    EquipmentFactory.create(brand="Muller", model="")
    assert list(found(client_ben.get(SEARCH, {"q": "muller"}))) == ["customer", "equipment"]
    Membership.objects.filter(user=ben).update(denied=["customers.view"])
    assert list(found(client_ben.get(SEARCH, {"q": "muller"}))) == ["equipment"]


def test_other_companies_find_nothing_of_ours(client_chloe: Client, client: Client, house: Customer) -> None:
    assert found(client_chloe.get("/t/beta/search/", {"q": "muller"})) == {}
    assert client_chloe.get(SEARCH, {"q": "muller"}).status_code == 404
    assert client.get(SEARCH, headers=TYPING).status_code == 401


def test_search_only_reads(client_ana: Client, house: Customer) -> None:
    assert client_ana.post(SEARCH, {"q": "x"}).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_the_same_few_queries(
    client_ana: Client, acting_a: Company, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for customer in CustomerFactory.create_batch(count, last_name="Muller"):
        EquipmentFactory.create(brand="Muller", customer=customer)
    client_ana.get(SEARCH)  # the sign-in is noted once
    with django_assert_num_queries(13):
        client_ana.get(SEARCH, {"q": "mull"}, headers=TYPING)
