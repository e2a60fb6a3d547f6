"""The cases every portfolio has sooner or later, played through real nights; each date worked out beside it by hand.

Windows are French: the letter from three months to one month before the last day to refuse (L215-1).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from config import nightly
from config.portfolio import import_portfolio, sources
from contracts import register
from contracts.amending.applying import amend
from contracts.amending.wanted import Wanted, Wish, content_of
from contracts.answering import Given, answer
from contracts.blocking import block, lift
from contracts.models import (
    BillingPeriod,
    Block,
    Contract,
    Line,
    Notice,
    OwedVisit,
    RenewalAnswer,
    Term,
)
from contracts.offering import Offer
from contracts.opening import first_line_from
from contracts.refusal import refuse
from contracts.register import RegisterRow
from contracts.signing import sign
from contracts.template_versions.deciding import take_over
from contracts.template_versions.keeping import keep
from contracts.visiting import close_visits
from installed_base import due_dates
from installed_base.duties.clocks import Clock
from installed_base.models import DueDate, MaintenanceRule, ServiceDone
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, User
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory, TemplateFactory
from tests.factories.installed_base import EquipmentFactory

D = date.fromisoformat


@pytest.fixture(autouse=True)
def long_after() -> Iterator[None]:
    """What is recorded lies in the past."""
    with time_machine.travel("2027-10-01T10:00:00Z", tick=False):
        yield


def signed(on: str, fee: str = "120.00", **rules: Any) -> Contract:
    """A contract with one line of so much a year, signed and begun on the day unless the rules say otherwise."""
    line = {
        name: rules.pop(name)
        for name in ("visits_per_year", "visit_month", "visit_position")
        if name in rules
    }
    contract = ContractFactory(line=None, **{"start_on": D(on), **rules})
    LineFactory(contract=contract, annual_fee=Decimal(fee), **line)
    return sign(contract, D(on), on=D(on))


def night(company: Company, on: str) -> None:
    """The night of a day, nothing of which fails."""
    assert nightly.run(company, D(on)).went_well


def terms(contract: Contract) -> list[tuple[int, str, str, str]]:
    """Number, first and last day, fee of the term."""
    rows = Term.objects.filter(contract=contract).order_by("number")
    return [(t.number, str(t.starts_on), str(t.ends_on), str(t.fee)) for t in rows]


def periods(contract: Contract) -> list[tuple[str, str, str, str, str]]:
    """First and last day, day due, amount, state."""
    rows = BillingPeriod.objects.filter(contract=contract).order_by("starts_on")
    return [(str(p.starts_on), str(p.ends_on), str(p.due_on), str(p.amount), p.state) for p in rows]


def visits(contract: Contract) -> list[tuple[str, str, str | None]]:
    """The window, and the day the visit was made."""
    rows = OwedVisit.objects.filter(contract=contract).order_by("window_starts_on", "pk")
    return [
        (str(v.window_starts_on), str(v.window_ends_on), str(v.done_on) if v.done_on else None) for v in rows
    ]


def notice_days(contract: Contract, number: int = 1) -> tuple[str, ...]:
    """Last day to refuse; the letter from, until."""
    term = Term.objects.get(contract=contract, number=number)
    return str(term.refuse_by), str(term.notice_opens_on), str(term.notice_closes_on)


def row(contract: Contract, on: str) -> RegisterRow:
    """The contract's row of the register on a day."""
    [found] = register.rows(D(on), only=[contract.pk])
    return found


def cells(contract: Contract, on: str) -> str:
    """The same as the register's file writes it, without the number."""
    return ",".join(row(contract, on).cells()[1:])


def open_alerts(contract: Contract) -> list[str]:
    """The causes open about the contract."""
    return sorted(
        Alert.objects.open()
        .filter(subject_id=contract.pk, subject_kind="contract")
        .values_list("kind", flat=True)
    )


