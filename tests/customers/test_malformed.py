"""Whatever is typed into forms about customers: an error at the field or a clean save, never a fault of the server."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from customers.models import Contact, Customer, Site, SiteRole
from tenancy.models import Company, Technician
from tests.factories.customers import ContactFactory, CustomerFactory, SiteFactory, SiteRoleFactory

ODD: list[str] = json.loads((Path(__file__).parents[1] / "data" / "odd-values.json").read_text("utf-8"))


def forms(customer: Customer) -> Iterator[tuple[str, dict[str, Any], type[Any]]]:
    """Each form with values that are right, and the model it writes."""
    site = SiteFactory.create(customer=customer, latitude=None)
    contact = ContactFactory.create(customer=customer)
    role = SiteRoleFactory.create(site=site)
    home = "/t/alpha/customers/"
    right = {"last_name": "Durand", "country": "FR"}
    yield f"{home}new/", right | {"kind": "individual"}, Customer
    yield f"{home}{customer.pk}/edit/", right | {"kind": "individual", "number": "Z9"}, Customer
    yield f"{home}{customer.pk}/sites/new/", {"name": "Cellar", "country": "FR"}, Site
    yield f"{home}sites/{site.pk}/edit/", {"name": "Cellar", "country": "FR"}, Site
    yield f"{home}{customer.pk}/contacts/new/", {"name": "Luc"}, Contact
    yield f"{home}contacts/{contact.pk}/edit/", {"name": "Luc"}, Contact
    yield (
        f"{home}sites/{site.pk}/change/",
        {"role": "payer", "on": "2026-01-01", "new_name": "Next"},
        SiteRole,
    )
    yield f"{home}sites/{site.pk}/roles/new/", {"role": "owner", "party": str(customer.pk)}, SiteRole
    yield f"{home}roles/{role.pk}/edit/", {"role": "owner", "party": str(customer.pk)}, SiteRole


@pytest.mark.parametrize("place", range(9))
def test_two_hundred_odd_values_in_every_field_are_refused_at_it_or_saved_cleanly(
    client_ana: Client, acting_a: Company, place: int
) -> None:
    Technician.objects.create(name="Luc")
    customer = CustomerFactory.create(number="Z9", country="FR")
    address, right, model = list(forms(customer))[place]
    fields = list(client_ana.get(address).context["form"].fields)
    chance = random.Random(place)
    asked = 0
    for name in fields:
        for value in chance.sample(ODD, 5 if len(fields) > 15 else 12):
            before = model.objects.count()
            response = client_ana.post(address, right | {name: value})
            assert response.status_code in {200, 302}, (name, value)
            asked += 1
            if response.status_code == 200:
                errors = response.context["form"].errors
                assert errors, (name, value)
                assert model.objects.count() == before
    assert asked >= 48
    assert len(set(ODD)) >= 200


def test_all_odd_values_at_once_lose_nothing_that_was_typed(client_ana: Client, acting_a: Company) -> None:
    fields = list(client_ana.get("/t/alpha/customers/new/").context["form"].fields)
    for value in ODD[::4]:
        typed = dict.fromkeys(fields, value)
        response = client_ana.post("/t/alpha/customers/new/", typed)
        assert response.status_code == 200
        assert response.context["form"]["notes"].value() == value
    assert Customer.objects.count() == 0
