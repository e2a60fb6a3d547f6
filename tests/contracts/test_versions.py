"""A contract through time: its versions, two side by side, as it was on a day, and all changes for an audit."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from contracts.blocking import block
from contracts.models import BillingPeriod, Contract, Line, LineEquipment, OwedVisit, Term
from contracts.renewal import renew
from contracts.signing import sign
from contracts.versions.comparing import as_it_was
from contracts.versions.kinds import HANGING
from tenancy.acting import acting_for
from tenancy.models import Change, Company, Membership, User
from tenancy.permissions import Right
from tenancy.rewinding import Trail
from tests.factories.contracts import ContractFactory, LineEquipmentFactory
from tests.factories.installed_base import EquipmentFactory
from ui import formats

BASE = "/t/alpha/contracts/"


def words(client: Client, path: str, **query: Any) -> str:
    response = client.get(BASE + path, query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def contract(company_a: Company, ana: User) -> Contract:
    """Made with a machine by ana; a night changes the fee; ana takes the machine off and rewrites the services."""
    with acting_for(company_a, actor=ana, source="office"):
        made: Contract = ContractFactory(number="K1", services="Yearly check")
        line = made.lines.get()
        LineEquipmentFactory(line=line, equipment=EquipmentFactory(customer=made.customer, model="Boiler 7"))
    with acting_for(company_a, source="nightly"):
        Line.objects.filter(pk=line.pk).update(annual_fee=Decimal("150.50"))
    with acting_for(company_a, actor=ana, source="office"):
        LineEquipment.objects.filter(line=line).delete()
        Contract.objects.filter(pk=made.pk).update(services="Yearly check and sweeping")
    return made


def marks(contract: Contract, company: Company) -> list[int]:
    with acting_for(company):
        return [version.mark for version in Trail(contract, HANGING).versions]


def test_two_versions_stand_side_by_side_and_only_what_differs_is_told(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    first, _night, last = marks(contract, company_a)
    tab = words(client_ana, f"{contract.pk}/", tab="versions")
    assert "nightly run" in tab and "Line · Maintenance: Yearly fee, net" in tab
    told = words(client_ana, f"{contract.pk}/versions/", **{"from": last, "to": first})
    assert "Services (differs) Yearly check Yearly check and sweeping" in told
    assert "Yearly fee, net (differs) 120.00 150.50" in told
    assert re.search(r"Maintenance · [^|]*Boiler 7[^|]*deleted", told)
    assert "Length of a term" not in told
    whole = words(client_ana, f"{contract.pk}/versions/", **{"from": first, "to": last, "all": 1})
    assert "Length of a term (months) 12 12" in whole and "(differs) 120.00 150.50" in whole
    wrongs: list[dict[str, Any]] = [
        {},
        {"from": first},
        {"from": first, "to": first},
        {"from": "x", "to": 10**30},
    ]
    for wrong in wrongs:
        assert client_ana.get(f"{BASE}{contract.pk}/versions/", wrong).status_code == 302


def test_fees_and_history_are_told_by_right(
    client_ana: Client, client_ben: Client, company_a: Company, ana: User, ben: User, contract: Contract
) -> None:
    first, _night, last = marks(contract, company_a)
    compared = {"from": first, "to": last}
    for path in (f"{contract.pk}/versions/", f"{contract.pk}/?as_of=2026-01-01", "changes/"):
        assert client_ben.get(BASE + path, compared if "versions" in path else None).status_code == 403
    assert client_ben.get(f"{BASE}{contract.pk}/?tab=versions").status_code == 404
    Membership.objects.filter(user=ana).update(denied=[Right.FEES_VIEW])
    told = words(client_ana, f"{contract.pk}/versions/", **compared)
    assert "sweeping" in told and "150.50" not in told
    today = f"{timezone.localdate(timezone=company_a.zone):%Y-%m-%d}"
    assert "150.50" not in words(client_ana, f"{contract.pk}/", as_of=today)
    assert "nightly run" not in words(client_ana, f"{contract.pk}/", tab="versions")
    for wanted in ("", "csv"):
        page = client_ana.get(BASE + "changes/", {"export": wanted} if wanted else {})
        assert "150.50" not in page.content.decode() and "sweeping" in page.content.decode()


def test_a_contract_shows_as_it_was_on_any_day(
    client_ana: Client, company_a: Company, ana: User, contract: Contract
) -> None:
    with acting_for(company_a, actor=ana, source="office"):
        today = company_a.today()
        # A change of ten days ago: what came before it in the table was there then.
        Change.objects.create(
            noun=Contract._meta.db_table, row_id=contract.pk, operation=Change.Operation.CHANGED,
            before={}, after={}, at=timezone.now() - timedelta(10), actor=ana, source="office",
        )  # fmt: skip
        Contract.objects.filter(pk=contract.pk).update(services="Rewritten today")
    then = words(client_ana, f"{contract.pk}/", as_of=(today - timedelta(9)).isoformat())
    assert "As it was at the end of" in then and "Yearly check and sweeping" in then
    assert "Rewritten today" not in then and "Amend " not in then and "What changed since" in then
    assert "Rewritten today" in words(client_ana, f"{contract.pk}/", as_of=today.isoformat())
    earlier = (today - timedelta(11)).isoformat()
    assert "Not recorded yet on that day" in words(client_ana, f"{contract.pk}/", as_of=earlier)
    for wrong in ("", "soon", "2026-02-30", (today + timedelta(2)).isoformat()):
        answer = client_ana.get(f"{BASE}{contract.pk}/", {"as_of": wrong})
        assert (answer.status_code, "tab=versions" in answer["Location"]) == (302, True)


def test_terms_stand_as_they_stood_on_the_day(client_ana: Client, company_a: Company, ana: User) -> None:
    with acting_for(company_a, actor=ana, source="office"):
        today = company_a.today()
        begun = today - timedelta(364)
        made = sign(ContractFactory(number="K7", start_on=begun), begun, on=today)
        first = made.terms.get()
        # A change of ten days ago: what came before it in the table was there then.
        Change.objects.create(
            noun=Contract._meta.db_table, row_id=made.pk, operation=Change.Operation.CHANGED,
            before={}, after={}, at=timezone.now() - timedelta(10), actor=ana, source="office",
        )  # fmt: skip
        Term.objects.filter(pk=first.pk).update(annual_fee=Decimal("150.50"), ends_on=F("ends_on") - 1)
        renew([made.pk], first.ends_on + timedelta(2), origin="nightly")
        last = made.terms.latest("number")

    def shown(day: date) -> str:
        told = words(client_ana, f"{made.pk}/", as_of=day.isoformat())
        return told[told.index("Terms as they stood then") :]

    line = f"1 {formats.day(begun)} {formats.day(first.ends_on)} Signature €120.00 €120.00"
    then = shown(today - timedelta(9))
    assert line in then and "150.50" not in then and "Night job" not in then
    now = shown(today)
    assert "€150.50" in now and f"2 {formats.day(last.starts_on)}" in now and line not in now
    with acting_for(company_a):
        for kind in (OwedVisit, BillingPeriod):
            kind.objects.filter(term=last).delete()
        last.delete()
    assert f"2 {formats.day(last.starts_on)}" not in shown(today)
    Membership.objects.filter(user=ana).update(denied=[Right.FEES_VIEW])
    assert "€" not in shown(today - timedelta(9))


def test_every_former_state_comes_back_from_the_history(
    company_a: Company, ana: User, contract: Contract
) -> None:
    rights = set(Right)
    with acting_for(company_a, actor=ana, source="office"):
        steps: list[Callable[[], Any]] = [
            lambda: contract.lines.update(label="Renamed", visits_per_year=2),
            lambda: block(contract, date(2026, 3, 4), reason="Unpaid", by=ana),
            lambda: contract.blocks.update(lifted_on=date(2026, 4, 1), lifted_reason="Paid"),
            lambda: LineEquipmentFactory(
                line=contract.lines.get(), equipment=EquipmentFactory(customer=contract.customer)
            ),
            lambda: LineEquipment.objects.filter(line__contract=contract).delete(),
            lambda: contract.lines.all().delete(),
        ]
        seen = []
        for step in [lambda: None, *steps]:
            step()
            trail = Trail(contract, HANGING)
            seen.append((trail.changes[-1].pk, as_it_was(trail, trail.now, rights)))
        trail = Trail(contract, HANGING)
        for mark, told in seen:
            assert as_it_was(trail, trail.at(mark), rights) == told


def test_changes_are_listed_for_an_audit_with_the_contract_they_belong_to(
    client_ana: Client, company_a: Company, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    with acting_for(company_a):
        other = ContractFactory(number="K2")
    lines = client_ana.get(f"{BASE}changes/?contract={contract.pk}&export=csv").content.decode("utf-8-sig")
    assert lines.count(",K1,") == lines.count("\r\n") - 1 and "K2" not in lines
    assert "Boiler 7" in lines and "Yearly fee, net: 120.00 → 150.50" in lines
    assert (
        client_ana.get(f"{BASE}changes/?contract={contract.pk}&export=pdf")["Content-Type"]
        == "application/pdf"
    )
    assert "K2" in words(client_ana, "changes/", customer=other.customer_id)
    assert "K2" not in words(client_ana, "changes/", customer=contract.customer_id)
    assert "K1" not in words(client_ana, "changes/", at_before="2020-01-01")
    with django_assert_max_num_queries(60) as few:
        client_ana.get(BASE + "changes/")
    with acting_for(company_a):
        for _ in range(3):
            ContractFactory().lines.update(label="Other")
    with django_assert_max_num_queries(len(few)):
        client_ana.get(BASE + "changes/")