def test_01_a_contract_by_calendar_year_from_16_september_2005(company_a: Company) -> None:
    # 16/09–31/12/2005 is 107 days of the 365 of 2005: 365.00 · 107 / 365 = 107.00. The year's only slice begins on
    # 1 January, before the contract, so the short term owes no visit.
    with acting_for(company_a):
        contract = signed("2005-09-16", "365.00", anchor_rule="calendar")
    night(company_a, "2005-12-31")
    with acting_for(company_a):
        assert terms(contract) == [(1, "2005-09-16", "2005-12-31", "107.00")]
    night(company_a, "2006-01-01")
    with acting_for(company_a):
        assert terms(contract)[1:] == [(2, "2006-01-01", "2006-12-31", "365.00")]
        assert periods(contract) == [
            ("2005-09-16", "2005-12-31", "2005-09-16", "107.00", "open"),
            ("2006-01-01", "2006-12-31", "2006-01-01", "365.00", "open"),
        ]
        assert visits(contract) == [("2006-01-01", "2006-12-31", None)]
        assert notice_days(contract, 2) == ("2006-10-31", "2006-07-31", "2006-09-30")
        assert cells(contract, "2006-01-01") == (
            "active,2,2006-01-01,2006-12-31,365.00,2006-10-31,2006-07-31,2006-09-30,waiting,2,472.00,1,0"
        )


def test_02_a_contract_from_1_january_with_two_months_notice(company_a: Company, ana: User) -> None:
    # The term ends on 31 December; two months before a month end is a month end: 31 October. The letter may leave from
    # 31 July to 30 September and is prepared two days after the window opens.
    with acting_for(company_a, actor=ana):
        contracts = [signed("2026-01-01") for _ in range(2)]
        assert notice_days(contracts[0]) == ("2026-10-31", "2026-07-31", "2026-09-30")
    night(company_a, "2026-08-01")
    with acting_for(company_a):
        assert Notice.objects.count() == 0
    night(company_a, "2026-08-02")
    with acting_for(company_a, actor=ana):
        first, second = contracts
        assert [n.prepared_on for n in Notice.objects.all()] == [D("2026-08-02")] * 2
        Notice.objects.get(contract=first).mark_sent(on=D("2026-09-30"), channel="letter", to="Mâcon")
        Notice.objects.get(contract=second).mark_sent(on=D("2026-10-01"), channel="letter", to="Mâcon")
        assert [row(c, "2026-10-01").notice for c in contracts] == ["sent", "missed"]
        assert refuse(first, D("2026-10-31"), on=D("2026-11-05"), channel="letter").late is False
        assert refuse(second, D("2026-11-01"), on=D("2026-11-05"), channel="letter").late is True


def test_03_a_contract_without_a_notice_clause_is_refused_until_its_last_day(
    company_a: Company, ana: User
) -> None:
    # No notice: the last day to refuse is the last day, 3 March 2027; the letter from 3 December to 3 February.
    with acting_for(company_a, actor=ana):
        contract = signed("2026-03-04", notice_months=0)
        assert notice_days(contract) == ("2027-03-03", "2026-12-03", "2027-02-03")
    night(company_a, "2027-03-03")
    with acting_for(company_a, actor=ana):
        assert open_alerts(contract).count("notice_missed") == 1
        assert refuse(contract, D("2027-03-03"), on=D("2027-03-03"), channel="phone").late is False
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        assert len(terms(contract)) == 1
        assert cells(contract, "2027-03-04") == (
            "ended,1,2026-03-04,2027-03-03,120.00,,,,not_required,1,120.00,0,0"
        )


