"""Amendments as the office meets them: two steps, two tabs, rights, undo."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from contracts.models import Amendment, BillingPeriod, Contract, Credit
from contracts.signing import sign
from customers.models import Communication
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory
from tests.factories.installed_base import EquipmentFactory

BASE = "/t/alpha/contracts/"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-05-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract(company_a: Company) -> Contract:
    """From 1 January 2026, 120.00 a year by quarters, one visit, one boiler."""
    with acting_for(company_a):
        made = ContractFactory(number="K1", start_on=date(2026, 1, 1), billing_step=3, line=None)
        line = LineFactory(contract=made)
        LineEquipmentFactory(line=line, equipment=EquipmentFactory(customer=made.customer))
        return sign(made, date(2025, 12, 1), on=date(2026, 5, 20))


def filled(contract: Contract, company: Company, **changes: str) -> dict[str, Any]:
    """The form as it opens, and a softener at 73.00 with two visits."""
    with acting_for(company):
        line = contract.lines.filter(ends_on=None).latest("pk")
        data = {
            "effective_on": "2026-06-01",
            "agreed_on": "",
            "reason": "New softener",
            "lines-TOTAL_FORMS": "2",
            "lines-INITIAL_FORMS": "1",
            "lines-0-line": str(line.pk),
            "lines-0-label": line.label,
            "lines-0-annual_fee": str(line.annual_fee),
            "lines-0-machines": [str(each.equipment_id) for each in line.machines.all()],
            "lines-0-visits_per_year": str(line.visits_per_year),
            "lines-0-visit_position": line.visit_position,
        }
    data |= {
        "lines-1-label": "Softener",
        "lines-1-annual_fee": "73.00",
        "lines-1-visits_per_year": "2",
        "lines-1-visit_position": "anywhere",
    }
    return data | changes


def text(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def plan_of(page: str) -> str:
    found = re.search(r'name="plan" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_the_exact_effect_is_shown_then_confirmed_once(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    url = f"{BASE}{contract.pk}/amend/"
    assert "Show the exact effect" in text(client_ana.get(url))
    data = filled(contract, company_a)
    page = text(client_ana.post(url, data | {"refresh": "preview"}))
    assert [word in page for word in ("Softener", "162.80", "193.00", "30 of its 91 days", "07/01/2026")] == [
        True
    ] * 5
    confirmed = data | {"plan": plan_of(page)}
    first = client_ana.post(url, confirmed)
    again = client_ana.post(url, confirmed)
    with acting_for(company_a):
        amendment = Amendment.objects.get()
        assert first["Location"] == again["Location"] == f"{BASE}amendments/{amendment.pk}/"
        assert contract.lines.count() == 2
        assert Communication.objects.filter(key=f"amendment:{amendment.pk}:made").count() == 1
    shown = text(client_ana.get(first["Location"]))
    assert "162.80" in shown and "New softener" in shown
    tab = text(client_ana.get(f"{BASE}{contract.pk}/?tab=amendments"))
    assert "Amendment 1" in tab and "To come" in tab
    assert (
        client_ana.get(f"/t/alpha/letters/amendments/{amendment.pk}.pdf")["Content-Type"] == "application/pdf"
    )


def test_what_changed_since_the_effect_was_shown_is_told(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    url = f"{BASE}{contract.pk}/amend/"
    data = filled(contract, company_a)
    one, two = (plan_of(text(client_ana.post(url, data | {"refresh": "preview"}))) for _tab in range(2))
    with acting_for(company_a):
        BillingPeriod.objects.filter(contract=contract).latest("number").close(
            "waived", on=date(2026, 5, 20), by=None, reason="Gift"
        )
    page = text(client_ana.post(url, data | {"plan": one}))
    assert "changed in the meantime" in page and plan_of(page) != two
    with acting_for(company_a):
        assert not Amendment.objects.exists()
    assert client_ana.post(url, data | {"plan": plan_of(page)}).status_code == 302
    late = text(client_ana.post(url, data | {"plan": two, "reason": "Typed again"}))
    assert "changed in the meantime" in late and "Typed again" in late
    with acting_for(company_a):
        assert Amendment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"effective_on": "2031-01-01"}, "from 01/02/2026 to 01/01/2027"),
        ({"effective_on": "soon"}, "Enter a valid date"),
        ({"lines-1-annual_fee": "-1"}, "cannot be negative"),
        ({"lines-1-annual_fee": "99999999.99", "lines-0-annual_fee": "99999999.99"}, "that high"),
        ({"lines-0-line": "999999"}, "changed in the meantime"),
        ({"lines-0-machines": "999999"}, "Select a valid choice"),
        ({"lines-0-DELETE": "on", "lines-1-DELETE": "on"}, "one line at least"),
        ({"lines-1-DELETE": "on"}, "Nothing differs"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    client_ana: Client, company_a: Company, contract: Contract, wrong: dict[str, str], said: str
) -> None:
    data = filled(contract, company_a, **wrong) | {"refresh": "preview"}
    page = text(client_ana.post(f"{BASE}{contract.pk}/amend/", data))
    assert said in page and 'value="Softener"' in page and 'name="plan"' not in page
    more = text(client_ana.post(f"{BASE}{contract.pk}/amend/", data | {"refresh": "line"}))
    assert 'name="lines-2-label"' in more and said not in more.replace("from 01/02/2026 to 01/01/2027", "")


def test_undone_it_stays_in_the_list_and_a_credit_given_keeps_it(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    url = f"{BASE}{contract.pk}/amend/"
    with acting_for(company_a):
        for row in contract.billing_periods.all():
            row.close("elsewhere", on=date(2026, 5, 20), by=None, reason="Old software")
    data = filled(contract, company_a, **{"lines-1-DELETE": "on", "lines-0-annual_fee": "60"})
    page = text(client_ana.post(url, data | {"refresh": "preview"}))
    assert "Credit to give" in page
    client_ana.post(url, data | {"plan": plan_of(page)})
    with acting_for(company_a):
        first, credit = Amendment.objects.get(), Credit.objects.get()
        assert str(credit.amount) == "35.18"
    undo = f"{BASE}amendments/{first.pk}/undo/"
    assert "35.18" in text(client_ana.get(undo))
    assert client_ana.post(undo, {"reason": "Wrong price"}).status_code == 302
    assert "undone already" in text(client_ana.post(undo, {"reason": "Again"}))
    with acting_for(company_a):
        assert not Credit.objects.exists() and contract.lines.get().annual_fee == 120
    page = text(client_ana.post(url, data | {"refresh": "preview"}))
    client_ana.post(url, data | {"plan": plan_of(page)})
    with acting_for(company_a):
        second, credit = Amendment.objects.get(number=2), Credit.objects.get()
    assert "35.18" in text(client_ana.get(f"{BASE}{contract.pk}/?tab=billing"))
    given = f"{BASE}credits/{credit.pk}/given/"
    assert client_ana.post(given, {"reference": "AV-12"}).status_code == 302
    assert "It was given on" in text(client_ana.post(given, {"reference": "AV-13"}))
    assert "The credit was given since" in text(client_ana.get(f"{BASE}amendments/{second.pk}/undo/"))


def test_who_sees_no_fees_sees_none_and_amends_nothing(
    client_ana: Client, client_ben: Client, client_chloe: Client, company_a: Company, contract: Contract
) -> None:
    url = f"{BASE}{contract.pk}/amend/"
    data = filled(contract, company_a)
    client_ana.post(url, data | {"plan": plan_of(text(client_ana.post(url, data | {"refresh": "preview"})))})
    with acting_for(company_a):
        amendment = Amendment.objects.get()
    assert client_ben.get(url).status_code == 403
    shown = text(client_ben.get(f"{BASE}amendments/{amendment.pk}/"))
    assert "Softener" in shown and "73.00" not in shown and "162.80" not in shown
    assert client_ben.get(f"/t/alpha/letters/amendments/{amendment.pk}.pdf").status_code == 403
    for path in (f"{contract.pk}/amend/", f"amendments/{amendment.pk}/", f"amendments/{amendment.pk}/undo/"):
        assert client_chloe.get(f"/t/beta/contracts/{path}").status_code == 404
