import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from pytest_django.asserts import assertRedirects

from tenancy import members
from tenancy.acting import acting_for
from tenancy.models import Alert, Change, Company, Membership, User
from tenancy.permissions import BUNDLES, Right, Role
from tests.factories.contracts import ContractFactory
from tests.factories.tenancy import AlertFactory, TechnicianFactory
from tests.plugins.cast import make_company, make_member


def place(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_right_is_granted_beyond_the_role_and_another_denied(acting_a: Company, ben: User) -> None:
    members.set_rights(place(ben), Role.TECHNICIAN, [Right.FEES_VIEW], [Right.EQUIPMENT_EDIT])
    assert place(ben).rights == (BUNDLES[Role.TECHNICIAN] | {Right.FEES_VIEW}) - {Right.EQUIPMENT_EDIT}


def test_what_the_role_says_anyway_is_no_exception(acting_a: Company, ben: User) -> None:
    member = members.set_rights(place(ben), Role.OFFICE, [Right.FEES_VIEW], [Right.MEMBERS_EDIT])
    assert (member.granted, member.denied) == ([], [])


def test_the_last_administrator_stays(acting_a: Company, ana: User, ben: User) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: members.end(place(ana), acting_a.today()),
        lambda: members.set_rights(place(ana), Role.OFFICE, [], []),
        lambda: members.set_rights(place(ana), Role.ADMIN, [], [Right.MEMBERS_EDIT]),
    )
    for attempt in attempts:
        with pytest.raises(ValidationError, match="Nobody would be left"):
            attempt()
    members.set_rights(place(ben), Role.ADMIN, [], [])
    members.end(place(ana), acting_a.today())
    assert [member.user for member in members.administrators(acting_a)] == [ben]


@pytest.fixture
def nothing_stays(transactional_db: None) -> Iterator[None]:
    """A test that commits leaves its worker's database as it found it: no company, nobody."""
    yield
    with connections["migrator"].cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_company, tenancy_user CASCADE")
    connections["migrator"].close()


@pytest.mark.django_db(transaction=True, databases=["default", "migrator"])
def test_two_administrators_who_remove_each_other_at_once_do_not_both_succeed(nothing_stays: None) -> None:
    company = make_company("twins", "Twins", "FR")
    people = [make_member(company, name, Role.ADMIN) for name in ("one", "two")]
    places = [place(user) for user in people]
    start, refused = threading.Barrier(2), []

    def remove(actor: User, target: Membership) -> None:
        start.wait()
        try:
            with acting_for(company, actor=actor):
                members.end(target, company.today())
        except ValidationError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=(people[n], places[1 - n])) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), len(members.administrators(company))) == (1, 1)


def test_what_was_changed_is_kept_with_who_did_it(acting_a: Company, ana: User, ben: User) -> None:
    members.set_rights(place(ben), Role.OFFICE, [], [Right.FEES_VIEW])
    change = Change.objects.get(noun="tenancy_membership")
    assert (change.actor, change.before, change.after) == (
        ana,
        {"role": "technician", "denied": []},
        {"role": "office", "denied": ["fees.view"]},
    )


def test_a_member_removed_in_another_tab_finds_nothing_at_her_next_click(
    client_ana: Client, client_ben: Client, ben: User, ana: User
) -> None:
    assert client_ben.get("/t/alpha/").status_code == 200
    assertRedirects(
        client_ana.post(f"/t/alpha/settings/members/{place(ben).pk}/leave/"), "/t/alpha/settings/members/"
    )
    # Ben has no other company: he is signed out everywhere.
    for answer in (client_ben.get("/t/alpha/"), client_ben.post("/t/alpha/alerts/")):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_alerts_of_a_member_who_leaves_are_free_again(acting_a: Company, ana: User, ben: User) -> None:
    AlertFactory.create(owner=place(ben))
    members.end(place(ben), acting_a.today())
    assert Alert.objects.get().owner is None


