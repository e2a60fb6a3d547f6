from datetime import date

import pytest

from contracts.dates.withdrawal import Conclusion, withdrawal_law
from tenancy.holidays import easter, holidays, next_working_day


@pytest.mark.parametrize(
    ("country", "conclusion", "signed", "by", "pay_from"),
    [
        ("FR", Conclusion.OFF_PREMISES, date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 11)),
        ("FR", Conclusion.OFF_PREMISES, date(2026, 12, 12), date(2026, 12, 28), date(2026, 12, 20)),
        ("FR", Conclusion.DISTANCE_PHONE, date(2026, 4, 30), date(2026, 5, 15), None),  # Ascension on 14 May
        ("FR", Conclusion.DISTANCE_ONLINE, date(2027, 4, 17), date(2027, 5, 3), None),  # a Saturday, 1 May
        ("FR", Conclusion.UNREQUESTED_VISIT, date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 11)),
        ("FR", Conclusion.ON_PREMISES, date(2026, 12, 3), None, None),
        (
            "IT",
            Conclusion.OFF_PREMISES,
            date(2026, 12, 12),
            date(2026, 12, 28),
            None,
        ),  # Santo Stefano, a Saturday
        (
            "IT",
            Conclusion.UNREQUESTED_VISIT,
            date(2026, 12, 3),
            date(2027, 1, 4),
            None,
        ),  # 2 January is a Saturday
    ],
)
def test_a_withdrawal_period_excludes_its_first_day_and_ends_on_a_working_day(
    country: str, conclusion: Conclusion, signed: date, by: date | None, pay_from: date | None
) -> None:
    law = withdrawal_law(country, conclusion, signed, protected=True)
    assert (law.withdraw_by, law.pay_from) == (by, pay_from)


def test_whom_the_law_does_not_protect_has_no_period() -> None:
    law = withdrawal_law("FR", Conclusion.OFF_PREMISES, date(2026, 12, 3), protected=False)
    assert (law.withdraw_by, law.pay_from) == (None, None)


def test_holidays_follow_easter() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]  # fmt: skip
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} < holidays("FR", 2026)
    assert date(2026, 4, 6) in holidays("IT", 2026) and date(2026, 5, 25) not in holidays("IT", 2026)
    assert next_working_day(date(2026, 12, 25), "IT") == date(2026, 12, 28)
