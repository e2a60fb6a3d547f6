from datetime import date
from decimal import Decimal

from contracts.dates.refund import refund_by_services, refund_by_time

TERM = date(2027, 3, 15), date(2028, 3, 14)


def test_time_used_is_taken_off_what_was_paid_in_advance() -> None:
    found = refund_by_time(*TERM, Decimal("240.00"), Decimal("240.00"), date(2027, 6, 30))
    assert (found.days, found.term_days, found.consumed) == (108, 366, Decimal("70.82"))
    assert (found.amount, found.due_by) == (Decimal("169.18"), date(2027, 7, 30))


def test_services_given_are_the_other_reading() -> None:
    found = refund_by_services(*TERM, Decimal("110.00"), Decimal("240.00"), date(2027, 6, 30))
    assert (found.amount, found.due_by) == (Decimal("130.00"), date(2027, 7, 30))


def test_nothing_goes_back_where_more_was_used_than_paid() -> None:
    assert refund_by_time(*TERM, Decimal("240.00"), Decimal("60.00"), date(2027, 6, 30)).amount == 0
    assert refund_by_time(*TERM, Decimal("240.00"), Decimal("240.00"), date(2029, 1, 1)).amount == 0
