"""What somebody would try by hand: SQL, guessed ids, forged forms and links, other people's sessions."""

import json
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client

from contracts.models import Contract, ContractTemplate
from customers.models import Customer, Site
from installed_base.models import Equipment, EquipmentType
from tenancy import links
from tenancy.acting import acting_for
from tenancy.links import Link
from tenancy.models import Invitation, Membership, Technician
from tenancy.numbering import next_number
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.contents import said
from tests.isolation.test_every_address import undone
from tests.isolation.world import WORD_OF_B, House, signed_in

# --- SQL ------------------------------------------------------------------------------------------------------------

SWITCHING_OFF = [
    "SET ROLE migrator",
    "SET SESSION AUTHORIZATION migrator",
    "ALTER ROLE app BYPASSRLS",
    "ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE customers_customer OWNER TO app",
    "DROP POLICY same_company ON customers_customer",
    "CREATE POLICY mine ON customers_customer USING (true)",
    "TRUNCATE customers_contact",
    "CREATE TABLE mine (id bigint)",
    "CREATE VIEW mine AS SELECT * FROM customers_customer",
    "CREATE FUNCTION mine() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE TRIGGER mine BEFORE INSERT ON customers_customer FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "ALTER TABLE customers_customer DISABLE TRIGGER ALL",
    "CREATE INDEX mine ON customers_customer (number)",
    "COPY customers_customer FROM PROGRAM 'true'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "SET session_replication_role = replica",
    "SET row_security = off; SELECT count(*) FROM customers_customer",
]


@pytest.mark.parametrize("statement", SWITCHING_OFF)
def test_the_products_role_cannot_switch_isolation_off(world: World, statement: str) -> None:
    with acting_for(world.a.company), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_raw_sql_with_guessed_ids_reaches_nothing(world: World) -> None:
    ids = [row.pk for row in world.b.rows.values()]
    with acting_for(world.a.company), connection.cursor() as cursor:
        for table, key in (
            ("customers_customer", world.b.row(Customer).pk),
            ("contracts_contract", max(ids)),
        ):
            for statement in (
                f"SELECT * FROM {table} WHERE id = {key}",
                f"SELECT * FROM {table} WHERE company_id = {world.b.company.pk}",
                f"SELECT * FROM {table} WHERE true OR false AND company_id <> {world.a.company.pk} OFFSET 1",
                f"DELETE FROM {table} WHERE company_id = {world.b.company.pk} RETURNING id",
                f"UPDATE {table} SET number = 'mine' WHERE id = {world.b.row(Customer).pk} RETURNING number",
            ):
                cursor.execute(statement)
                assert cursor.fetchall() == []


def test_what_one_company_leaves_in_the_session_is_of_no_use_to_the_next(world: World) -> None:
    with acting_for(world.b.company):
        pass
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer.objects.exists()
    with acting_for(world.a.company), pytest.raises(ZeroDivisionError), acting_for(world.b.company):
        raise ZeroDivisionError
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer.objects.exists()


def test_counters_of_two_companies_do_not_feel_each_other(world: World) -> None:
    numbers = []
    for house in (world.a, world.b, world.a):
        with acting_for(house.company):
            numbers.append(next_number("attack"))
    assert numbers == [1, 1, 2]


# --- requests -------------------------------------------------------------------------------------------------------

INJECTIONS = (
    "'; SELECT set_config('app.company_id', '{b}', true); --",
    "1); SET app.company_id = '{b}'; --",
    "zq%' OR company_id={b} OR '1'='1",
    "company_id={b}",
    "\\x00{b}",
)


def test_nothing_typed_into_an_address_reaches_the_companys_setting(world: World) -> None:
    client = world.a.client()
    lists = [address for address in addresses.inside() if not address.wanted and address.accepts("get")]
    for address in lists:
        for injection in INJECTIONS[:2]:
            wanted = injection.format(b=world.b.company.pk)
            fields = (
                "q",
                "sort",
                "page",
                "per_page",
                "export",
                "customer",
                "company",
                "company_id",
                "state",
                "kind",
                "on",
            )
            with undone():
                answer = client.get(address.path(world.a), dict.fromkeys(fields, wanted))
                assert answer.status_code < 500, address.name
                assert WORD_OF_B not in said(answer)
    assert len(lists) >= 20