def test_04_36_months_and_then_12_with_three_months_notice(company_a: Company) -> None:
    # The first term runs to 3 March 2029 and costs three years; three months before is 3 December 2028, so the letter
    # leaves from 3 September to 3 November 2028. From then on years.
    with acting_for(company_a):
        contract = signed("2026-03-04", first_term_months=36, notice_months=3)
        assert notice_days(contract) == ("2028-12-03", "2028-09-03", "2028-11-03")
        assert periods(contract) == [
            (f"{year}-03-04", f"{year + 1}-03-03", f"{year}-03-04", "120.00", "open")
            for year in (2026, 2027, 2028)
        ]
        assert [made[0] for made in visits(contract)] == ["2026-03-04", "2027-03-04", "2028-03-04"]
    night(company_a, "2030-03-04")
    with acting_for(company_a):
        assert terms(contract) == [
            (1, "2026-03-04", "2029-03-03", "360.00"),
            (2, "2029-03-04", "2030-03-03", "120.00"),
            (3, "2030-03-04", "2031-03-03", "120.00"),
        ]
        assert notice_days(contract, 2) == ("2029-12-03", "2029-09-03", "2029-11-03")
        assert cells(contract, "2028-10-01") == (
            "active,1,2026-03-04,2029-03-03,120.00,2028-12-03,2028-09-03,2028-11-03,prepared,3,360.00,3,2"
        )


def test_05_contracts_from_29_february_and_from_31_january_do_not_drift(company_a: Company) -> None:
    # Months are added from the first day: 29/02 stays 28/02 in common years and comes back in 2032; of months that have
    # no 31st the last day is taken, and March has its 31st again.
    with acting_for(company_a):
        leap = signed("2028-02-29")
        monthly = signed("2028-01-31", term_months=1, notice_months=0, billing_step=1)
    night(company_a, "2032-03-01")
    with acting_for(company_a):
        assert [(start, end) for _n, start, end, _fee in terms(leap)] == [
            ("2028-02-29", "2029-02-27"),
            ("2029-02-28", "2030-02-27"),
            ("2030-02-28", "2031-02-27"),
            ("2031-02-28", "2032-02-28"),
            ("2032-02-29", "2033-02-27"),
        ]
        # 27 February 2029 is no month end, so two months before it is 27 December.
        assert notice_days(leap) == ("2028-12-27", "2028-09-27", "2028-11-27")
        # 28 February 2031 … 28 February 2032 ends on a day before the month's last: 28 December.
        assert notice_days(leap, 4)[0] == "2031-12-28"
        assert terms(monthly)[:4] == [
            (1, "2028-01-31", "2028-02-28", "10.00"),
            (2, "2028-02-29", "2028-03-30", "10.00"),
            (3, "2028-03-31", "2028-04-29", "10.00"),
            (4, "2028-04-30", "2028-05-30", "10.00"),
        ]
        assert len(terms(monthly)) == 50  # the fiftieth runs from 29 February to 30 March 2032


def test_06_three_lines_that_start_on_different_days(company_a: Company) -> None:
    # From 1 September 2026 to 3 March 2027 are 184 of 365 days: 73.00 · 184 / 365 = 36.80. The third line begins with
    # the second term.
    with acting_for(company_a):
        contract = ContractFactory(line=None)
        LineFactory(contract=contract, label="Boiler", annual_fee=Decimal("120.00"))
        LineFactory(
            contract=contract, label="Softener", annual_fee=Decimal("73.00"), starts_on=D("2026-09-01")
        )
        LineFactory(
            contract=contract, label="Heat pump", annual_fee=Decimal("60.00"), starts_on=D("2027-03-04")
        )
        sign(contract, D("2026-03-04"), on=D("2026-03-04"))
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        assert terms(contract) == [
            (1, "2026-03-04", "2027-03-03", "156.80"),
            (2, "2027-03-04", "2028-03-03", "253.00"),
        ]
        assert [str(t.annual_fee) for t in Term.objects.order_by("number")] == ["193.00", "253.00"]
        owed = OwedVisit.objects.order_by("term__number", "line__position", "line__pk")
        assert [(v.term.number, v.line.label, str(v.window_ends_on)) for v in owed.select_related("term", "line")] == [
            (1, "Boiler", "2027-03-03"),
            (1, "Softener", "2027-03-03"),
            (2, "Boiler", "2028-03-03"),
            (2, "Softener", "2028-03-03"),
            (2, "Heat pump", "2028-03-03"),
        ]  # fmt: skip


