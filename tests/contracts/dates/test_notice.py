from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.explained import Rule
from contracts.dates.notice import NoticeLaw, NoticeStatus, notice_status
from contracts.dates.notice_laws import FrenchNotice, ItalianNotice
from contracts.dates.refusal import RefusalNotice, explain_refuse_by, refuse_by
from tenancy.months import add_m
from tests.contracts.dates.strategies import anchors

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("term_to", "months", "last_day", "opens", "closes", "target"),
    [
        (date(2027, 3, 14), 1, date(2027, 2, 14), date(2026, 11, 14), date(2027, 1, 14), date(2026, 12, 14)),
        (date(2026, 12, 31), 2, date(2026, 10, 31), date(2026, 7, 31), date(2026, 9, 30), date(2026, 8, 31)),
        (date(2027, 2, 28), 1, date(2027, 1, 31), date(2026, 10, 31), date(2026, 12, 31), date(2026, 11, 30)),
        (date(2028, 2, 29), 3, date(2027, 11, 30), date(2027, 8, 31), date(2027, 10, 30), date(2027, 9, 30)),
        (date(2027, 5, 31), 0, date(2027, 5, 31), date(2027, 2, 28), date(2027, 4, 30), date(2027, 3, 31)),
        (date(2027, 9, 30), 3, date(2027, 6, 30), date(2027, 3, 31), date(2027, 5, 30), date(2027, 4, 30)),
    ],
)
def test_the_french_window_follows_l215_1(
    term_to: date, months: int, last_day: date, opens: date, closes: date, target: date
) -> None:
    refusal = refuse_by(term_to, RefusalNotice(months=months))
    window = FrenchNotice().window(term_to, refusal)
    assert (refusal, window.opens, window.closes, window.target) == (last_day, opens, closes, target)


@pytest.mark.parametrize(
    ("days", "last_day", "closes", "target"),
    [
        (15, date(2027, 2, 27), date(2027, 2, 12), date(2027, 1, 28)),
        (60, date(2027, 1, 13), date(2026, 12, 29), date(2026, 12, 14)),
    ],
)
def test_the_italian_window_follows_art_65_bis(days: int, last_day: date, closes: date, target: date) -> None:
    refusal = refuse_by(date(2027, 3, 14), RefusalNotice(days=days))
    window = ItalianNotice().window(date(2027, 3, 14), refusal)
    assert (refusal, window.closes, window.target, window.opens) == (
        last_day,
        closes,
        target,
        closes - 60 * DAY,
    )


def test_a_company_may_set_its_own_margins() -> None:
    window = ItalianNotice(open_days=40, prepare_after_days=0, email_stop_days=3, paper_stop_days=12).window(
        date(2027, 3, 14), date(2027, 2, 27)
    )
    assert (window.opens, window.prepare_from, window.paper_stop, window.email_stop, window.closes) == (
        date(2027, 1, 3),
        date(2027, 1, 3),
        date(2027, 1, 31),
        date(2027, 2, 9),
        date(2027, 2, 12),
    )


def test_a_refusal_notice_is_in_months_or_in_days() -> None:
    with pytest.raises(ValueError, match="months or a number of days"):
        RefusalNotice(months=1, days=15)


WINDOW = FrenchNotice().window(date(2027, 3, 14), date(2027, 2, 14))


@pytest.mark.parametrize(
    ("sent", "on", "status"),
    [
        ([], date(2026, 11, 15), NoticeStatus.WAITING),
        ([], date(2026, 11, 16), NoticeStatus.PREPARED),
        ([], date(2027, 1, 14), NoticeStatus.PREPARED),
        ([], date(2027, 1, 15), NoticeStatus.MISSED),
        ([date(2026, 11, 14)], date(2026, 11, 14), NoticeStatus.SENT),
        ([date(2027, 1, 14)], date(2027, 3, 1), NoticeStatus.SENT),
        ([date(2026, 11, 13)], date(2027, 3, 1), NoticeStatus.MISSED),
        ([date(2027, 1, 15)], date(2027, 3, 1), NoticeStatus.MISSED),
        ([date(2026, 11, 13), date(2026, 12, 1)], date(2027, 3, 1), NoticeStatus.SENT),
        ([date(2026, 12, 1)], date(2026, 11, 30), NoticeStatus.PREPARED),
    ],
)
def test_both_ends_belong_to_the_window_and_a_letter_outside_does_not_cure(
    sent: list[date], on: date, status: NoticeStatus
) -> None:
    assert notice_status(WINDOW, sent, on) is status


def test_no_window_means_no_notice_is_required() -> None:
    assert notice_status(None, [date(2026, 12, 1)], date(2026, 12, 1)) is NoticeStatus.NOT_REQUIRED


def test_the_alarm_rings_from_the_day_after_the_target_until_the_window_closes() -> None:
    assert [
        WINDOW.is_late(day)
        for day in (WINDOW.target, WINDOW.target + DAY, WINDOW.closes, WINDOW.closes + DAY)
    ] == [
        False,
        True,
        True,
        False,
    ]


laws = st.sampled_from([FrenchNotice(), ItalianNotice()])
notices = st.one_of(
    st.integers(0, 6).map(lambda n: RefusalNotice(months=n)),
    st.integers(0, 120).map(lambda n: RefusalNotice(days=n)),
)


@given(anchors, notices, laws)
def test_windows_are_ordered_and_close_before_the_refusal_they_announce(
    term_to: date, notice: RefusalNotice, law: NoticeLaw
) -> None:
    refusal = refuse_by(term_to, notice)
    window = law.window(term_to, refusal)
    assert window.opens <= window.prepare_from <= window.target <= window.closes < refusal <= term_to
    assert window.target <= window.paper_stop <= window.email_stop <= window.closes


@given(anchors, st.integers(0, 6))
def test_the_french_window_lies_inside_every_reading_of_the_law(term_to: date, months: int) -> None:
    refusal = refuse_by(term_to, RefusalNotice(months=months))
    window = FrenchNotice().window(term_to, refusal)
    assert add_m(window.opens, 3) <= refusal or window.opens >= add_m(refusal, -3)
    assert add_m(refusal, -3) <= window.opens and window.closes <= add_m(refusal, -1)


@given(anchors, notices, laws)
def test_the_explained_days_are_the_days_of_the_window(
    term_to: date, notice: RefusalNotice, law: NoticeLaw
) -> None:
    refusal = refuse_by(term_to, notice)
    window = law.window(term_to, refusal)
    explained = law.explain(term_to, refusal)
    assert {name: given.value for name, given in explained.items()} == {
        name: getattr(window, name)
        for name in ("opens", "prepare_from", "target", "paper_stop", "email_stop", "closes")
    }
    assert explain_refuse_by(term_to, notice).value == refusal


def test_each_country_has_its_own_rule_codes() -> None:
    french = FrenchNotice().explain(date(2027, 3, 14), date(2027, 2, 14))["closes"]
    italian = ItalianNotice().explain(date(2027, 3, 14), date(2027, 2, 27))["closes"]
    assert (french.rule, french.inputs) == (
        Rule.NOTICE_CLOSES_FR,
        (("refuse_by", date(2027, 2, 14)), ("months", 1)),
    )
    assert (italian.rule, italian.given("expiry_days")) == (Rule.NOTICE_CLOSES_IT, 30)
