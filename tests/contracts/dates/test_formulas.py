from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.dates.formulas import Formula, Limit, Price, Rounding, coefficient, revise
from contracts.dates.indices import Published, last_published, latest_allowed, linked, month_before, of_month
from tenancy.money import round_cents
from tenancy.months import add_m, months_between

D = Decimal
ICHT = Formula(D("0.15"), {"ICHT": D("0.85")})
ICHT_FSD = Formula(D("0.15"), {"ICHT": D("0.70"), "FSD2": D("0.15")})
BT40 = Formula(D("0.15"), {"BT40": D("0.85")})
BASE = {"ICHT": D("132.4"), "FSD2": D("165.8"), "BT40": D("121.9")}
NOW = {"ICHT": D("138.9"), "FSD2": D("170.3"), "BT40": D("126.3")}
YEAR_TWO = {"ICHT": D("142.1")}
amounts = st.decimals(1, 100_000, places=2)
indices = st.decimals(50, 300, places=1)


def rounded(formula: Formula, rounding: Rounding) -> Formula:
    return Formula(formula.fixed, formula.weights, rounding)


@pytest.mark.parametrize(
    ("formula", "p0", "now", "shown", "price"),
    [
        (ICHT, "180.00", NOW, "1.0417", "187.51"),
        (rounded(ICHT, Rounding.THREE_UP), "180.00", NOW, "1.042", "187.56"),
        (ICHT_FSD, "180.00", NOW, "1.0384", "186.91"),
        (BT40, "450.00", NOW, "1.0307", "463.82"),
        (ICHT, "180.00", YEAR_TWO, "1.0623", "191.21"),
    ],
)
def test_the_worked_examples_of_the_regulation(
    formula: Formula, p0: str, now: dict[str, Decimal], shown: str, price: str
) -> None:
    made = revise(formula, Price(D(p0), BASE), now, D(p0))
    assert (made.coefficient, made.amount, made.limit) == (D(shown), D(price), None)


def test_unrounded_the_coefficient_is_exact_and_shown_with_six_places() -> None:
    assert coefficient(rounded(ICHT, Rounding.NONE), BASE, NOW) == D("1.041730")


def test_chained_each_year_begins_from_the_price_and_the_value_of_the_year_before() -> None:
    first = revise(ICHT, Price(D("180.00"), BASE), NOW, D("180.00"))
    second = revise(ICHT, Price(first.amount, NOW), YEAR_TWO, first.amount)
    assert (second.coefficient, second.amount) == (D("1.0196"), D("191.19"))


@pytest.mark.parametrize(("q", "price"), [("1.00", "152.55"), ("0.75", "151.91")])
def test_the_italian_formula_is_a_fixed_part_beside_a_share_of_foi(q: str, price: str) -> None:
    """150.00 at 0.75 is 151.91 without intermediate rounding; 1.0128 would give 151.92."""
    formula = Formula(1 - D(q), {"FOI": D(q)}, Rounding.NONE)
    made = revise(formula, Price(D("150.00"), {"FOI": D(100)}), {"FOI": D("101.7")}, D("150.00"))
    assert made.amount == D(price)


def test_the_ratio_of_printed_indices_is_not_the_published_percentage() -> None:
    formula = Formula(D(0), {"FOI": D(1)}, Rounding.NONE)
    assert coefficient(formula, {"FOI": D("119.7")}, {"FOI": D("121.8")}).quantize(D("0.00001")) == D(
        "1.01754"
    )


def test_without_fixed_part_and_without_rounding_of_the_coefficient() -> None:
    """1,000 at 105.65 → 110.5 → 114.25. Only without intermediate rounding is the first step 1,045.91: with four
    decimals it is 1.0459 × 1,000 = 1,045.90. Chained and fixed then agree to the cent.
    """
    formula = Formula(D(0), {"I": D(1)}, Rounding.NONE)
    first = revise(formula, Price(D(1000), {"I": D("105.65")}), {"I": D("110.5")}, D(1000))
    chained = revise(formula, Price(first.amount, {"I": D("110.5")}), {"I": D("114.25")}, first.amount)
    fixed = revise(formula, Price(D(1000), {"I": D("105.65")}), {"I": D("114.25")}, first.amount)
    assert (first.amount, chained.amount, fixed.amount) == (D("1045.91"), D("1081.40"), D("1081.40"))
    four = Formula(D(0), {"I": D(1)})
    assert revise(four, Price(D(1000), {"I": D("105.65")}), {"I": D("110.5")}, D(1000)).amount == D("1045.90")


