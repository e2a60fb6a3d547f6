from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import nightly
from contracts.models import Term
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.contracts.night.portfolios import Promise, course, mixed, open_alerts

Maker = Callable[[str, list[Promise]], Company]
FIRST = date(2024, 2, 20)
DAY = date(2027, 3, 1)


def test_a_night_run_again_changes_nothing(company_with: Maker) -> None:
    company = company_with("once", mixed(60, FIRST))
    assert nightly.run(company, DAY).went_well
    once, alerts = course(company), open_alerts(company)
    again = nightly.run(company, DAY)
    assert (course(company), open_alerts(company)) == (once, alerts)
    assert again.counts["renew"].get("renewed", 0) == again.counts["prepare"]["prepared"] == 0
    assert len(once["terms"]) > 120 and once["notices"] and alerts


def test_forty_nights_missed_then_one_are_each_night_in_turn(company_with: Maker) -> None:
    promises = mixed(52, date(2026, 1, 1))
    each, late = company_with("each", promises), company_with("late", promises)
    for company in (each, late):
        nightly.run(company, date(2027, 1, 10))
    for number in range(1, 41):
        nightly.run(each, date(2027, 1, 10) + timedelta(number))
    nightly.run(late, date(2027, 1, 10) + timedelta(40))
    assert course(late) == course(each)
    assert open_alerts(late) == open_alerts(each)
    with acting_for(late):
        assert Term.objects.filter(starts_on__gt=date(2027, 1, 10)).count() >= 20


def test_the_hour_and_the_day_of_the_night_leave_no_trace_in_what_it_writes(company_with: Maker) -> None:
    promises = mixed(26, FIRST)
    early, late = company_with("early", promises), company_with("late", promises)
    for day in (date(2025, 2, 20), date(2026, 8, 1), DAY):
        nightly.run(early, day)
    nightly.run(late, DAY)
    ours, theirs = course(early), course(late)
    # Letters of terms that are over are the one thing a late night cannot make up for.
    assert set(theirs.pop("notices")) <= set(ours.pop("notices"))
    assert ours == theirs


def test_a_preview_tells_row_by_row_what_the_real_night_then_does(company_with: Maker) -> None:
    company = company_with("preview", mixed(78, FIRST))
    before = course(company)
    previewed = nightly.preview(company, DAY)
    assert course(company) == before
    assert open_alerts(company) == []
    real = nightly.run(company, DAY, telling=True)
    assert previewed.rows == real.rows
    assert previewed.counts == real.counts
    assert {row.what for row in real.rows} >= {"renewed", "ended", "prepared", "alerts"}


@pytest.mark.parametrize("day", [DAY, date(2025, 1, 10)])
def test_two_hundred_contracts_cost_the_queries_of_one(company_with: Maker, day: date) -> None:
    counts = []
    for number in (1, 200):
        company = company_with(f"size{number}", [Promise(FIRST)] * number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert nightly.run(company, day).went_well
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_mixed_portfolio_costs_the_same_queries_however_large(company_with: Maker) -> None:
    counts = []
    for number in (65, 195):  # five and fifteen of each kind: on fewer days some have nothing to tell
        company = company_with(f"size{number}", mixed(number, FIRST))
        with CaptureQueriesContext(connection) as queries:
            assert nightly.run(company, DAY).went_well
        counts.append(len(queries))
    assert counts[0] == counts[1]
