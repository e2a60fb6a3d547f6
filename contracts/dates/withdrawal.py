"""Withdrawal from a contract made away from the firm, and what may not happen before: pure dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenancy.holidays import next_working_day


class Conclusion(StrEnum):
    """Where and how a contract was concluded."""

    ON_PREMISES = "premises"
    OFF_PREMISES = "home"
    UNREQUESTED_VISIT = "unasked"
    DISTANCE_ONLINE = "online"
    DISTANCE_PHONE = "phone"


AT_HOME = (Conclusion.OFF_PREMISES, Conclusion.UNREQUESTED_VISIT)
PERIOD_DAYS = 14
UNREQUESTED_DAYS = 30  # Italy: D.Lgs. 26/2023
NO_PAYMENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class WithdrawalLaw:
    """The last day to withdraw and the first day a payment may be taken; None where the law sets none."""

    withdraw_by: date | None = None
    pay_from: date | None = None


def withdrawal_law(
    country: str, conclusion: Conclusion, concluded_on: date, *, protected: bool
) -> WithdrawalLaw:
    """What the law sets for a contract concluded on a day; nothing on the firm's premises or without protection.

    The day of conclusion is not counted, and a period that would end on a Saturday, a Sunday or a public holiday runs
    to the next working day (Code de la consommation L221-18, L221-19; Codice del Consumo artt. 52, 53; Reg. 1182/71).
    France: no payment of any kind within seven days of a conclusion away from the firm (L221-10).
    """
    if not protected or conclusion is Conclusion.ON_PREMISES:
        return WithdrawalLaw()
    unrequested = country == "IT" and conclusion is Conclusion.UNREQUESTED_VISIT
    days = UNREQUESTED_DAYS if unrequested else PERIOD_DAYS
    by = next_working_day(concluded_on + timedelta(days), country)
    banned = country == "FR" and conclusion in AT_HOME
    return WithdrawalLaw(by, concluded_on + timedelta(NO_PAYMENT_DAYS + 1) if banned else None)