PORTFOLIO = {
    "clients.csv": "Code client;Type;Nom;Adresse;Code postal;Ville\nC1;Particulier;Dupont;3 rue Haute;71000;Mâcon\n",
    "contrats.csv": (
        "N° contrat;Code client;Type de contrat;Date de début;Durée (mois);Reconduction;Préavis (mois);"
        "Montant annuel HT;Taux TVA;Périodicité de facturation;Terme;Visites par an;Facturé jusqu'au;Dernière visite\n"
        "M1;C1;Confort;04/03/2019;12;Tacite;2;120,00;10;Trimestrielle;À échoir;1;03/09/2026;15/04/2026\n"
    ),
}  # fmt: skip


def test_07_a_contract_that_began_years_ago_and_is_billed_until_a_day(
    company_a: Company, tmp_path: Path
) -> None:
    # From 4 March 2019 the eighth year holds 22 November 2026. Its quarters begin on 4 March, June, September and
    # December; those that end by 3 September were billed before; the visit of 15 April was made in the only slice.
    for name, text in PORTFOLIO.items():
        (tmp_path / name).write_text(text)
    report = import_portfolio(company_a, sources([tmp_path / name for name in PORTFOLIO]), on=D("2026-11-22"))
    assert report.as_dict()["refused"] == {"customers": {}, "contracts": {}} or not any(
        report.as_dict()["refused"].values()
    )
    with acting_for(company_a):
        contract = Contract.objects.get()
        assert terms(contract) == [(8, "2026-03-04", "2027-03-03", "120.00")]
        assert periods(contract) == [
            ("2026-03-04", "2026-06-03", "2026-03-04", "30.00", "elsewhere"),
            ("2026-06-04", "2026-09-03", "2026-06-04", "30.00", "elsewhere"),
            ("2026-09-04", "2026-12-03", "2026-09-04", "30.00", "open"),
            ("2026-12-04", "2027-03-03", "2026-12-04", "30.00", "open"),
        ]
        assert visits(contract) == [("2026-03-04", "2027-03-03", "2026-04-15")]
        assert cells(contract, "2026-11-22") == (
            "active,8,2026-03-04,2027-03-03,120.00,2027-01-03,2026-10-03,2026-12-03,prepared,1,30.00,0,0"
        )
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        assert terms(contract)[1:] == [(9, "2027-03-04", "2028-03-03", "120.00")]
        assert visits(contract)[1:] == [("2027-03-04", "2028-03-03", None)]


def test_08_forty_nights_missed_and_the_forty_first_run_twice(company_a: Company) -> None:
    # Monthly terms from 1 January 2027; the last night was 20 January, the next is 1 March.
    with acting_for(company_a):
        contract = signed("2027-01-01", term_months=1, notice_months=0, billing_step=1)
    night(company_a, "2027-01-20")
    told = []
    for _ in range(2):
        night(company_a, str(D("2027-01-20") + timedelta(40)))
        with acting_for(company_a):
            told.append((terms(contract), periods(contract), visits(contract), cells(contract, "2027-03-01")))
    assert told[0] == told[1]
    assert told[0][0] == [
        (1, "2027-01-01", "2027-01-31", "10.00"),
        (2, "2027-02-01", "2027-02-28", "10.00"),
        (3, "2027-03-01", "2027-03-31", "10.00"),
    ]
    assert [(due, amount) for _s, _e, due, amount, _state in told[0][1]] == [
        ("2027-01-01", "10.00"),
        ("2027-02-01", "10.00"),
        ("2027-03-01", "10.00"),
    ]


