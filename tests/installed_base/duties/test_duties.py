"""Legal dates: every vector of the regulation, the edges of each band, and what holds for any machine."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installed_base.duties import french, leaks
from installed_base.duties.care import Interval, Position, care_after, window
from installed_base.duties.clocks import SETTLED_BY, Clock, DutyRule, LegalClass, Service
from installed_base.duties.dated import Dated, in_force
from installed_base.duties.facts import Facts
from installed_base.duties.fuels import Fuel, fuel_of
from installed_base.duties.legal import legal_dates
from installed_base.refrigerants import REFRIGERANTS, tonnes_co2e
from tenancy.explained import as_json, from_json
from tenancy.months import add_m

ON = date(2026, 11, 26)
RECORDED = date(2026, 1, 15)


def facts(legal_class: LegalClass, country: str = "FR", *done: date, **more: Any) -> Facts:
    service = more.pop("service", Service.CARE)
    return Facts(legal_class, country, RECORDED, done={service: done} if done else {}, **more)


def dates(machine: Facts, on: date = ON) -> dict[Clock, date]:
    return {due.clock: due.due_on for due in legal_dates(machine, on)}


def kw(power: str) -> dict[str, Any]:
    return {"power_kw": Decimal(power)}


@pytest.mark.parametrize(
    ("machine", "found"),
    [
        (facts(LegalClass.BOILER, "FR", date(2026, 11, 20)), {Clock.FR_BOILER: date(2027, 12, 31)}),
        (facts(LegalClass.BOILER, installed_on=date(2026, 5, 10)), {Clock.FR_BOILER: date(2027, 12, 31)}),
        (facts(LegalClass.BOILER), {Clock.FR_BOILER: date(2026, 12, 31)}),
        # Long there when it was recorded: what was done before is not known.
        (facts(LegalClass.BOILER, installed_on=date(2016, 5, 10)), {Clock.FR_BOILER: date(2026, 12, 31)}),
        (facts(LegalClass.BOILER, installed_on=date(2025, 1, 1)), {Clock.FR_BOILER: date(2026, 12, 31)}),
        (facts(LegalClass.HEAT_PUMP, installed_on=date(2016, 5, 10)), {Clock.FR_HEAT_PUMP: date(2028, 1, 15)}),
        (facts(LegalClass.BOILER, **kw("3.99")), {}),
        (facts(LegalClass.BOILER, **kw("4")), {Clock.FR_BOILER: date(2026, 12, 31)}),
        (facts(LegalClass.BOILER, **kw("400")), {Clock.FR_BOILER: date(2026, 12, 31)}),
        (facts(LegalClass.BOILER, **kw("400.01")), {}),
        (facts(LegalClass.HEAT_PUMP, "FR", date(2026, 4, 10)), {Clock.FR_HEAT_PUMP: date(2028, 4, 10)}),
        (
            facts(LegalClass.HEAT_PUMP, "FR", date(2024, 2, 29), **kw("8")),
            {Clock.FR_HEAT_PUMP: date(2026, 2, 28)},
        ),
        (facts(LegalClass.HEAT_PUMP, **kw("3.5")), {}),
        (
            facts(LegalClass.HEAT_PUMP, installed_on=date(2025, 1, 31), **kw("70")),
            {Clock.FR_HEAT_PUMP: date(2027, 1, 31)},
        ),
        (
            facts(LegalClass.HEAT_PUMP, installed_on=date(2025, 1, 31), **kw("70.01")),
            {Clock.FR_INSPECTION: date(2030, 1, 31)},
        ),
        (facts(LegalClass.FLUE, "FR", date(2026, 8, 31), service=Service.SWEEPING),
         {Clock.FR_SWEEPING: date(2027, 8, 31)}),
        (
            facts(LegalClass.STOVE, "FR", date(2026, 9, 1)),
            {Clock.FR_STOVE: date(2027, 9, 1), Clock.FR_SWEEPING: date(2027, 1, 15)},
        ),
        (facts(LegalClass.NONE), {}),
        (facts(LegalClass.REFRIGERATION), {}),
    ],
)  # fmt: skip
def test_french_duties(machine: Facts, found: dict[Clock, date]) -> None:
    assert dates(machine) == found


@pytest.mark.parametrize(
    ("swept", "due"),
    [
        ((), date(2026, 7, 15)),  # the day of the record and six months
        ((date(2026, 3, 1),), date(2026, 9, 1)),
        ((date(2026, 10, 5), date(2026, 3, 1)), date(2027, 3, 1)),
        # Both in summer: the heating season asks for its own. Twelve months after the last one in a season.
        ((date(2026, 9, 1), date(2026, 6, 1), date(2025, 12, 10)), date(2026, 12, 10)),
    ],
)
def test_a_shared_flue_is_swept_twice_a_year_and_once_in_the_heating_season(
    swept: tuple[date, ...], due: date
) -> None:
    flue = facts(LegalClass.SHARED_FLUE, "FR", *swept, service=Service.SWEEPING)
    assert dates(flue) == {Clock.FR_SHARED_SWEEPING: due}


def test_the_season_begins_in_october_and_ends_in_may() -> None:
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2027, 5, 15), date(2027, 5, 16)]
    assert [french.in_season(day) for day in days] == [False, True, True, False]


def test_an_attestation_is_handed_over_within_fifteen_days() -> None:
    assert french.attestation_due(date(2027, 1, 20)) == date(2027, 2, 4)


@pytest.mark.parametrize(
    ("legal_class", "fuel", "power", "years"),
    [
        (LegalClass.BOILER, Fuel.LIQUID, "9.99", None),
        (LegalClass.BOILER, Fuel.LIQUID, "10", 2),
        (LegalClass.BOILER, Fuel.SOLID, "100", 2),
        (LegalClass.BOILER, Fuel.SOLID, "100.01", 1),
        (LegalClass.BOILER, Fuel.GAS, "24", 4),
        (LegalClass.BOILER, Fuel.GAS, "100", 4),
        (LegalClass.BOILER, Fuel.GAS, "116", 2),
        (LegalClass.BOILER, Fuel.UNKNOWN, "24", 2),
        (LegalClass.BOILER, Fuel.GAS, None, 4),
        (LegalClass.HEAT_PUMP, Fuel.ELECTRIC, "11.99", None),
        (LegalClass.HEAT_PUMP, Fuel.ELECTRIC, "12", 4),
        (LegalClass.HEAT_PUMP, Fuel.ELECTRIC, "100.5", 2),
        (LegalClass.ENGINE_HEAT_PUMP, Fuel.GAS, "150", 4),
        (LegalClass.ABSORPTION, Fuel.UNKNOWN, "12", 2),
        (LegalClass.SUBSTATION, Fuel.UNKNOWN, "10", None),
        (LegalClass.SUBSTATION, Fuel.UNKNOWN, "10.01", 4),
        (LegalClass.COGENERATOR, Fuel.GAS, "49.99", 4),
        (LegalClass.COGENERATOR, Fuel.GAS, "50", 2),
        (LegalClass.FLUE, Fuel.UNKNOWN, "50", None),
    ],
)
def test_the_italian_control_of_efficiency(
    legal_class: LegalClass, fuel: Fuel, power: str | None, years: int | None
) -> None:
    last = date(2024, 2, 29)
    machine = facts(
        legal_class, "IT", last, service=Service.EFFICIENCY, fuel=fuel, power_kw=Decimal(power) if power else None
    )  # fmt: skip
    assert dates(machine) == ({Clock.IT_EFFICIENCY: add_m(last, 12 * years)} if years else {})


def charged(name: str, kilos: str, **more: Any) -> Facts:
    refrigerant, charge = REFRIGERANTS[name], Decimal(kilos)
    return facts(
        LegalClass.NONE, more.pop("country", "FR"), date(2026, 1, 31), service=Service.LEAK_CHECK,
        family=refrigerant.family.value, charge_kg=charge, tonnes=tonnes_co2e(name, charge), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("circuit", "months"),
    [
        (charged("R32", "1.6"), None),
        (charged("R410A", "2.39"), None),  # 4.990 t is below five, by a hair
        (charged("R410A", "3.0"), 12),
        (charged("R32", "8.5"), 12),
        (charged("R134a", "40"), 6),
        (charged("R134a", "40", country="IT"), 6),
        (charged("R134a", "40", leak_detection=True), 12),
        (charged("R404A", "130"), 3),
        (charged("R404A", "130", leak_detection=True), 6),
        (charged("R410A", "3.0", leak_detection=True), 24),
        (charged("R410A", "3.0", sealed=True), None),  # 6.264 t, sealed, below ten
        (charged("R410A", "4.8", sealed=True), 12),  # 10.02 t
        (charged("R410A", "2.9", sealed=True, residential=True), None),
        (charged("R404A", "2.9", sealed=True, residential=True), None),  # 11.4 t, but at home and below 3 kg
        (charged("R404A", "2.9", sealed=True), 12),
        (charged("R1234yf", "0.999"), None),
        (charged("R1234yf", "1"), 12),
        (charged("R1234yf", "1.9", sealed=True), None),
        (charged("R1234yf", "2", sealed=True), 12),
        (charged("R1234yf", "10"), 6),
        (charged("R1234yf", "100"), 3),
        (charged("R22", "1.99"), None),
        (charged("R22", "2"), 12),
        (charged("R22", "30"), 6),
        (charged("R22", "300"), 3),
        (charged("R22", "300", country="IT"), None),
        (charged("R290", "100"), None),
        (facts(LegalClass.HEAT_PUMP, "FR", family="HFC", power_kw=Decimal(3)), None),
    ],
)
def test_leak_checks_by_tonnes_and_kilos(circuit: Facts, months: int | None) -> None:
    found = dates(circuit)
    assert found == ({Clock.LEAK_CHECK: add_m(date(2026, 1, 31), months)} if months else {})


def test_the_regulation_before_knew_no_checks_of_hfo() -> None:
    assert list(leaks.duties(charged("R1234yf", "50"), date(2024, 3, 10))) == []
    assert len(list(leaks.duties(charged("R1234yf", "50"), date(2024, 3, 11)))) == 1


def test_a_law_holds_from_its_day_on() -> None:
    versions = [Dated(date(2030, 1, 1), "new"), Dated(date(2013, 7, 12), "old")]
    days = [date(2013, 7, 11), date(2013, 7, 12), date(2029, 12, 31), date(2030, 1, 1)]
    assert [in_force(versions, day) for day in days] == [None, "old", "old", "new"]


@pytest.mark.parametrize(
    ("words", "fuel"),
    [
        ("gaz naturel", Fuel.GAS), ("metano", Fuel.GAS), ("gpl", Fuel.GAS), ("fioul", Fuel.LIQUID),
        ("gasolio", Fuel.LIQUID), ("granules", Fuel.SOLID), ("pellet", Fuel.SOLID), ("electricite", Fuel.ELECTRIC),
        ("energia elettrica", Fuel.ELECTRIC), ("", Fuel.UNKNOWN), ("solaire", Fuel.UNKNOWN),
    ],
)  # fmt: skip
def test_the_fuel_is_read_from_words(words: str, fuel: Fuel) -> None:
    assert fuel_of(words) == fuel


@pytest.mark.parametrize(
    ("interval", "since", "opens", "due"),
    [
        (Interval(12), date(2026, 3, 10), date(2026, 12, 10), date(2027, 3, 10)),
        (Interval(12, None, Position.START), date(2026, 3, 10), date(2026, 12, 10), date(2027, 1, 9)),
        (Interval(12, None, Position.END), date(2026, 3, 10), date(2027, 2, 10), date(2027, 3, 10)),
        (Interval(12, 9), date(2026, 3, 10), date(2026, 9, 1), date(2026, 9, 30)),
        (Interval(12, 9), date(2026, 9, 20), date(2027, 9, 1), date(2027, 9, 30)),
        (Interval(24, 2), date(2026, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (Interval(6, 9), date(2026, 8, 31), date(2027, 1, 28), date(2027, 2, 28)),
        (Interval(1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (Interval(12), date(2024, 2, 29), date(2024, 11, 28), date(2025, 2, 28)),
    ],
)
def test_care_by_an_interval(interval: Interval, since: date, opens: date, due: date) -> None:
    assert window(interval, since) == (opens, due)


days = st.dates(date(1900, 1, 1), date(2900, 12, 31))
powers = st.none() | st.decimals(0, 9999, places=2)
machines = st.builds(
    Facts,
    st.sampled_from(LegalClass), st.sampled_from(["FR", "IT", "CH"]), days,
    installed_on=st.none() | days, power_kw=powers, fuel=st.sampled_from(Fuel),
    family=st.sampled_from(["", "HFC", "HFO", "HCFC", "natural"]),
    charge_kg=powers, tonnes=powers, sealed=st.booleans(), leak_detection=st.booleans(), residential=st.booleans(),
    done=st.dictionaries(st.sampled_from(Service), st.lists(days, max_size=3).map(lambda d: sorted(d, reverse=True))),
)  # fmt: skip


@given(machines, days)
def test_every_legal_date_lies_after_what_it_is_counted_from_and_says_so(machine: Facts, on: date) -> None:
    found = legal_dates(machine, on)
    assert len({due.clock for due in found}) == len(found)
    for due in found:
        since, basis = due.explained.given("since"), due.explained.given("basis")
        done = machine.done.get(SETTLED_BY[due.clock])
        assert basis == "done" if done else basis in {"installed", "recorded"}
        known = machine.installed_on if basis == "installed" else machine.recorded_on
        assert since == (done[0] if done else known)
        assert isinstance(since, date) and due.opens <= due.due_on
        assert since <= due.due_on if basis == "recorded" else since < due.due_on
        assert done or due.due_on >= machine.recorded_on
        assert from_json(as_json(due.explained.inputs)) == due.explained.inputs
        assert machine.country in {"FR", "IT"} or due.clock is Clock.LEAK_CHECK


@given(st.integers(1, 240), st.none() | st.integers(1, 12), st.sampled_from(Position), days)
def test_care_comes_after_the_last_one_and_a_wished_month_half_a_year_late_at_most(
    months: int, month: int | None, position: Position, since: date
) -> None:
    interval = Interval(months, month, position)
    opens, due = window(interval, since)
    assert since < opens <= due
    assert (
        due <= add_m(since.replace(day=1), months + 7)
        if month and months >= 12
        else due <= add_m(since, months)
    )
    machine = Facts(LegalClass.NONE, "FR", RECORDED, done={Service.CARE: [since]})
    told = care_after(Clock.CARE, DutyRule.CARE_TYPE, interval, machine)
    assert (told.opens, told.due_on) == (opens, due)
