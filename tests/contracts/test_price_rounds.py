"""Prices revised by choice: proposed, looked at, approved, told, undone; and raises no letter told."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from config.portfolio import Source, import_portfolio
from contracts.models import Contract, IndexSeries, IndexValue, Notice, PriceRound, Revision, RoundPrice
from contracts.price_rounds import deciding, job, proposing
from contracts.price_rounds.proposing import leave_out, propose
from contracts.renewal import renew
from contracts.signing import sign
from contracts.tasks import approve_proposal, compute_proposal
from contracts.views import price_round_verbs
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, JobRun, Membership
from tenancy.permissions import Right
from tests.contracts.test_price_revision import follow
from tests.duel import DUEL, Posting, committed_firm
from tests.factories.contracts import ContractFactory, LineFactory, PriceRoundFactory, RoundPriceFactory

D = Decimal
SIGNED, TODAY, RENEWED = date(2026, 3, 1), date(2026, 11, 23), date(2027, 3, 4)
LIST, ROUNDS = "/t/alpha/contracts/", "/t/alpha/contracts/price-rounds/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


def signed(number: str, **rules: Any) -> Contract:
    """From 4 March 2026 for 120.00."""
    return sign(ContractFactory(number=number, **rules), SIGNED, on=SIGNED)


def proposed(client: Client, rule: str, **said: str) -> PriceRound:
    """All contracts of the list, by a rule."""
    form = {
        "action": "propose_fees",
        "all": "1",
        "name": "Fees of 2027",
        "rule": rule,
        "starts_on": "2026-11-23",
    }
    expected = str(Contract.objects.count())
    answer = client.post(LIST, form | said | {"confirm": "1", "expected": expected})
    assert answer.status_code == 302, answer.content.decode()
    return PriceRound.objects.latest("pk")


def back(client: Client) -> None:
    """The latest proposal is taken back."""
    assert client.post(f"{ROUNDS}{PriceRound.objects.latest('pk').pk}/take-back/").status_code == 302


def fees(round_: PriceRound) -> dict[str, tuple[Decimal | None, Decimal | None, str]]:
    rows = round_.prices.values_list("contract__number", "old_fee", "new_fee", "left")
    return {number: (old, new, left) for number, old, new, left in rows}


def test_a_proposal_shows_each_fee_with_its_rule_or_why_it_is_left_out(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        signed("KEEPS")
        signed("NEVER", never_revise=True)
        signed("PERCENT", renewal_price="percent", revision_percent=D(2))
        signed("AMOUNT", renewal_price="amount", revision_amount=D("7.50"))
        two = ContractFactory(number="TWO", renewal_price="amount", revision_amount=D("0.01"))
        LineFactory(contract=two, annual_fee=D("60.00"))
        sign(two, SIGNED, on=SIGNED)
        indexed = ContractFactory(number="INDEXED")
        indexed.lines.update(annual_fee=D("180.00"))
        follow(indexed)
        sign(indexed, SIGNED, on=SIGNED)
        preview = client_ana.post(LIST, {"action": "propose_fees", "all": "1"}).content.decode()
        assert "Left out: Its fee is never revised." in preview
        assert "5 rows will be changed." in preview and "1 row is left as it is" in preview
        round_ = proposed(client_ana, "contract")
        assert fees(round_) == {
            "KEEPS": (D("120.00"), D("120.00"), "keeps"),
            "NEVER": (None, None, "never"),
            "PERCENT": (D("120.00"), D("122.40"), ""),
            "AMOUNT": (D("120.00"), D("127.50"), ""),
            "TWO": (D("180.00"), D("180.01"), ""),
            "INDEXED": (D("180.00"), D("187.51"), ""),
        }
        # Each is taken back before the next: a contract stands in one open proposal.
        back(client_ana)
        assert fees(proposed(client_ana, "percent", percent="-1,5"))["INDEXED"] == (
            D("180.00"),
            D("177.30"),
            "",
        )
        back(client_ana)
        late = proposed(client_ana, "amount", amount="5", starts_on="2027-03-05")
        assert {left for _old, _new, left in fees(late).values()} == {"before", "never"}
        assert fees(proposed(client_ana, "indexed"))["KEEPS"][2] == "no_clause"
        back(client_ana)
        deep = fees(proposed(client_ana, "amount", amount="-150"))
        assert deep["KEEPS"] == (D("120.00"), D("120.00"), "below_zero")
        assert deep["TWO"] == (D("180.00"), D("30.00"), "")
    shown = client_ana.get(f"{ROUNDS}fees/?round={round_.pk}").content.decode()
    assert "€180.00 × 1.0417 (0.15 + 0.85 × 138.9 / 132.4)" in shown
    assert "+2 %" in shown
    assert "+€7.50" in shown
    with acting_for(company_a):
        assert Revision.objects.count() == 0
    wrong = {"action": "propose_fees", "all": "1", "confirm": "1", "expected": "6", "name": "x", "rule": "percent",
             "starts_on": "2026-11-23"}  # fmt: skip
    assert "By how much?" in client_ana.post(LIST, wrong).content.decode()


def test_nothing_is_applied_before_it_is_approved_and_what_changed_since_is_left_out(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        stays, changed, refused, edited = (
            signed(number) for number in ("STAYS", "CHANGED", "REFUSED", "EDITED")
        )
        round_ = proposed(client_ana, "percent", percent="10")
        key = RoundPrice.objects.get(contract=edited).pk
    page = f"{ROUNDS}fees/{key}/"
    assert "Say why" in client_ana.post(page, {"new_fee": "125"}).content.decode()
    assert client_ana.post(page, {"new_fee": "125", "reason": "Agreed by telephone"}).status_code == 302
    with acting_for(company_a):
        changed.lines.update(annual_fee=D("130.00"))
        Contract.objects.filter(pk=refused.pk).update(ends_after=changed.runs_until)
    approve = f"{ROUNDS}{round_.pk}/approve/"
    asked = client_ana.get(approve).content.decode()
    assert "Contract CHANGED is left out: The contract changed since this was proposed." in asked
    assert "Contract REFUSED is left out: No renewal follows." in asked
    for _twice in range(2):
        client_ana.post(approve)
    with acting_for(company_a):
        settled = dict(Revision.objects.values_list("contract__number", "new_fee"))
        assert settled == {"STAYS": D("132.00"), "EDITED": D("125.00")}
        assert Revision.objects.get(contract=edited).reason == "Agreed by telephone"
        round_.refresh_from_db()
        assert [str(each) for each in (round_.proposed_by, round_.approved_by)] == ["Ana", "Ana"]
        assert fees(round_)["CHANGED"][2] == "changed"
        renew([stays.pk, edited.pk], RENEWED, origin="nightly")
        assert stays.terms.latest("number").annual_fee == D("132.00")
        assert edited.terms.latest("number").annual_fee == D("125.00")
    assert "Every fee of it is applied" in client_ana.get(f"{ROUNDS}{round_.pk}/take-back/").content.decode()
    assert "decided" in client_ana.post(page, {"new_fee": "126", "reason": "x"}).content.decode()


def test_who_proposes_the_same_again_is_led_to_the_first_and_a_contract_stands_in_one(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        signed("ONE"), signed("NEVER", never_revise=True)
        first = proposed(client_ana, "percent", percent="3")
        form = {"action": "propose_fees", "all": "1", "confirm": "1", "expected": "2", "name": "Again",
                "starts_on": "2026-11-23"}  # fmt: skip
        for again in ({"rule": "percent", "percent": "3"}, {"rule": "amount", "amount": "5"}):
            answer = client_ana.post(LIST, form | again, follow=True)
            assert answer.request["PATH_INFO"] == f"{ROUNDS}{first.pk}/"
            assert "stand in this open proposal already" in answer.content.decode()
        second = signed("TWO")
        preview = client_ana.post(LIST, {"action": "propose_fees", "all": "1"}).content.decode()
        assert "Left out: it stands in the open proposal “Fees of 2027”." in preview
        both = proposed(client_ana, "percent", percent="5")
        assert {number: left for number, (_old, _new, left) in fees(both).items()} == {
            "ONE": "elsewhere", "NEVER": "never", "TWO": "",
        }  # fmt: skip
        row = first.prices.get(contract__number="ONE")
        assert leave_out([row]) == 1
        third = proposed(client_ana, "percent", percent="6")
        assert fees(third)["ONE"][2] == ""
        taken = client_ana.post(
            f"{ROUNDS}fees/", {"action": "take_in", "pk": [row.pk], "confirm": "1", "expected": "1"}
        )
        assert taken.status_code == 302
        row.refresh_from_db()
        assert row.left == "by_hand"
        page = client_ana.post(
            f"{ROUNDS}fees/{row.pk}/", {"new_fee": "130", "reason": "Agreed"}
        ).content.decode()
        assert "This stands in the open proposal “Fees of 2027” already" in page
        with pytest.raises(IntegrityError, match="round_price_in_one_open_proposal"), transaction.atomic():
            RoundPrice.objects.filter(pk=row.pk).update(left="")
        assert second.round_prices.filter(left="").count() == 1


@DUEL
def test_of_two_who_propose_at_once_the_second_is_led_to_the_first() -> None:
    with committed_firm() as (company, ana):
        with acting_for(company, actor=ana):
            signed("ONE")
        with acting_for(company, actor=ana):
            first = propose(PriceRoundFactory.build(), list(Contract.objects.all()), TODAY, by=ana)
            said = {"action": "propose_fees", "all": "1", "confirm": "1", "expected": "1", "name": "Again",
                    "rule": "amount", "amount": "5", "starts_on": "2026-11-23"}  # fmt: skip
            posting = Posting(ana, "/t/duel/contracts/", said)
        posting.join()
        assert posting.answer.headers["Location"].endswith(f"/price-rounds/{first.pk}/")
        with acting_for(company):
            assert (PriceRound.objects.count(), RoundPrice.objects.count()) == (1, 1)


def dies_at(call: int, verb: Any) -> Any:
    """A verb whose worker dies at that call of it."""
    calls: list[Any] = []

    def killed(*given: Any, **said: Any) -> None:
        calls.append(given)
        if len(calls) == call:
            raise SystemExit
        verb(*given, **said)

    return killed


def test_many_fees_are_computed_by_a_worker_that_goes_on_where_another_was_killed(
    client_ana: Client, company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(compute_proposal, "send", lambda company, **kwargs: asked.append(kwargs))
    monkeypatch.setattr(proposing, "AT_ONCE", 1)
    monkeypatch.setattr(job, "CHUNK", 1)
    with acting_for(company_a):
        for number in ("ONE", "TWO", "THREE"):
            signed(number)
        signed("NEVER", never_revise=True)
        round_ = proposed(client_ana, "percent", percent="3")
        # Only what was chosen is kept; who asks for it again meanwhile is led to it.
        assert (round_.prices.count(), len(round_.chosen), round_.run.step) == (0, 4, job.RESERVE)
        assert (proposed(client_ana, "percent", percent="3"), len(asked)) == (round_, 1)
    page = client_ana.get(f"{ROUNDS}{round_.pk}/").content.decode()
    assert f"{ROUNDS}{round_.pk}/progress/" in page
    approve = f"{ROUNDS}{round_.pk}/approve/"
    assert "A worker is still at this proposal." in client_ana.post(approve).content.decode()

    monkeypatch.setattr(job, "_take", dies_at(3, job._take))
    with pytest.raises(SystemExit):
        job.carry_out(company_a, **asked[0])
    with acting_for(company_a):
        run = JobRun.objects.get(kind=job.KIND)
        assert (run.step, run.done, run.total, round_.prices.count()) == (job.RESERVE, 2, 4, 2)
    monkeypatch.setattr(job, "_compute", dies_at(3, job._compute))
    with pytest.raises(SystemExit):
        job.carry_out(company_a, **asked[0])
    with acting_for(company_a):
        before = dict(round_.prices.exclude(left="waiting").values_list("pk", "new_fee"))
        assert (len(before), round_.prices.count()) == (2, 4)
    assert "HX-Refresh" not in client_ana.get(f"{ROUNDS}{round_.pk}/progress/").headers
    for _twice in range(2):
        job.carry_out(company_a, **asked[0])
    with acting_for(company_a):
        assert {number: (new, left) for number, (_old, new, left) in fees(round_).items()} == {
            "ONE": (D("123.60"), ""), "TWO": (D("123.60"), ""), "THREE": (D("123.60"), ""), "NEVER": (None, "never"),
        }  # fmt: skip
        run = JobRun.objects.get(kind=job.KIND)
        assert (run.state, run.done, run.total, run.counts) == ("done", 4, 4, {"new_fee": 3, "left_out": 1})
    assert client_ana.get(f"{ROUNDS}{round_.pk}/progress/").headers["HX-Refresh"] == "true"


def test_many_fees_are_settled_by_a_worker_that_tells_how_far_it_is(
    client_ana: Client, company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(approve_proposal, "send", lambda company, **kwargs: asked.append(kwargs))
    monkeypatch.setattr(price_round_verbs, "AT_ONCE", 1)
    monkeypatch.setattr(job, "CHUNK", 1)
    with acting_for(company_a):
        for number in ("ONE", "TWO", "THREE"):
            signed(number)
        signed("NEVER", never_revise=True)
        round_ = proposed(client_ana, "percent", percent="3")
        Contract.objects.get(number="TWO").lines.update(annual_fee=D("130.00"))
    approve = f"{ROUNDS}{round_.pk}/approve/"
    assert "3 contracts take their new fees" in client_ana.get(approve).content.decode()
    for status in (302, 200):  # the second is told that a worker is at it
        assert client_ana.post(approve).status_code == status
    monkeypatch.setattr(deciding, "approve_some", dies_at(2, deciding.approve_some))
    with pytest.raises(SystemExit):
        job.settle(company_a, **asked[0])
    with acting_for(company_a):
        run = JobRun.objects.get(kind=job.KIND, step=job.APPROVE)
        assert (run.done, run.total, Revision.objects.count()) == (1, 3, 1)
        assert leave_out(list(round_.prices.all())) == 0  # what was approved is as it was shown
    for _twice in range(2):
        job.settle(company_a, **asked[0])
    with acting_for(company_a):
        assert (len(asked), Revision.objects.count(), fees(round_)["TWO"][2]) == (1, 2, "changed")
        run = JobRun.objects.get(kind=job.KIND, step=job.APPROVE)
        assert (run.state, run.counts) == ("done", {"settled": 2, "left_out": 2})


def test_a_proposal_whose_contracts_all_went_to_another_meanwhile_closes_itself_and_says_why(
    client_ana: Client, company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(compute_proposal, "send", lambda company, **kwargs: asked.append(kwargs))
    with acting_for(company_a):
        signed("ONE"), signed("NEVER", never_revise=True)
        with monkeypatch.context() as many:
            many.setattr(proposing, "AT_ONCE", 1)
            late = proposed(client_ana, "percent", percent="3")
        first = proposed(client_ana, "percent", percent="5")
        assert first != late
    job.carry_out(company_a, **asked[0])
    with acting_for(company_a):
        late.refresh_from_db()
        assert (late.is_open, late.run.state, late.run.counts) == (
            False,
            "done",
            {"new_fee": 0, "left_out": 2},
        )
        assert {number: left for number, (_old, _new, left) in fees(late).items()} == {
            "ONE": "elsewhere", "NEVER": "never",
        }  # fmt: skip
    page = client_ana.get(f"{ROUNDS}{late.pk}/").content.decode()
    assert "each of its contracts stands in another open proposal" in page
    assert f"{ROUNDS}{late.pk}/approve/" not in page and f"{ROUNDS}{late.pk}/take-back/" not in page
    # Taken back before the worker comes, it reserves nothing.
    with acting_for(company_a), monkeypatch.context() as many:
        back(client_ana)
        many.setattr(proposing, "AT_ONCE", 1)
        dropped = proposed(client_ana, "percent", percent="3")
        back(client_ana)
    job.carry_out(company_a, **asked[1])
    with acting_for(company_a):
        assert (dropped.prices.count(), RoundPrice.objects.inside().count()) == (0, 0)


def test_approving_is_a_right_of_its_own_and_a_proposal_is_taken_back_while_nothing_stands_on_it(
    client_ana: Client, client_ben: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        first, told = signed("FIRST"), signed("TOLD")
        round_ = proposed(client_ana, "amount", amount="12.00")
    approve, back = f"{ROUNDS}{round_.pk}/approve/", f"{ROUNDS}{round_.pk}/take-back/"
    ben = Membership.objects.get(user__email__startswith="ben", company=company_a)
    ben.granted = [Right.FEES_VIEW, Right.CONTRACTS_RENEW]
    ben.save()
    assert client_ben.get(f"{ROUNDS}{round_.pk}/").status_code == 200
    assert client_ben.post(approve).status_code == 403
    assert client_ana.post(approve).status_code == 302
    assert client_ben.post(back).status_code == 403
    nightly.run(company_a, TODAY)
    with acting_for(company_a):
        assert set(Notice.objects.values_list("price_shown", flat=True)) == {D("132.00")}
        notice = Notice.objects.get(contract=told)
        notice.mark_sent(on=date(2026, 11, 24), channel="letter", to="1 rue Haute")
    said = client_ana.get(back).content.decode()
    assert "1 settled fee is open again" in said
    assert "1 fee stays: a letter told the customer." in said
    taken_back = client_ana.post(back, follow=True).content.decode()
    assert "The proposal is taken back: 1 contract is free again." in taken_back
    letters = f"/t/alpha/contracts/revisions/?round={round_.pk}"
    form = {"action": "tell_prices", "all": "1"}
    assert "This price was taken back." in client_ana.post(letters, form).content.decode()
    with acting_for(company_a):
        assert list(Revision.objects.standing().values_list("contract__number", flat=True)) == ["TOLD"]
        assert PriceRound.objects.get().dropped_at is None
        assert Notice.objects.get(contract=first).price_shown is None
        assert proposed(client_ana, "percent", percent="1").prices.get(contract=told).left == "settled"


@pytest.mark.parametrize("keeps", [False, True])
def test_a_raise_no_letter_told_alerts_or_is_not_made_as_the_company_chose(
    company_a: Company, keeps: bool
) -> None:
    Company.objects.filter(pk=company_a.pk).update(keep_untold_fees=keeps)
    company_a.refresh_from_db()
    with acting_for(company_a):
        rules = {"renewal_price": "percent", "revision_percent": D(5)}
        silent, told, low = (signed(number, **rules) for number in ("SILENT", "TOLD", "LOW"))
        Contract.objects.filter(pk=low.pk).update(revision_percent=D(-5))
    nightly.run(company_a, TODAY)
    with acting_for(company_a):
        Notice.objects.get(contract=told).mark_sent(on=date(2026, 11, 24), channel="letter", to="1 rue Haute")
    nightly.run(company_a, RENEWED)
    with acting_for(company_a):
        now = {each.number: each.terms.latest("number").annual_fee for each in (silent, told, low)}
        assert now == {
            "SILENT": D("120.00") if keeps else D("126.00"),
            "TOLD": D("126.00"),
            "LOW": D("114.00"),
        }
        alerts = Alert.objects.filter(kind="raise_untold").values_list("subject_id", "amount")
        assert list(alerts) == ([] if keeps else [(silent.pk, D("6.00"))])


def test_index_values_come_in_from_a_file_and_a_correction_is_a_row_of_its_own(company_a: Company) -> None:
    def bring(text: str, update: dict[str, list[str]] | None = None) -> Any:
        source = Source("indices.csv", io.BytesIO(text.encode()))
        (file,) = import_portfolio(company_a, [source], on=TODAY, update=update or {}).files
        return file

    head = "Indice;Mois;Valeur;Publié le;Source;Nom de l'indice;Éditeur\n"
    file = bring(
        f"{head}ICHT-IME;2026-05;138,4;25/08/2026;JO;Coût du travail;INSEE\nICHT-IME;06/2026;138,9;;;;\n"
        "BT40;2026-06;126,3;;;;\nICHT-IME;2027-01;140;;;;\nICHT-IME;2026-04;0;;;;\nICHT-IME;2026-06;139;;;;\n"
    )
    assert [(refused.line, refused.reason) for refused in file.refused] == [
        (4, "the index is new: tell its name and who publishes it"),
        (5, "the month has not begun yet"),
        (6, "the value is not a number above zero with four decimals at most"),
        (7, "the reference stands twice in the file"),
    ]
    again = "Indice;Mois;Valeur\nICHT-IME;2026-05;138,6\nICHT-IME;2026-06;138,9\n"
    assert (bring(again).created, bring(again, {"index_values": ["value"]}).updated) == (0, 1)
    with acting_for(company_a):
        assert IndexSeries.objects.get().publisher == "INSEE"
        rows = IndexValue.objects.order_by("pk").values_list("month", "value", "published_on", "source")
        assert list(rows) == [
            (date(2026, 5, 1), D("138.4"), date(2026, 8, 25), "JO"),
            (date(2026, 6, 1), D("138.9"), date(2026, 9, 30), ""),
            (date(2026, 5, 1), D("138.6"), date(2026, 8, 25), "JO"),
        ]
        assert IndexValue.objects.exclude(corrects=None).get().corrects.value == D("138.4")


def test_the_lists_of_proposals_ask_a_constant_number_of_queries(
    client_ana: Client, company_a: Company
) -> None:
    def asked() -> list[int]:
        found = []
        for address in (ROUNDS, f"{ROUNDS}fees/"):
            client_ana.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client_ana.get(address).status_code == 200
            found.append(len(queries))
        return found

    with acting_for(company_a):
        RoundPriceFactory()
    few = asked()
    with acting_for(company_a):
        for number in range(4):
            proposal = PriceRoundFactory(name=f"Round {number}")
            RoundPriceFactory(round=proposal, contract=ContractFactory(number=f"M{number}"))
    assert asked() == few
