"""Contacts, the channel chosen for notices and whose address counts; letters read it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from customers.models import Contact, Customer
from customers.reaching import notice_email, notice_way
from letters import emailing
from letters.sheets import address_lines
from tenancy.models import Company
from tests.factories.contracts import NoticeFactory
from tests.factories.customers import ContactFactory, CustomerFactory

HOME = "/t/alpha/customers/"


@pytest.fixture
def house(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create(
        kind="condominium", company_name="Les Lilas", email="lilas@example.com", pec="lilas@pec.example"
    )
    return made


@pytest.mark.parametrize(
    ("chosen", "way"),
    [
        ("", ("email", "lilas@example.com")),
        ("post", ("post", "3, rue Haute, 71000 Mâcon")),
        ("email", ("email", "lilas@example.com")),
        ("pec", ("pec", "lilas@pec.example")),
    ],
)
def test_the_customer_s_choice_counts(house: Customer, chosen: str, way: tuple[str, str]) -> None:
    house.notice_channel = chosen
    assert (notice_way(house).channel, notice_way(house).address) == way


def test_without_an_address_the_post_is_left(house: Customer) -> None:
    house.email = ""
    assert notice_way(house).channel == "post"


def test_the_contact_who_receives_notices_comes_before_the_customer(house: Customer) -> None:
    syndic = ContactFactory.create(
        customer=house, name="Foncia", email="foncia@example.com", for_notices=True, address="1, place Neuve",
        postcode="69001", city="Lyon",
    )  # fmt: skip
    ContactFactory.create(customer=house, email="other@example.com")
    assert (notice_email(house), notice_way(house).contact) == ("foncia@example.com", syndic)
    assert address_lines(house, house.company) == ["Les Lilas", "Foncia", "1, place Neuve", "69001 Lyon"]
    house.notice_channel = "post"
    assert notice_way(house).address == "1, place Neuve, 69001 Lyon"


def test_one_contact_receives_the_notices_the_latest_chosen(house: Customer) -> None:
    first = ContactFactory.create(customer=house, email="a@example.com", for_notices=True)
    second = ContactFactory.create(customer=house, email="b@example.com", for_notices=True)
    assert list(Contact.objects.filter(for_notices=True)) == [second]
    first.refresh_from_db()
    assert first.for_notices is False


def test_a_channel_without_an_address_is_refused_at_its_field(client_ana: Client, acting_a: Company) -> None:
    customer = CustomerFactory.create(email="")
    typed = {"last_name": "A", "kind": "individual", "country": "FR", "number": customer.number}
    refused = client_ana.post(f"{HOME}{customer.pk}/edit/", typed | {"notice_channel": "email"})
    assert list(refused.context["form"].errors) == ["notice_channel"]
    ContactFactory.create(customer=customer, email="b@example.com", for_notices=True)
    assert (
        client_ana.post(f"{HOME}{customer.pk}/edit/", typed | {"notice_channel": "email"}).status_code == 302
    )


def test_a_contact_has_roles_ways_and_a_best_one(client_ana: Client, house: Customer) -> None:
    new = f"{HOME}{house.pk}/contacts/new/"
    typed = {
        "name": "Luc",
        "roles": ["caretaker", "accounts"],
        "mobile": "06 12 34 56 78",
        "channel": "mobile",
    }
    assert client_ana.post(new, typed).status_code == 302
    luc = Contact.objects.get()
    assert (luc.roles, luc.mobile, luc.channel) == (["caretaker", "accounts"], "+33612345678", "mobile")
    page = client_ana.get(f"{HOME}{house.pk}/").content.decode()
    assert "Caretaker, Accounts" in page and "06 12 34 56 78" in page and "Best reached by: Mobile" in page
    for wrong, field in (
        ({"channel": "email"}, "email"),
        ({"roles": ["king"]}, "roles"),
        ({"for_notices": "on"}, "for_notices"),
    ):
        assert list(client_ana.post(new, typed | wrong).context["form"].errors) == [field]


@pytest.mark.parametrize("words", ["gardienne", "0611223344", "06 11 22", "luc@else"])
def test_a_customer_is_found_by_her_contacts(client_ana: Client, house: Customer, words: str) -> None:
    contact = ContactFactory.create(
        customer=house, name="Luc Gardienne", mobile="+33611223344", email="luc@elsewhere.example"
    )
    CustomerFactory.create(last_name="Nobody")
    assert list(Customer.objects.found_by(words)) == [house]
    contact.delete()
    assert list(Customer.objects.found_by(words)) == []


def test_letters_propose_what_was_chosen(client_ana: Client, house: Customer) -> None:
    notice = NoticeFactory.create(term__contract__customer=house, term__contract__runs_until=date(2027, 3, 3))
    ContactFactory.create(customer=house, name="Foncia", email="foncia@example.com", for_notices=True)

    def proposed() -> Any:
        row = client_ana.get("/t/alpha/letters/").context["table"].paginated_rows[0]
        return row.get_cell("channels")

    assert proposed() == "By e-mail"
    question = client_ana.get(f"/t/alpha/letters/notices/{notice.pk}/email/").content.decode()
    assert "foncia@example.com" in question
    Customer.objects.filter(pk=house.pk).update(notice_channel="post")
    assert proposed() == "By post"
    notice.contract.customer.refresh_from_db()
    assert emailing.unwanted(notice) == "The customer wants letters by post."
    preview = client_ana.post("/t/alpha/letters/", {"action": "email", "pk": [notice.pk]}).content.decode()
    assert "The customer wants letters by post." in preview