def test_09_an_answer_from_an_offline_tablet_meets_the_office_s(
    company_a: Company, ben: User, ana: User
) -> None:
    # The term ends on 3 March 2027; sixty days before, from 2 January, it may be answered.
    tablet = Given("renewed", D("2027-02-20"), "report", reference="R-17")
    rules = {"renewal": "express", "renewal_control": "technician"}
    with acting_for(company_a, actor=ana):
        agreed, refused, late = (signed("2026-03-04", **rules) for _ in range(3))
        answer(agreed, Given("renewed", D("2027-02-25"), "office"), on=D("2027-02-25"), by=ana)
        refuse(refused, D("2027-02-25"), on=D("2027-02-25"), channel="phone", by=ana)
    night(company_a, "2027-03-04")
    with acting_for(company_a, actor=ben):
        late.refresh_from_db()
        assert (late.ended_on, late.end_reason) == (D("2027-03-04"), "not_renewed")
        said = [
            answer(c, replace(tablet), on=D("2027-03-05"), by=ben).outcome for c in (agreed, refused, late)
        ]
        assert said == ["noted", "conflict", "applied"]
        second = [(2, "2027-03-04", "2028-03-03", "120.00")]
        assert [terms(c)[1:] for c in (agreed, refused, late)] == [second, [], second]
        assert RenewalAnswer.objects.filter(contract=agreed).count() == 2
        assert [row(c, "2027-03-05").state for c in (agreed, refused, late)] == ["active", "ended", "active"]


def test_10_refused_in_the_tenth_month_the_visit_of_the_twelfth_stays_owed(
    company_a: Company, ana: User
) -> None:
    # From 4 March 2026 the tenth month begins on 4 December, the twelfth on 4 February. In time until 3 January.
    with acting_for(company_a, actor=ana):
        contract = signed("2026-03-04", visit_position="end")
        assert visits(contract) == [("2027-02-04", "2027-03-03", None)]
        assert refuse(contract, D("2026-12-20"), on=D("2026-12-20"), channel="letter", by=ana).late is False
    night(company_a, "2027-02-10")
    with acting_for(company_a):
        assert cells(contract, "2027-02-10") == (
            "ending,1,2026-03-04,2027-03-03,120.00,,,,not_required,1,120.00,1,0"
        )
        assert "visit_before_end" in open_alerts(contract)
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        contract.refresh_from_db()
        assert (contract.ended_on, contract.end_reason, len(terms(contract))) == (
            D("2027-03-04"),
            "refused",
            1,
        )
        assert visits(contract) == [("2027-02-04", "2027-03-03", None)]
        assert (row(contract, "2027-03-04").visits_owed, row(contract, "2027-03-04").visits_late) == (0, 0)


def test_11_a_late_visit_leaves_the_contract_s_slices_and_moves_a_rule_counted_from_it(
    company_a: Company,
) -> None:
    # The visit of the year to 3 March 2027 is made on 13 March: the next one keeps its own year, until 3 March 2028.
    # A rule of every six months counts from the day done: 13 September 2027.
    with acting_for(company_a):
        contract = signed("2026-03-04")
        machine = LineEquipmentFactory(
            line=contract.lines.get(), equipment=EquipmentFactory(customer=contract.customer)
        ).equipment
        MaintenanceRule.objects.create(equipment=machine, months=6)
    night(company_a, "2027-03-13")
    with acting_for(company_a):
        late = OwedVisit.objects.get(contract=contract, term__number=1)
        assert (row(contract, "2027-03-13").visits_owed, OwedVisit.objects.late(D("2027-03-13")).get()) == (
            1,
            late,
        )
        late.close(on=D("2027-03-13"), by=OwedVisit.Done.OFFICE)
        ServiceDone.objects.create(equipment=machine, on=D("2027-03-13"))
        due_dates.refresh([machine.pk], D("2027-03-13"))
        assert visits(contract) == [
            ("2026-03-04", "2027-03-03", "2027-03-13"),
            ("2027-03-04", "2028-03-03", None),
        ]
        assert DueDate.objects.get(equipment=machine, clock=Clock.CARE).due_on == D("2027-09-13")


