"""Sites and contacts stand and fall with their customer's card."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from customers.models import Contact, Customer, Site
from tenancy.models import Company
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory

HOME = "/t/alpha/customers/"


@pytest.fixture
def owner(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create()
    return made


def test_the_first_site_starts_from_the_customer_s_address(client_ana: Client, owner: Customer) -> None:
    new = f"{HOME}{owner.pk}/sites/new/"
    assert 'value="3, rue Haute"' in client_ana.get(new).content.decode()
    response = client_ana.post(
        new, {"name": "Cellar", "city": "Mâcon", "country": "FR", "access_notes": "Key at Luc's"}
    )
    assert response.headers["Location"] == f"{HOME}{owner.pk}/"
    site = Site.objects.get()
    assert (site.customer, site.name, site.access_notes) == (owner, "Cellar", "Key at Luc's")
    assert 'value="3, rue Haute"' not in client_ana.get(new).content.decode()


def test_a_site_without_name_and_place_is_refused_at_its_field(client_ana: Client, owner: Customer) -> None:
    response = client_ana.post(
        f"{HOME}{owner.pk}/sites/new/", {"country": "FR", "access_notes": "Mind the dog"}
    )
    assert response.context["form"].errors == {"address": ["Give an address, or at least a name."]}
    assert "Mind the dog" in response.content.decode()


def test_a_site_is_changed(client_ana: Client, owner: Customer) -> None:
    site = SiteFactory.create(customer=owner)
    address = f"{HOME}sites/{site.pk}/edit/"
    assert client_ana.get(address).status_code == 200
    assert client_ana.post(address, {"name": "Attic", "country": "FR"}).status_code == 302
    assert Site.objects.get().name == "Attic"


def test_a_site_goes_unless_equipment_stands_there(client_ana: Client, owner: Customer) -> None:
    free, used = SiteFactory.create_batch(2, customer=owner)
    EquipmentFactory.create(customer=owner, site=used)
    refused = client_ana.get(f"{HOME}sites/{used.pk}/delete/").content.decode()
    assert "equipment (1)" in refused
    assert client_ana.post(f"{HOME}sites/{used.pk}/delete/").status_code == 200
    gone = client_ana.post(f"{HOME}sites/{free.pk}/delete/")
    assert gone.headers["Location"] == f"{HOME}{owner.pk}/"
    assert list(Site.objects.all()) == [used]


def test_a_contact_comes_changes_and_goes(client_ana: Client, owner: Customer) -> None:
    new = f"{HOME}{owner.pk}/contacts/new/"
    wrong = client_ana.post(new, {"name": "Luc", "role": "caretaker", "phone": "12"})
    assert list(wrong.context["form"].errors) == ["phone"] and 'value="Luc"' in wrong.content.decode()
    client_ana.post(new, {"name": "Luc", "role": "caretaker", "phone": "06 12 34 56 78"})
    contact = Contact.objects.get()
    assert (contact.customer, contact.phone) == (owner, "+33612345678")
    edit = f"{HOME}contacts/{contact.pk}/edit/"
    assert 'value="06 12 34 56 78"' in client_ana.get(edit).content.decode()
    assert client_ana.post(edit, {"name": "Lucie", "role": "owner"}).status_code == 302
    assert Contact.objects.get().name == "Lucie"
    assert client_ana.get(f"{HOME}contacts/{contact.pk}/delete/").status_code == 200
    assert client_ana.post(f"{HOME}contacts/{contact.pk}/delete/").headers["Location"] == f"{HOME}{owner.pk}/"
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("factory", "noun"), [(SiteFactory, "sites"), (ContactFactory, "contacts")])
@pytest.mark.parametrize("what", ["edit", "delete"])
def test_nobody_without_the_right_gets_in(
    client_ben: Client, client_chloe: Client, owner: Customer, factory: Any, noun: str, what: str
) -> None:
    row = factory.create(customer=owner)
    address = f"customers/{noun}/{row.pk}/{what}/"
    assert client_ben.get("/t/alpha/" + address).status_code == 403
    assert client_ben.post("/t/alpha/" + address).status_code == 403
    assert client_chloe.get("/t/beta/" + address).status_code == 404
    assert client_chloe.post("/t/beta/" + address).status_code == 404
    assert type(row).objects.count() == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "faults"),
    [
        ("45.764043", "4,835659", []),
        ("45.76", "", ["longitude"]),
        ("", "4.8", ["latitude"]),
        ("91", "4", ["latitude"]),
        ("45", "181", ["longitude"]),
        ("north", "4", ["latitude"]),
    ],
)
def test_a_point_on_the_map_is_whole_and_on_earth(
    client_ana: Client, owner: Customer, latitude: str, longitude: str, faults: list[str]
) -> None:
    typed = {"name": "Cellar", "country": "FR", "latitude": latitude, "longitude": longitude}
    response = client_ana.post(f"{HOME}{owner.pk}/sites/new/", typed)
    if faults:
        assert list(response.context["form"].errors) == faults
        return
    page = client_ana.get(f"{HOME}sites/{Site.objects.get().pk}/").content.decode()
    assert "geo:45.764043,4.835659" in page and "mlat=45.764043" in page


@pytest.mark.parametrize("place", [{"latitude": 1}, {"longitude": 1}, {"latitude": 91, "longitude": 1}])
def test_the_database_takes_no_half_and_no_wrong_place(owner: Customer, place: dict[str, int]) -> None:
    site = SiteFactory.create(customer=owner)
    with pytest.raises(IntegrityError, match="site_place_whole_and_on_earth"), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(**place)
