from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config import nightly
from contracts import ending, ending_effect
from contracts.models import BillingPeriod, Contract, Credit, Ending, EndReason, OwedVisit, State
from contracts.register import rows
from contracts.signing import sign
from customers.models import Communication
from tenancy.acting import acting_for
from tenancy.models import Alert, Attachment, Company
from tests.factories.contracts import ContractFactory

BASE = "/t/alpha/contracts/"
TODAY = date(2026, 6, 10)
Open, Waived = BillingPeriod.State.OPEN, BillingPeriod.State.WAIVED


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-10T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract(company_a: Company) -> Contract:
    """From 4 March 2026, 120.00 a year by quarters, two visits a year: slices from 4 March and 4 September."""
    with acting_for(company_a):
        made = ContractFactory(number="K1", billing_step=3)
        made.lines.update(visits_per_year=2)
        return sign(made, date(2026, 3, 1), on=TODAY)


def page(client: Client, contract: Contract, verb: str, query: str = "") -> str:
    response = client.get(f"{BASE}{contract.pk}/{verb}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, contract: Contract, verb: str, **data: object) -> str:
    return client.post(f"{BASE}{contract.pk}/{verb}/", data, follow=True).content.decode()


def periods(contract: Contract) -> list[tuple[date, date, Decimal, str]]:
    rows = contract.billing_periods.order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "amount", "state"))


TERMINATED = {
    "side": "customer", "received_on": "2026-06-09", "last_day": "2026-06-30", "channel": "registered",
    "reason": "Sold the house", "running": "prorated",
}  # fmt: skip


