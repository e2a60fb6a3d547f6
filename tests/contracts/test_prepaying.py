from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from config import nightly
from contracts.models import Allowance, AllowanceEntry, Contract
from contracts.signing import sign
from contracts.unrenewing import CannotUndoRenewal, LateRefusal, undo_renewal
from tenancy.acting import acting_for
from tenancy.models import Alert, Company
from tests.contracts.test_contract_pages import BASE
from tests.factories.contracts import AllowanceFactory, ContractFactory

D = Decimal
SIGNED, USED, RENEWED = date(2026, 3, 1), date(2026, 11, 23), date(2027, 3, 4)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


def prepaid(company: Company, **more: object) -> Contract:
    with acting_for(company):
        allowance = AllowanceFactory(contract__number="HOURS", **more)
        return sign(allowance.contract, SIGNED, on=date(2026, 3, 4))


def ledger(contract: Contract) -> tuple[Decimal, list[tuple[str, str]]]:
    allowance = contract.allowances.get()
    rows = allowance.entries.order_by("pk").values_list("kind", "quantity")
    return allowance.balance, [(kind, f"{quantity:+}") for kind, quantity in rows]


def test_hours_are_used_never_below_nothing_and_a_use_is_taken_back_once(
    client_ana: Client, company_a: Company
) -> None:
    contract = prepaid(company_a)
    path = f"{BASE}{contract.pk}/allowance/use/"
    typed = {"on": "2026-11-20", "quantity": "9.5", "reason": "Burner cleaned"}
    assert "in the future" in client_ana.post(path, typed | {"on": "2026-12-01"}).content.decode()
    assert client_ana.post(path, typed).status_code == 302
    refused = client_ana.post(path, typed).content.decode()
    assert "Only 0.50 left" in refused
    with acting_for(company_a):
        allowance = contract.allowances.get()
        with pytest.raises(DatabaseError, match="allowance_not_overdrawn"), transaction.atomic():
            AllowanceEntry.objects.create(allowance=allowance, kind="use", on=USED, quantity=D("-1"))
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            AllowanceEntry.objects.update(quantity=D("1"))
        used = AllowanceEntry.objects.get(kind="use")
    nightly.run(company_a, USED)
    with acting_for(company_a):
        assert Alert.objects.open().filter(kind="allowance_low").count() == 1
    page = client_ana.get(f"{BASE}{contract.pk}/?tab=allowance").content.decode()
    assert ["0.50 hours" in page, "9.50 hours" in page, "Burner cleaned" in page] == [True] * 3
    for _twice in range(2):
        client_ana.post(f"{BASE}allowance/{used.pk}/reverse/", {"reason": "Other customer"})
    with acting_for(company_a):
        assert ledger(contract) == (
            D("10.00"),
            [("credit", "+10.00"), ("use", "-9.50"), ("reversal", "+9.50")],
        )
        assert not Alert.objects.open().filter(kind="allowance_low").exists()


@pytest.mark.parametrize(
    ("rule", "left", "moved"),
    [
        ("lapse", "10.00", [("lapse", "-6.00"), ("credit", "+10.00")]),
        ("carry", "16.00", [("credit", "+10.00")]),
    ],
)
def test_at_the_renewal_the_rest_lapses_or_is_carried_over_and_undoing_it_brings_it_back(
    company_a: Company, rule: str, left: str, moved: list[tuple[str, str]]
) -> None:
    contract = prepaid(company_a, at_renewal=rule)
    with acting_for(company_a):
        AllowanceEntry.objects.create(
            allowance=Allowance.objects.get(), kind="use", on=USED, quantity=D("-4")
        )
    for _twice in range(2):
        nightly.run(company_a, RENEWED)
    begun = [("credit", "+10.00"), ("use", "-4.00")]
    with time_machine.travel("2027-03-04T10:00:00Z", tick=False), acting_for(company_a):
        assert ledger(contract) == (D(left), [*begun, *moved])
        more = AllowanceEntry.objects.create(
            allowance=Allowance.objects.get(), kind="use", on=RENEWED, quantity=-D(left)
        )
        refusal = LateRefusal(date(2026, 12, 1), "letter")
        with pytest.raises(CannotUndoRenewal) as why:
            undo_renewal(contract, 2, on=RENEWED, reason="Refused", refusal=refusal)
        assert why.value.args[0] == ["What term 2 prepaid was used."]
        AllowanceEntry.objects.create(
            allowance_id=more.allowance_id,
            kind="reversal",
            on=RENEWED,
            quantity=-more.quantity,
            reverses=more,
        )
        undo_renewal(contract, 2, on=RENEWED, reason="Refused", refusal=refusal)
        assert contract.allowances.get().balance == D("6.00")


def test_an_overdrawn_allowance_and_what_a_draft_prepays(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        draft = ContractFactory()
    typed = {"per_term": "0", "unit": "points", "at_renewal": "carry", "may_go_negative": "on"}
    path = f"{BASE}{draft.pk}/allowance/"
    assert "greater than or equal to 0.01" in client_ana.post(path, typed).content.decode()
    assert client_ana.post(path, typed | {"per_term": "5"}).status_code == 302
    with acting_for(company_a):
        sign(draft, SIGNED, on=date(2026, 3, 4))
    refused = client_ana.post(path, typed | {"per_term": "50"}).content.decode()
    assert "The contract is signed: what was promised stands." in refused
    use = {"on": "2026-11-20", "quantity": "7", "reason": "Urgent"}
    assert client_ana.post(f"{BASE}{draft.pk}/allowance/use/", use).status_code == 302
    with acting_for(company_a):
        assert ledger(draft) == (D("-2.00"), [("credit", "+5.00"), ("use", "-7.00")])