def test_a_value_on_the_new_base_is_brought_to_the_old_one_as_the_publisher_rounds() -> None:
    assert linked(D("112.2"), D("1.6296")) == D("182.8")


@pytest.mark.parametrize(
    ("fixed", "weights"),
    [("0.15", {"I": "0.80"}), ("0.15", {"I": "0.86"}), ("1", {}), ("-0.1", {"I": "1.1"}), ("1", {"I": "0"})],
)
def test_parts_sum_to_one_and_none_is_negative(fixed: str, weights: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"1|zero"):
        Formula(D(fixed), {name: D(weight) for name, weight in weights.items()})


@given(p0=amounts, i0=indices, i1=indices)
def test_a_formula_works_both_ways(p0: Decimal, i0: Decimal, i1: Decimal) -> None:
    made = revise(ICHT, Price(p0, {"ICHT": i0}), {"ICHT": i1}, p0)
    assert (made.amount - p0) * (i1 - i0) >= 0
    assert revise(ICHT, Price(p0, {"ICHT": i0}), {"ICHT": i0}, p0).amount == p0


@given(
    p0=amounts, i0=indices, i1=indices, cap=st.decimals(0, 20, places=1), floor=st.decimals(0, 20, places=1)
)
def test_cap_and_floor_bound_the_change_to_the_cent(
    p0: Decimal, i0: Decimal, i1: Decimal, cap: Decimal, floor: Decimal
) -> None:
    formula = Formula(ICHT.fixed, ICHT.weights, cap=cap, floor=floor)
    made = revise(formula, Price(p0, {"ICHT": i0}), {"ICHT": i1}, p0)
    free = revise(ICHT, Price(p0, {"ICHT": i0}), {"ICHT": i1}, p0)
    least, most = round_cents(p0 * (100 - floor) / 100), round_cents(p0 * (100 + cap) / 100)
    assert made.amount == min(max(free.amount, least), most)
    assert (made.limit is None) == (least <= free.amount <= most)


def test_a_change_below_the_threshold_keeps_the_fee_and_one_that_meets_it_does_not() -> None:
    formula = Formula(D(0), {"I": D(1)}, threshold=D(2))
    for now, amount, limit in (("101.9", "100", Limit.THRESHOLD), ("98.1", "100", Limit.THRESHOLD),
                               ("102", "102", None), ("98", "98", None)):  # fmt: skip
        made = revise(formula, Price(D(100), {"I": D(100)}), {"I": D(now)}, D(100))
        assert (made.amount, made.limit) == (D(amount), limit)


def published(month: date, on: date, value: str = "100") -> Published:
    return Published(month, D(value), on)


def test_the_last_value_published_by_the_day_counts_and_never_one_known_later() -> None:
    values = [published(date(2026, month, 1), date(2026, month + 3, 25)) for month in range(1, 9)]
    found = last_published(values, date(2026, 10, 5), None)
    assert found and found.month == date(2026, 6, 1)
    assert last_published(values, date(2026, 4, 24), None) is None
    assert last_published(values, date(2026, 10, 5), date(2026, 3, 1)) == values[2]


def test_the_value_of_a_month_counts_once_it_is_known() -> None:
    assert month_before(date(2027, 1, 31), 4) == date(2026, 9, 1)
    values = [published(date(2026, 9, 1), date(2026, 12, 22))]
    assert of_month(values, date(2026, 9, 1), date(2026, 12, 21), None) is None
    assert of_month(values, date(2026, 9, 1), date(2026, 12, 22), None) == values[0]


@given(
    base=st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    lag=st.integers(0, 12),
    passed=st.integers(0, 60),
    values=st.lists(st.integers(-12, 90), max_size=30),
)
def test_an_index_never_varies_over_more_months_than_the_price_is_old(
    base: date, lag: int, passed: int, values: list[int]
) -> None:
    """Code monétaire et financier, L112-1 al. 2."""
    month, effective = add_m(base.replace(day=1), -lag), add_m(base, passed)
    latest = latest_allowed(month, base, effective)
    known = [published(add_m(month, months), date(2000, 1, 1)) for months in values]
    found = last_published(known, effective, latest)
    assume(found is not None)
    assert found and months_between(month, found.month) <= months_between(base, effective) <= passed