def test_what_a_member_leaves_behind_is_shown_and_goes_to_whom_one_chooses(
    client_ana: Client, client_ben: Client, acting_a: Company, ana: User, ben: User
) -> None:
    AlertFactory.create(owner=place(ben), subject_label="Fee of K1")
    entry, luc = (
        TechnicianFactory.create(name="Ben", membership=place(ben)),
        TechnicianFactory.create(name="Luc"),
    )
    contract = ContractFactory.create(number="K1", technician=entry)
    over = ContractFactory.create(number="K0", technician=entry, ended_on=date(2026, 1, 1))
    page = f"/t/alpha/settings/members/{place(ben).pk}/leave/"
    assert client_ben.get("/t/alpha/").status_code == 200
    form = client_ana.get(page).context["form"]
    assert [
        (str(form[name].label), str(form[name].help_text)) for name in ("heir_alerts", "heir_contracts")
    ] == [
        ("Alerts taken (1)", "Fee of K1"),
        ("Usual technician of contracts (1)", "K1"),
    ]
    assert [label for _key, label in form.fields["heir_alerts"].choices] == ["Nobody: free for others", "Ana"]
    data = {"technician_leaves": "on", "heir_alerts": place(ana).pk, "heir_contracts": luc.pk}
    told = client_ana.post(page, data, follow=True).content.decode()
    assert "Alerts taken (1): Ana." in told and "Usual technician of contracts (1): Luc." in told
    assert Alert.objects.get().owner == place(ana)
    contract.refresh_from_db()
    over.refresh_from_db()
    entry.refresh_from_db()
    assert (contract.technician, over.technician, entry.left_on) == (luc, entry, acting_a.today())
    assert client_ben.get("/t/alpha/")["Location"].startswith("/accounts/login/")


def test_a_technician_may_lose_her_login_and_stay(client_ana: Client, acting_a: Company, ben: User) -> None:
    entry = TechnicianFactory.create(name="Ben", membership=place(ben))
    contract = ContractFactory.create(technician=entry)
    client_ana.post(f"/t/alpha/settings/members/{place(ben).pk}/leave/", {"heir_contracts": ""})
    contract.refresh_from_db()
    entry.refresh_from_db()
    assert (contract.technician, entry.left_on) == (entry, None)


def test_things_go_to_nobody_of_another_company_nor_to_herself(
    client_ana: Client, acting_a: Company, ben: User, chloe: User
) -> None:
    AlertFactory.create(owner=place(ben))
    page = f"/t/alpha/settings/members/{place(ben).pk}/leave/"
    for stranger in (chloe, ben):
        answer = client_ana.post(page, {"heir_alerts": place(stranger).pk})
        assert list(answer.context["form"].errors) == ["heir_alerts"]
    assert place(ben).left_on is None


def test_somebody_who_left_comes_back_with_the_new_role_alone(
    acting_a: Company, ana: User, ben: User
) -> None:
    members.set_rights(place(ben), Role.TECHNICIAN, [Right.FEES_VIEW], [])
    members.end(place(ben), acting_a.today())
    member = members.join(acting_a, ben, Role.PLANNER)
    assert (member.left_on, member.role, member.granted) == (None, "planner", [])


def rights_form(role: str, **switched: str) -> dict[str, str]:
    fields = {"right_" + right.value.replace(".", "_"): "" for right in Right}
    return {"role": role, **fields, **switched}


def test_the_page_switches_role_and_rights(client_ana: Client, ben: User) -> None:
    address = f"/t/alpha/settings/members/{place(ben).pk}/"
    assert "Ben" in client_ana.get(address).content.decode()
    form = rights_form("office", right_fees_view="denied", right_members_edit="granted")
    assertRedirects(client_ana.post(address, form), "/t/alpha/settings/members/")
    assert (place(ben).role, place(ben).granted, place(ben).denied) == (
        "office",
        ["members.edit"],
        ["fees.view"],
    )


def test_a_right_taken_away_closes_the_page_at_once(
    client_ana: Client, client_ben: Client, ben: User
) -> None:
    assert client_ben.get("/t/alpha/customers/").status_code == 200
    client_ana.post(
        f"/t/alpha/settings/members/{place(ben).pk}/",
        rights_form("technician", right_customers_view="denied"),
    )
    assert client_ben.get("/t/alpha/customers/").status_code == 403


@pytest.mark.parametrize("form", [{"role": "queen"}, rights_form("office", right_fees_view="perhaps"), {}])
def test_forged_roles_and_rights_are_refused(client_ana: Client, ben: User, form: dict[str, Any]) -> None:
    response = client_ana.post(f"/t/alpha/settings/members/{place(ben).pk}/", form)
    assert (response.status_code, place(ben).role) == (200, "technician")


def test_a_technician_sees_neither_members_nor_settings(client_ben: Client, ben: User, ana: User) -> None:
    pages = [
        "settings/members/",
        "settings/members/invite/",
        f"settings/members/{place(ana).pk}/",
        "settings/company/",
    ]
    assert [client_ben.get(f"/t/alpha/{page}").status_code for page in pages] == [403] * 4
    assert client_ben.get("/t/alpha/settings/").status_code == 404


def test_members_of_another_company_are_not_found(client_ana: Client, chloe: User) -> None:
    pk = place(chloe).pk
    asked = [client_ana.get(f"/t/alpha/settings/members/{pk}/{page}").status_code for page in ("", "leave/")]
    done = client_ana.post(f"/t/alpha/settings/members/{pk}/leave/").status_code
    assert (asked, done, place(chloe).left_on) == ([404, 404], 404, None)