def test_11_counted_from_the_day_done_a_late_visit_moves_the_next_one(company_a: Company) -> None:
    # The visit of the year to 3 March 2027 is made on 13 March: the next one is wanted a year later, in the month to
    # 13 March 2028, though its year ends on 3 March. It is made on 1 February 2028: the one after by 1 February 2029.
    with acting_for(company_a):
        contract = signed("2026-03-04", visit_cadence="done")
    night(company_a, "2027-03-13")
    with acting_for(company_a):
        [late] = OwedVisit.objects.late(D("2027-03-13"))
        close_visits([late.pk], on=D("2027-03-13"), by=OwedVisit.Done.OFFICE)
        assert visits(contract)[1:] == [("2028-02-14", "2028-03-13", None)]
        [following] = OwedVisit.objects.open()
        close_visits([following.pk], on=D("2028-02-01"), by=OwedVisit.Done.OFFICE)
    night(company_a, "2028-03-04")
    with acting_for(company_a):
        assert visits(contract) == [
            ("2026-03-04", "2027-03-03", "2027-03-13"),
            ("2028-02-14", "2028-03-13", "2028-02-01"),
            ("2029-01-02", "2029-02-01", None),
        ]


def test_12_a_final_end_inside_the_next_period_cuts_it(company_a: Company) -> None:
    # 4 March to 1 September 2027 are 182 of the 366 days to 3 March 2028: 366.00 · 182 / 366 = 182.00.
    with acting_for(company_a):
        contract = signed("2026-03-04", "366.00", final_end_on=D("2027-09-01"))
        assert notice_days(contract) == ("2027-01-03", "2026-10-03", "2026-12-03")
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        assert terms(contract)[1:] == [(2, "2027-03-04", "2027-09-01", "182.00")]
        assert periods(contract)[1:] == [("2027-03-04", "2027-09-01", "2027-03-04", "182.00", "open")]
        assert visits(contract)[1:] == [("2027-03-04", "2027-09-01", None)]
        assert cells(contract, "2027-08-01") == (
            "active,2,2027-03-04,2027-09-01,366.00,,,,not_required,2,548.00,1,0"
        )
    night(company_a, "2027-09-02")
    with acting_for(company_a):
        contract.refresh_from_db()
        assert (contract.ended_on, contract.end_reason, len(terms(contract))) == (
            D("2027-09-02"),
            "expired",
            2,
        )


def test_13_a_contract_blocked_and_given_free_goes_on_as_if_nothing_had_been(
    company_a: Company, ana: User
) -> None:
    # Blocked from 1 June 2026 to 10 April 2027, over a renewal.
    with acting_for(company_a, actor=ana):
        contract, other = signed("2026-03-04"), signed("2026-03-04")
        block(contract, D("2026-06-01"), reason="Unpaid", by=ana)
    night(company_a, "2027-03-04")
    with acting_for(company_a, actor=ana):
        assert "contract_blocked" in open_alerts(contract)
        assert lift(contract, D("2027-04-10"), reason="Paid", by=ana) is True
    night(company_a, "2027-04-10")
    with acting_for(company_a):
        assert "contract_blocked" not in open_alerts(contract)
        assert cells(contract, "2027-04-10") == cells(other, "2027-04-10")
        assert (terms(contract), periods(contract), visits(contract)) == (
            terms(other),
            periods(other),
            visits(other),
        )
        kept = Block.objects.get()
        assert (kept.blocked_on, kept.blocked_by, kept.lifted_on, kept.lifted_by, kept.lifted_reason) == (
            D("2026-06-01"), ana, D("2027-04-10"), ana, "Paid",
        )  # fmt: skip