@pytest.mark.parametrize("injection", INJECTIONS)
def test_a_search_stays_in_its_company_whatever_is_typed(world: World, injection: str) -> None:
    words = injection.format(b=world.b.company.pk)
    for path in ("/t/alpha/search/", "/t/alpha/customers/", "/t/alpha/contracts/", "/t/alpha/equipment/"):
        with undone():
            answer = world.a.client().get(path, {"q": words})
            assert answer.status_code == 200
            assert WORD_OF_B not in said(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/t/BETA/",
        "/t/alpha/../beta/",
        "/t//beta/",
        "/t/beta",
        "/t/beta/%2e%2e/alpha/",
        "/t/beta%2f",
        "/beta/",
        "/t/2/",
    ],
)
def test_no_spelling_of_another_companys_address_opens_it(world: World, path: str) -> None:
    answer = world.a.client().get(path)
    assert answer.status_code in {301, 302, 404}
    assert WORD_OF_B not in said(answer)


def test_a_company_named_in_a_form_or_a_header_is_not_listened_to(world: World) -> None:
    client, b = world.a.client(), world.b.company
    data = {
        "kind": "individual", "last_name": "Forged", "country": "FR", "company": b.pk, "company_id": b.pk,
        "id": "1", "pk": "1", "app.company_id": b.pk,
    }  # fmt: skip
    headers = {
        "X-Company": str(b.pk),
        "X-Script-Name": "/t/beta",
        "X-Original-URL": "/t/beta/",
        "X-Rewrite-URL": "/t/beta/",
    }
    before = world.b.fingerprint()
    assert client.post("/t/alpha/customers/new/?company=beta", data, headers=headers).status_code == 302
    assert world.b.fingerprint() == before
    with acting_for(world.a.company):
        assert Customer.objects.get(last_name="Forged").company_id == world.a.company.pk


def test_forged_ids_in_forms_are_refused_and_write_nothing(world: World) -> None:
    client, a, b = world.a.client(), world.a, world.b
    forms = {
        "/t/alpha/customers/new/": {
            "kind": "individual", "last_name": "F", "country": "FR", "parent": b.row(Customer).pk},
        f"/t/alpha/customers/{a.row(Customer).pk}/edit/": {
            "kind": "individual", "last_name": "F", "country": "FR", "number": "X1", "parent": b.row(Customer).pk},
        "/t/alpha/equipment/new/": {
            "number": "X", "customer": a.row(Customer).pk, "site": b.row(Site).pk, "type": a.row(EquipmentType).pk},
        f"/t/alpha/equipment/{a.row(Equipment).pk}/edit/": {
            "number": "X", "customer": b.row(Customer).pk, "type": b.row(EquipmentType).pk},
        "/t/alpha/contracts/new/": contract_form(a) | {
            "customer": b.row(Customer).pk, "template": b.row(ContractTemplate).pk},
        "/t/alpha/settings/technicians/new/": {"name": "X", "membership": b.row(Membership).pk},
        f"/t/alpha/settings/technicians/{a.row(Technician).pk}/edit/": {
            "name": "X", "membership": b.row(Membership).pk},
    }  # fmt: skip
    before = a.fingerprint(), b.fingerprint()
    for path, data in forms.items():
        answer = client.post(path, data)
        assert answer.status_code == 200, path
        assert WORD_OF_B not in said(answer)
    assert (a.fingerprint(), b.fingerprint()) == before


def contract_form(house: House) -> dict[str, Any]:
    return {
        "customer": house.row(Customer).pk, "template": house.row(ContractTemplate).pk, "start_on": "2027-01-01",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-label": "X", "lines-0-annual_fee": "1",
    }  # fmt: skip


@pytest.mark.parametrize("seen", ["own", "foreign", "nonsense"])
def test_what_a_form_claims_to_have_shown_tells_nothing_of_another_company(world: World, seen: str) -> None:
    claimed: Any = {"own": world.a.row(Customer).pk, "foreign": world.b.row(Customer).pk, "nonsense": "x'"}[
        seen
    ]
    path = f"/t/alpha/equipment/{world.a.row(Equipment).pk}/edit/"
    data = {
        "number": "X",
        "_seen": json.dumps({"customer": claimed, "type": claimed, "site": claimed, "brand": [claimed]}),
    }
    answer = world.a.client().post(path, data)
    assert answer.status_code == 200
    assert WORD_OF_B not in said(answer)


def test_prefilled_forms_do_not_show_another_companys_row(world: World) -> None:
    client = world.a.client()
    pages = [
        address
        for address in addresses.inside()
        if not address.wanted and hasattr(address.page, "form_class")
    ]
    for address in pages:
        for value in (world.b.row(Customer).pk, world.b.row(Contract).pk, "x'", "-1", "9" * 30):
            fields = (
                "customer",
                "contract",
                "template",
                "site",
                "type",
                "parent",
                "membership",
                "equipment",
                "technician",
            )
            answer = client.get(address.path(world.a), dict.fromkeys(fields, value))
            assert answer.status_code < 500, (address.name, value)
            assert WORD_OF_B not in said(answer)
    assert len(pages) >= 6


