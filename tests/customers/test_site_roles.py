"""Who is what for a site, from when to when; a change of occupant in one step keeps what was."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from customers.models import Customer, Site, SiteRole
from customers.occupancy import holder_of, save_role
from installed_base.models import Equipment
from tenancy.models import Change, Company, Membership, User
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory, SiteFactory, SiteRoleFactory
from tests.factories.installed_base import EquipmentFactory

DAY = date(2026, 6, 15)


@pytest.fixture
def home(acting_a: Company) -> Site:
    made: Site = SiteFactory.create(customer__last_name="Leaving", customer__first_name="")
    return made


def page(site: Site, what: str = "") -> str:
    return f"/t/alpha/customers/sites/{site.pk}/{what}"


def held(site: Site) -> list[tuple[str, str, date | None, date | None]]:
    return [
        (role.role, role.party.name, role.since, role.until)
        for role in site.roles.select_related("party").order_by("pk")
    ]


def change(client: Client, site: Site, **typed: Any) -> Any:
    return client.post(page(site, "change/"), {"role": "occupant", "on": "2026-06-15"} | typed)


def test_the_site_s_customer_counts_as_occupant_until_somebody_is_recorded(home: Site) -> None:
    assert holder_of(home, "occupant", DAY) == home.customer
    assert holder_of(home, "payer", DAY) is None
    SiteRoleFactory.create(site=home, party=CustomerFactory.create(), until=date(2021, 1, 1))
    assert holder_of(home, "occupant", DAY) is None


def test_somebody_new_moves_in_and_the_one_before_stays_readable(client_ana: Client, home: Site) -> None:
    before = home.customer
    asked = client_ana.get(page(home, "change/")).content.decode()
    assert "Occupant today: Leaving." in asked
    response = change(
        client_ana, home, new_name="Arriving", new_first_name="Zoé", new_phone="06 12 34 56 78",
        new_email="zoe@example.com",
    )  # fmt: skip
    assert response.headers["Location"] == page(home)
    made = Customer.objects.get(last_name="Arriving")
    assert (made.standing, made.phone, made.email, made.one_line, made.sites.count()) == (
        *("end_user", "+33612345678", "zoe@example.com", home.one_line, 0),
    )
    assert held(home) == [
        ("occupant", "Leaving", None, date(2026, 6, 14)),
        ("occupant", "Arriving Zoé", DAY, None),
    ]
    home.refresh_from_db()
    assert home.customer == before
    context = client_ana.get(page(home)).context
    assert [role.party for role in context["roles_now"]] == [made]
    assert [role.party for role in context["roles_before"]] == [before]


def test_machines_and_site_pass_on_with_their_history_and_contracts_stay(
    client_ana: Client, home: Site
) -> None:
    leaving, arriving = home.customer, CustomerFactory.create(last_name="Next", first_name="")
    machine = EquipmentFactory.create(customer=leaving, site=home)
    other = EquipmentFactory.create(customer=leaving)
    contract = ContractFactory.create(
        customer=leaving, site=home, signed_on=date(2026, 3, 1), runs_until=date(2027, 3, 3)
    )
    asked = client_ana.get(page(home, "change/")).content.decode()
    assert f"Contract {contract.number} stays with Leaving" in asked and machine.number in asked
    assert change(client_ana, home, party=arriving.pk, pass_on="on", holder_too="on").status_code == 302
    assert dict(Equipment.objects.values_list("pk", "customer")) == {
        machine.pk: arriving.pk,
        other.pk: leaving.pk,
    }
    home.refresh_from_db()
    contract.refresh_from_db()
    assert (home.customer, contract.customer) == (arriving, leaving)
    assert [(role, who) for role, who, *_days in held(home)] == [
        ("occupant", "Leaving"),
        ("occupant", "Next"),
        ("holder", "Next"),
    ]
    changed = Change.objects.get(noun="installed_base_equipment", row_id=machine.pk, operation="changed")
    assert changed.before and changed.after
    assert (changed.before["customer_id"], changed.after["customer_id"]) == (leaving.pk, arriving.pk)


def test_without_the_tick_the_machines_stay(client_ana: Client, home: Site) -> None:
    machine = EquipmentFactory.create(customer=home.customer, site=home)
    change(client_ana, home, party=CustomerFactory.create().pk)
    machine.refresh_from_db()
    assert machine.customer == home.customer


def test_payer_and_logbook_holder_change_alone(client_ana: Client, home: Site) -> None:
    first, second = CustomerFactory.create_batch(2)
    for role in ("payer", "holder"):
        change(client_ana, home, role=role, party=first.pk, on="2020-01-01")
        change(client_ana, home, role=role, party=second.pk)
        assert [row.party for row in home.roles.filter(role=role).order_by("since")] == [first, second]
    assert not home.roles.filter(role="occupant").exists()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({}, "party", "Choose who comes, or write a new name below."),
        ({"on": "31/02/2026", "new_name": "A"}, "on", "Enter a valid date."),
        ({"on": "0001-01-01", "new_name": "A"}, "on", "This day lies too far back."),
        ({"on": "9999-12-31", "new_name": "A"}, "on", "This day lies too far ahead."),
        ({"new_name": "A", "new_phone": "12"}, "new_phone", "This is no telephone number."),
        ({"role": "owner", "new_name": "A"}, "role", "Select a valid choice."),
        ({"party": "0", "new_name": ""}, "party", "Select a valid choice."),
    ],
)
def test_faults_of_a_change_stand_at_their_fields(
    client_ana: Client, home: Site, typed: dict[str, str], field: str, message: str
) -> None:
    errors = change(client_ana, home, **typed).context["form"].errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(message)
    assert held(home) == []


def test_whoever_has_the_role_already_or_a_later_entry_is_told(client_ana: Client, home: Site) -> None:
    again = change(client_ana, home, party=home.customer.pk)
    assert again.context["form"].non_field_errors() == ["Leaving has this role already."]
    SiteRoleFactory.create(site=home, party=home.customer, since=date(2026, 7, 1))
    later = change(client_ana, home, new_name="Next")
    assert "is recorded with this role from" in later.context["form"].non_field_errors()[0]
    assert Customer.objects.filter(last_name="Next").count() == 0


def test_an_owner_stands_once_on_a_day_says_the_database(acting_a: Company) -> None:
    role = SiteRoleFactory.create(role="owner", since=None, until=None)
    SiteRoleFactory.create(site=role.site, role="owner", party=CustomerFactory.create())
    with pytest.raises(ValidationError, match="Is owner already"):
        save_role(SiteRole(site=role.site, party=role.party, role="owner", since=date(2026, 1, 1)))


def test_one_occupant_at_a_time_says_the_form_and_the_database(client_ana: Client, home: Site) -> None:
    SiteRoleFactory.create(site=home, party=home.customer, since=date(2020, 1, 1), until=DAY)
    another = CustomerFactory.create()
    typed = {"party": another.pk, "role": "occupant", "since": "2026-06-15"}
    refused = client_ana.post(page(home, "roles/new/"), typed)
    assert refused.context["form"].errors == {
        "role": ["Somebody has this role already on some of these days."]
    }
    with pytest.raises(IntegrityError, match="site_one_occupant"), transaction.atomic():
        SiteRole.objects.create(site=home, party=another, role="occupant", since=DAY)
    assert client_ana.post(page(home, "roles/new/"), typed | {"since": "2026-06-16"}).status_code == 302
    for _owner in range(2):
        SiteRoleFactory.create(site=home, role="owner", party=CustomerFactory.create())


def test_a_role_is_mended_and_taken_away(client_ana: Client, home: Site) -> None:
    role = SiteRoleFactory.create(site=home, party=home.customer)
    mend = f"/t/alpha/customers/roles/{role.pk}/edit/"
    typed = {"party": home.customer.pk, "role": "occupant", "since": "2021-05-01", "until": "2020-01-01"}
    assert client_ana.post(mend, typed).context["form"].errors == {
        "until": ["The role ends before it begins."]
    }
    assert client_ana.post(mend, typed | {"until": ""}).status_code == 302
    role.refresh_from_db()
    assert role.since == date(2021, 5, 1)
    assert client_ana.post(f"/t/alpha/customers/roles/{role.pk}/delete/").status_code == 302
    assert held(home) == []


def test_those_who_may_not_change_machines_pass_none_on(client_ana: Client, ana: User, home: Site) -> None:
    machine = EquipmentFactory.create(customer=home.customer, site=home)
    Membership.objects.filter(user=ana).update(denied=["equipment.edit"])
    assert machine.number not in client_ana.get(page(home, "change/")).content.decode()
    change(client_ana, home, new_name="Next", pass_on="on")
    machine.refresh_from_db()
    assert machine.customer == home.customer


def test_another_company_s_sites_and_people_are_unknown(
    client_chloe: Client, client_ana: Client, home: Site
) -> None:
    assert client_chloe.get(f"/t/beta/customers/sites/{home.pk}/").status_code == 404
    assert client_chloe.post(f"/t/beta/customers/sites/{home.pk}/change/").status_code == 404


def test_the_card_of_a_site_asks_the_same_few_queries(
    client_ana: Client, home: Site, django_assert_num_queries: Any
) -> None:
    SiteRoleFactory.create(site=home)
    client_ana.get(page(home))
    with django_assert_num_queries(13) as few:
        client_ana.get(page(home))
    for number in range(4):
        SiteRoleFactory.create(
            site=home, role="owner", party=CustomerFactory.create(), since=date(2000, 1, 1 + number)
        )
    with django_assert_num_queries(len(few)):
        client_ana.get(page(home))


def test_nobody_owns_a_site_twice_on_one_day_but_several_may_own_it(client_ana: Client, home: Site) -> None:
    first, second = CustomerFactory.create_batch(2)
    typed = {"party": first.pk, "role": "owner", "since": "", "until": ""}
    assert client_ana.post(page(home, "roles/new/"), typed).status_code == 302
    again = client_ana.post(page(home, "roles/new/"), typed)
    assert again.context["form"].errors == {"role": ["Somebody has this role already on some of these days."]}
    assert client_ana.post(page(home, "roles/new/"), typed | {"party": second.pk}).status_code == 302
    assert [role.party for role in home.roles.filter(role="owner").order_by("pk")] == [first, second]
