"""Whatever nights ran or were missed, the database holds what one night would have written."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import nightly
from tests.contracts.night.portfolios import Promise, course, sign_all
from tests.plugins.cast import make_company

START, LAST = date(2023, 1, 1), date(2027, 12, 31)

conditions = st.fixed_dictionaries(
    {},
    optional={
        "anchor_rule": st.sampled_from(["anniversary", "calendar"]),
        "calendar_month": st.integers(1, 12),
        "term_months": st.sampled_from([1, 3, 6, 12, 18, 24]),
        "renewal": st.sampled_from(["tacit", "tacit", "tacit", "express", "none"]),
        "max_renewals": st.none() | st.integers(0, 3),
        "renewal_price": st.sampled_from(["keep", "percent"]),
        "revision_percent": st.decimals(-5, 10, places=3),
        "billing_step": st.sampled_from([None, 1, 2, 3, 6, 12]),
        "billing_due": st.sampled_from(["advance", "arrears", "signature", "after_start"]),
        "billing_days": st.integers(0, 40),
        "never_revise": st.booleans(),
    },
)
lines = st.fixed_dictionaries(
    {
        "annual_fee": st.decimals(Decimal("0.00"), Decimal("999.99"), places=2),
        "visits_per_year": st.integers(0, 4),
    },
    optional={
        "visit_month": st.integers(1, 12),
        "visit_position": st.sampled_from(["anywhere", "start", "end"]),
        "starts_on": st.dates(START, date(2025, 1, 1)),
        "ends_on": st.dates(date(2025, 1, 2), LAST),
    },
)
promises = st.builds(
    Promise,
    start_on=st.dates(START, date(2025, 12, 31)),
    columns=conditions,
    lines=st.lists(lines, min_size=1, max_size=2).map(tuple),
    customer=st.sampled_from([{}, {"kind": "business", "company_name": "SARL"}]),
    refused=st.sampled_from([0, 0, 0, 1, 2]),
)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    portfolio=st.lists(promises, min_size=1, max_size=6),
    nights=st.lists(st.dates(START, LAST), min_size=1, max_size=5).map(sorted),
)
@pytest.mark.django_db
def test_any_sequence_of_nights_writes_what_the_last_alone_writes(
    portfolio: list[Promise], nights: list[date]
) -> None:
    with transaction.atomic():
        turn_by_turn, at_once = make_company("turns", "Turns", "FR"), make_company("once", "Once", "IT")
        for company in (turn_by_turn, at_once):
            sign_all(company, portfolio)
        for night in [*nights, nights[-1], nights[0]]:
            assert nightly.run(turn_by_turn, night).went_well
        assert nightly.run(at_once, nights[-1]).went_well
        ours, theirs = written(turn_by_turn), written(at_once)
        assert ours == theirs
        assert tiled(ours["terms"])
        transaction.set_rollback(True)


def written(company: Any) -> dict[str, list[tuple[Any, ...]]]:
    """What nights wrote, but for the letters: they follow each country's law and the days on which a night ran."""
    found = course(company)
    del found["notices"]
    found["terms"] = [row[:7] for row in found["terms"]]
    return found


def tiled(terms: list[tuple[Any, ...]]) -> bool:
    """Whether each contract's terms follow each other without gap or overlap."""
    return all(
        before[0] != after[0] or (after[1], after[2]) == (before[1] + 1, before[3] + timedelta(1))
        for before, after in pairwise(terms)
    )