def test_bulk_actions_do_nothing_to_rows_of_another_company(world: World) -> None:
    client, before, tried = world.a.client(), world.b.fingerprint(), 0
    for address in addresses.inside():
        for action in getattr(address.page, "bulk_actions", ()):
            keys = [str(row.pk) for row in world.b.rows.values()]
            for data in ({"pk": keys}, {"all": "1"}):
                for confirm in ({}, {"confirm": "1", "expected": "1", "until": "2027-01-01", "reason": "x"}):
                    with undone():
                        answer = client.post(
                            address.path(world.a), {"action": action.name, **data, **confirm}
                        )
                        assert answer.status_code < 500, (address.name, action.name)
                        assert WORD_OF_B not in said(answer)
                        assert world.b.fingerprint() == before
                        tried += 1
    assert tried >= 12


# --- doors outside companies ----------------------------------------------------------------------------------------


@pytest.fixture
def customer_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that shows a customer's name."""

    def show(request: HttpRequest, link: Link) -> HttpResponse:
        return HttpResponse(get_object_or_404(Customer, pk=link.object_id).name)

    monkeypatch.setitem(links._views, "attack", show)


def opened(address: str) -> Any:
    return Client(raise_request_exception=False).get("/l/" + address.rsplit("/l/", 1)[1])


def test_a_link_opens_its_own_companys_row_and_no_other(world: World, customer_link: None) -> None:
    until = date(2999, 1, 1)
    mine = opened(links.make(world.a.company, "attack", world.a.row(Customer).pk, until))
    assert (mine.status_code, mine.content.decode()) == (200, world.a.row(Customer).name)
    foreign = opened(links.make(world.a.company, "attack", world.b.row(Customer).pk, until))
    assert (foreign.status_code, WORD_OF_B in said(foreign)) == (404, False)


def test_a_link_forged_damaged_ended_or_of_another_purpose_opens_nothing(
    world: World, customer_link: None
) -> None:
    until, row = date(2999, 1, 1), world.b.row(Customer).pk
    good = links.make(world.b.company, "attack", row, until).rsplit("/l/", 1)[1]
    payload, stamp, signature = good.rsplit(":", 2)
    other = links.make(world.a.company, "attack", row, until).rsplit("/l/", 1)[1].rsplit(":", 2)[0]
    elsewhere = signing.dumps([world.b.company.pk, "attack", row, until.isoformat()], salt="another")
    tokens = [
        good[:-1],
        good + "x",
        f"{other}:{stamp}:{signature}",
        f"{payload}:{stamp}",
        elsewhere,
        "x",
        "a:b:c",
        "%00",
    ]
    answers = [opened(f"/l/{token}") for token in tokens]
    answers.append(opened(links.make(world.b.company, "unknown", row, until)))
    answers.append(opened(links.make(world.b.company, "attack", row, date(2026, 1, 1))))
    assert [answer.status_code for answer in answers] == [404] * 9 + [410]
    assert [answer for answer in answers if world.b.row(Customer).name in answer.content.decode()] == []


def test_a_link_of_a_closed_company_opens_nothing(world: World, customer_link: None) -> None:
    address = links.make(world.b.company, "attack", world.b.row(Customer).pk, date(2999, 1, 1))
    world.b.company.closed_on = date(2026, 11, 23)
    world.b.company.save()
    assert opened(address).status_code == 404
    world.b.company.closed_on = None


def test_an_invitation_is_taken_by_the_person_invited_and_by_nobody_else(world: World) -> None:
    invitation, before = world.b.row(Invitation), world.b.fingerprint()
    for client in (world.a.client(), signed_in(world.ben)):
        client.post(
            f"/invitations/{invitation.token}/", {"name": "Ana", "password": "a long enough pass phrase"}
        )
    assert world.b.fingerprint() == before
    assert not Membership.objects.filter(
        company=world.b.company, user__in=[world.a.manager, world.ben]
    ).exists()
    assert world.a.client().get(f"/invitations/{invitation.token[:-1]}/").status_code in {404, 410}


def test_a_person_cannot_end_or_see_another_persons_sessions(world: World) -> None:
    from allauth.usersessions.models import UserSession

    theirs = world.b.client()
    theirs.get("/t/beta/")
    session = UserSession.objects.filter(user=world.b.manager).first()
    assert session is not None
    assert world.a.client().post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert theirs.get("/t/beta/").status_code == 200
    for path in (
        "/",
        "/?choose",
        "/accounts/me/",
        "/accounts/sessions/",
        "/accounts/email/",
        "/accounts/2fa/",
    ):
        assert WORD_OF_B not in said(world.a.client().get(path, follow=True))