def test_14_a_period_billed_by_hand_closes_its_alert_and_no_night_opens_it_again(
    company_a: Company, client_ana: Client
) -> None:
    # Half-yearly in advance: due on 4 March and 4 September 2026.
    with acting_for(company_a):
        contract = signed("2026-03-04", billing_step=6)
        period = BillingPeriod.objects.get(number=1)
    night(company_a, "2026-03-04")
    with acting_for(company_a):
        assert "fee_due" in open_alerts(contract)
    with time_machine.travel("2026-03-09T10:00:00Z", tick=False):
        answer = client_ana.post(
            f"/t/alpha/contracts/billing/{period.pk}/close/",
            {"state": "elsewhere", "reason": "Invoice 7, by hand"},
        )
    assert answer.status_code == 302
    with acting_for(company_a):
        assert "fee_due" not in open_alerts(contract)
    for day, open_now in (("2026-03-10", False), ("2026-09-03", False), ("2026-09-04", True)):
        night(company_a, day)
        with acting_for(company_a):
            assert ("fee_due" in open_alerts(contract)) is open_now
    with acting_for(company_a):
        assert [p[2:] for p in periods(contract)] == [
            ("2026-03-04", "60.00", "elsewhere"),
            ("2026-09-04", "60.00", "open"),
        ]


def test_15_a_boiler_swapped_in_the_middle_of_a_term(company_a: Company, ana: User) -> None:
    # Four visits a year from 4 March 2026, billed by quarters; the boiler of the contract is replaced on 1 June. The
    # fee, the periods and the visits stay what they were; what is owed from then on is owed to the new one.
    with acting_for(company_a, actor=ana):
        contract = signed("2026-03-04", billing_step=3, visits_per_year=4)
        line = contract.lines.get()
        old, new = (EquipmentFactory(customer=contract.customer) for _ in range(2))
        LineEquipmentFactory(line=line, equipment=old)
        before = terms(contract), periods(contract), visits(contract)
        promise = replace(content_of(line), machines=(new.pk,))
        amend(
            contract, Wanted(D("2026-06-01"), (Wish(line.pk, promise),), "Swap"), on=D("2026-06-01"), by=ana
        )
        assert (terms(contract), periods(contract), visits(contract)) == before
        owed = OwedVisit.objects.filter(contract=contract).order_by("window_starts_on", "pk")
        assert [list(visit.line.machines.values_list("equipment", flat=True)) for visit in owed] == [
            [new.pk]
        ] * 4
    night(company_a, "2027-03-04")
    with acting_for(company_a):
        assert [(number, fee) for number, _s, _e, fee in terms(contract)] == [(1, "120.00"), (2, "120.00")]
        assert {visit.line.machines.get().equipment_id for visit in owed.filter(term__number=2)} == {new.pk}


def test_16_another_price_in_the_template_leaves_what_was_signed(company_a: Company) -> None:
    # The price of the template rises on 1 June 2026: what was signed keeps its fee, also at renewal, unless the office
    # decides that it takes the new version over at its renewal; what is signed after it has the new one.
    with acting_for(company_a):
        template = TemplateFactory(annual_fee=Decimal("120.00"))
        rules: dict[str, Any] = {"template": template, "template_version": keep(template)}
        contract, over = signed("2026-03-04", **rules), signed("2026-03-04", **rules)
        template.annual_fee = Decimal("150.00")
        template.save()
        new = ContractFactory(
            line=None, template=template, template_version=keep(template), start_on=D("2026-06-01")
        )
        Line.objects.create(contract=new, **first_line_from(Offer(template, None, new.start_on)))
        sign(new, D("2026-06-01"), on=D("2026-06-01"))
        take_over([over], D("2026-06-01"))
    night(company_a, "2027-06-01")
    with acting_for(company_a):
        assert [[(number, fee) for number, _s, _e, fee in terms(each)] for each in (contract, over, new)] == [
            [(1, "120.00"), (2, "120.00")],
            [(1, "120.00"), (2, "150.00")],
            [(1, "150.00"), (2, "150.00")],
        ]
