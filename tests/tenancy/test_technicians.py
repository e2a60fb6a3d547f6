"""Technicians are a setting: who goes to customers, with or without a login."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenancy.acting import acting_for
from tenancy.models import Company, Membership, Technician, User

LIST = "/t/alpha/settings/technicians/"


def test_a_technician_comes_and_leaves(client_ana: Client, ben: User, acting_a: Company) -> None:
    assert "No technician yet" in client_ana.get(LIST).content.decode()
    login = Membership.objects.get(user=ben)
    response = client_ana.post(LIST + "new/", {"name": "Ben", "membership": login.pk})
    assert response.headers["Location"] == LIST
    ours = Technician.objects.get()
    assert (ours.name, ours.membership) == ("Ben", login)
    assert "ben@alpha.example" in client_ana.get(LIST).content.decode()
    edit = f"{LIST}{ours.pk}/edit/"
    assert client_ana.get(edit).status_code == 200
    assert client_ana.post(edit, {"name": "Ben", "left_on": "2026-11-01"}).status_code == 302
    ours.refresh_from_db()
    assert (str(ours.left_on), ours.membership) == ("2026-11-01", None)


def test_names_and_logins_are_given_once(client_ana: Client, ben: User, acting_a: Company) -> None:
    login = Membership.objects.get(user=ben)
    Technician.objects.create(name="Ben", membership=login)
    again = client_ana.post(LIST + "new/", {"name": "Ben", "membership": login.pk, "left_on": "31/02/2026"})
    assert sorted(again.context["form"].errors) == ["left_on", "membership", "name"]
    assert 'value="Ben"' in again.content.decode()


def test_another_company_s_members_are_no_choice(client_ana: Client, acting_a: Company, chloe: User) -> None:
    stranger = Membership.objects.get(user=chloe)
    response = client_ana.post(LIST + "new/", {"name": "X", "membership": stranger.pk})
    assert list(response.context["form"].errors) == ["membership"]


def test_nobody_without_the_right_gets_in(
    client_ben: Client, client_chloe: Client, chloe: User, acting_a: Company, company_b: Company
) -> None:
    ours = Technician.objects.create(name="Ben")
    for address in (LIST, LIST + "new/", f"{LIST}{ours.pk}/edit/"):
        assert client_ben.get(address).status_code == 403
        assert client_chloe.get(address).status_code == 404
    assert client_ben.post(LIST + "new/", {"name": "X"}).status_code == 403
    assert client_chloe.get(f"/t/beta/settings/technicians/{ours.pk}/edit/").status_code == 404
    with acting_for(company_b):
        assert not Technician.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_queries(
    client_ana: Client,
    ben: User,
    acting_a: Company,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    login = Membership.objects.get(user=ben)
    for number in range(count):
        Technician.objects.create(name=f"T{number}", membership=login)
    client_ana.get(LIST)  # the sign-in is noted once
    with django_assert_num_queries(11):
        client_ana.get(LIST)