def test_a_termination_tells_exactly_what_it_brings_and_brings_it_once(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        before = periods(contract)
    told = page(client_ana, contract, "terminate", "?last_day=2026-06-30&running=prorated")
    for said in (
        "The contract runs until 06/30/2026 and ends the day after.",
        "2 open billing periods are waived.",
        "The period 06/04/2026 – 09/03/2026 is charged up to the last day only.",
        "€81.20 net is no longer charged.",
        "€38.80 net stays to be billed.",
        "1 owed visit is withdrawn.",
        "1 visit stays owed until then.",
    ):
        assert said in told, said
    with acting_for(company_a):
        assert periods(contract) == before
    letter = SimpleUploadedFile("lettre.txt", "Je résilie.".encode(), "text/plain")
    amend = f'href="{BASE}{contract.pk}/amend/"'
    assert amend in client_ana.get(f"{BASE}{contract.pk}/").content.decode()
    answer = do(
        client_ana,
        contract,
        "terminate",
        **TERMINATED,
        credit="12,50",
        credit_reason="Goodwill",
        files=letter,
    )
    assert "The end of the contract is recorded." in answer
    assert "Credit of €12.50 net to give by 07/30/2026." in answer
    assert amend not in answer and "Term in force" in answer
    assert "The contract has ended, or its end is recorded." in do(
        client_ana, contract, "terminate", **TERMINATED
    )
    with acting_for(company_a):
        contract.refresh_from_db()
        assert periods(contract) == [
            (date(2026, 3, 4), date(2026, 6, 3), Decimal("30.00"), Open),
            (date(2026, 6, 4), date(2026, 6, 30), Decimal("8.80"), Open),
            (date(2026, 7, 1), date(2026, 9, 3), Decimal("21.20"), Waived),
            (date(2026, 9, 4), date(2026, 12, 3), Decimal("30.00"), Waived),
            (date(2026, 12, 4), date(2027, 3, 3), Decimal("30.00"), Waived),
        ]
        assert [contract.state_on(day) for day in (TODAY, date(2026, 6, 30), date(2026, 7, 1))] == [
            State.ENDING, State.ENDING, State.ENDED]  # fmt: skip
        assert OwedVisit.objects.open().get().window_starts_on == date(2026, 3, 4)
        assert Attachment.objects.of("contract", contract.pk).get().name == "lettre.txt"
        assert Communication.objects.get(subject_id=contract.pk).text == "Sold the house"
        found = Ending.objects.get()
        assert (found.kind, found.side, found.recorded_by.name) == ("termination", "customer", "Ana")
        assert [(row.state, row.visits_owed) for row in rows(date(2026, 7, 1))] == [("ended", 0)]
    for tab in ("terms", "billing", "visits"):
        assert client_ana.get(f"{BASE}{contract.pk}/?tab={tab}").status_code == 200


def test_an_end_is_undone_while_nothing_stands_on_it(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        before, windows = (
            periods(contract),
            list(contract.owed_visits.values_list("window_ends_on", flat=True)),
        )
    do(client_ana, contract, "terminate", **TERMINATED)
    with acting_for(company_a):
        assert OwedVisit.objects.open().get().window_ends_on == date(2026, 6, 30)
    told = page(client_ana, contract, "end/undo")
    assert "3 billing periods are to be billed again." in told and "1 visit is owed again." in told
    with acting_for(company_a):
        BillingPeriod.objects.filter(ends_on=date(2026, 6, 30)).update(
            state=BillingPeriod.State.BILLED, settled_on=TODAY
        )
    assert "The period the end has cut was billed." in do(client_ana, contract, "end/undo", reason="Error")
    with acting_for(company_a):
        BillingPeriod.objects.filter(ends_on=date(2026, 6, 30)).update(state=Open, settled_on=None)
    assert "The contract goes on." in do(client_ana, contract, "end/undo", reason="Error")
    with acting_for(company_a):
        contract.refresh_from_db()
        assert (periods(contract), contract.state_on(TODAY)) == (before, State.ACTIVE)
        assert (contract.ends_after, contract.end_reason, OwedVisit.objects.open().count()) == (None, "", 2)
        assert Ending.objects.get().undone_reason == "Error"
        assert list(contract.owed_visits.values_list("window_ends_on", flat=True)) == windows
    assert "There is no end to undo." in page(client_ana, contract, "end/undo")
    do(client_ana, contract, "breach", **TERMINATED | {"side": "firm"})
    with acting_for(company_a):
        contract.refresh_from_db()
        assert contract.end_reason == EndReason.BREACH


def test_a_withdrawal_is_as_if_nothing_had_been_promised(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    told = page(client_ana, contract, "withdrawal")
    assert "The contract ends on 06/10/2026, as if it had not been made." in told
    assert "4 open billing periods are waived." in told and "2 owed visits are withdrawn." in told
    given = {
        "received_on": "2026-06-10",
        "channel": "form",
        "reason": "",
        "running": "waived",
    }
    with acting_for(company_a):  # the first quarter was paid, and nothing is kept of it
        contract.billing_periods.earliest("starts_on").close(
            BillingPeriod.State.ELSEWHERE, on=TODAY, by=None, reason="Old software"
        )
    told = page(client_ana, contract, "withdrawal")
    assert "€30.00 net was charged for days not served" in told and "It is to be given by 06/24/2026." in told
    do(client_ana, contract, "withdrawal", **given)
    with acting_for(company_a):
        contract.refresh_from_db()
        assert {state for *_days, state in periods(contract)} == {BillingPeriod.State.ELSEWHERE, Waived}
        assert (contract.state_on(TODAY), contract.end_reason) == (State.ENDED, EndReason.WITHDRAWN)
        assert Ending.objects.get().refund_due_on == date(2026, 6, 24)
        assert not OwedVisit.objects.open().exists()
    nightly.run(company_a, TODAY)
    with acting_for(company_a):
        alert = Alert.objects.open().get(kind="refund_to_give")
        assert (alert.due_on, alert.amount) == (date(2026, 6, 24), Decimal("30.00"))
        note = f"{BASE}credits/{Credit.objects.get().pk}/given/"
    assert "The end of the contract can no longer be undone." in client_ana.get(note).content.decode()
    client_ana.post(note, {"reference": "AV-7"})
    assert "The credit was given." in page(client_ana, contract, "end/undo")
    shown = client_ana.get(f"{BASE}{contract.pk}/").content.decode()
    assert "Credit of €30.00 net given on 06/10/2026 (AV-7)." in shown
    assert "Last term" in shown and "Term in force" not in shown
    nightly.run(company_a, TODAY)
    with acting_for(company_a):
        assert not Alert.objects.open().filter(kind="refund_to_give").exists()


@pytest.mark.parametrize(
    ("running", "asked", "amount"),
    [
        ("prorated", {}, "51.20"),  # 65 of 92 days of 30.00, and the next quarter
        ("kept", {}, "30.00"),
        ("waived", {}, "60.00"),
        ("prorated", {"credit": "40", "credit_reason": "Agreed by telephone"}, "40.00"),
        ("prorated", {"credit": "0", "credit_reason": "Damage to pay"}, "0"),
    ],
)
def test_what_was_charged_for_days_not_served_is_a_credit_unless_somebody_says_why_not(
    client_ana: Client,
    company_a: Company,
    contract: Contract,
    running: str,
    asked: dict[str, str],
    amount: str,
) -> None:
    with acting_for(company_a):
        for period in contract.billing_periods.order_by("starts_on")[:3]:
            period.close(BillingPeriod.State.ELSEWHERE, on=TODAY, by=None, reason="Old software")
        before = periods(contract)
    computed = {"prorated": "51.20", "kept": "30.00", "waived": "60.00"}[running]
    told = page(client_ana, contract, "terminate", f"?last_day=2026-06-30&running={running}")
    assert f"€{computed} net was charged for days not served: it becomes a credit to give." in told
    typed = TERMINATED | {"running": running} | asked
    if asked:
        unsaid = do(client_ana, contract, "terminate", **typed | {"credit_reason": ""})
        assert "Say why it is not the amount computed." in unsaid
    do(client_ana, contract, "terminate", **typed)
    with acting_for(company_a):
        assert sum(row.amount for row in Credit.objects.all()) == Decimal(amount)
        found = Ending.objects.get()
        said = (found.credit_computed, found.credit_reason, found.refund_due_on)
        due_on = date(2026, 7, 30) if amount != "0" else None
        assert said == ((Decimal(computed), asked["credit_reason"], due_on) if asked else (None, "", due_on))
    assert (
        "Computed: €51.20." in client_ana.get(f"{BASE}{contract.pk}/?tab=terms").content.decode()
    ) == bool(asked)
    told = page(client_ana, contract, "end/undo")
    assert (f"The credit of €{amount} net goes" in told) == (amount != "0")
    do(client_ana, contract, "end/undo", reason="Error")
    with acting_for(company_a):
        assert (Credit.objects.count(), periods(contract)) == (0, before)


def test_what_cannot_be_ended_says_why_and_loses_nothing(
    client_ana: Client, client_ben: Client, company_a: Company, contract: Contract
) -> None:
    early = do(client_ana, contract, "terminate", **TERMINATED | {"last_day": "2026-01-01"})
    assert "The last day lies before the start of the contract." in early and "Sold the house" in early
    late = do(client_ana, contract, "terminate", **TERMINATED | {"last_day": "2028-01-01"})
    # In the summary and at its field, and not once more among what will happen.
    assert late.count("The contract ends before that day by itself") == 2
    assert "This day lies in the future." in do(
        client_ana, contract, "terminate", **TERMINATED | {"received_on": "2026-06-11"}
    )
    for verb in ("withdrawal", "terminate", "breach", "end/undo", "end/refunded"):
        assert client_ben.get(f"{BASE}{contract.pk}/{verb}/").status_code == 403
    with acting_for(company_a):
        assert not Ending.objects.exists()


def test_ended_in_the_past_after_a_renewal_the_later_term_owes_nothing(
    company_a: Company, contract: Contract
) -> None:
    """The night had renewed before the letter was opened: undone, the term is there again."""
    nightly_day = date(2027, 3, 10)
    nightly.run(company_a, nightly_day)
    with acting_for(company_a):
        assert contract.terms.count() == 2
        given = ending_effect.Given("termination", "both", TODAY, date(2027, 3, 3), "email", "x", "kept")
        row = ending.end(contract, given, on=nightly_day)
        assert [state for *_days, state in periods(contract)] == [Open] * 4 + [Waived] * 4
        ending.undo(row, on=date(2028, 3, 10), by=None, reason="y")
        assert {state for *_days, state in periods(contract)} == {Open}
        assert contract.terms.count() == 3
