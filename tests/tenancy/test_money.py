from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.money import round_cents, share, split, split_by

totals = st.decimals(-1_000_000, 1_000_000, places=2)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("1.005", "1.01"),
        ("3", "3.00"),
    ],
)
def test_half_a_cent_goes_away_from_zero(amount: str, rounded: str) -> None:
    assert str(round_cents(Decimal(amount))) == rounded


def test_100_01_in_twelve_is_cut_by_cumulative_rounding() -> None:
    parts = split(Decimal("100.01"), 12)
    assert [str(part) for part in parts[:4]] == ["8.33", "8.34", "8.33", "8.34"]
    assert sum(parts) == Decimal("100.01")


def test_a_part_by_weight_is_cut_by_cumulative_rounding() -> None:
    assert split_by(Decimal("107.00"), [Fraction(1, 2), 1, 1, 1]) == [
        Decimal("15.29"),
        Decimal("30.57"),
        Decimal("30.57"),
        Decimal("30.57"),
    ]


def test_a_share_is_rounded_once() -> None:
    assert [
        share(Decimal("365.00"), 107, 365),
        share(Decimal("100.01"), 6, 12),
        share(Decimal("-0.01"), 1, 2),
    ] == [
        Decimal("107.00"),
        Decimal("50.01"),
        Decimal("-0.01"),
    ]


@pytest.mark.parametrize("parts", [0, -1])
def test_an_amount_is_not_split_in_no_parts(parts: int) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split(Decimal(1), parts)


def test_an_amount_with_broken_cents_is_not_split() -> None:
    with pytest.raises(ValueError, match="whole cents"):
        split(Decimal("1.005"), 2)


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_must_mean_something(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split_by(Decimal(1), weights)


@given(totals, st.integers(1, 120))
def test_equal_parts_sum_to_the_whole_and_differ_by_a_cent_at_most(total: Decimal, parts: int) -> None:
    found = split(total, parts)
    assert (len(found), sum(found)) == (parts, total)
    assert max(found) - min(found) <= Decimal("0.01")
    assert found == split_by(total, [1] * parts)


@given(totals, st.lists(st.fractions(0, 40), min_size=1, max_size=20).filter(any))
def test_weighted_parts_sum_to_the_whole(total: Decimal, weights: list[Fraction]) -> None:
    assert sum(split_by(total, weights)) == total


@given(totals)
def test_a_credit_is_split_as_the_charge_it_takes_back(total: Decimal) -> None:
    assert split(-total, 7) == [-part for part in split(total, 7)]
