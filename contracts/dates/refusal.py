"""The last day on which the coming renewal may be refused."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.dates.explained import Explained, Rule
from tenancy.months import add_m_eom


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """How long before the term's end a refusal must arrive: a number of months, or of days, or neither."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or (self.months and self.days):
            raise ValueError("a refusal notice is a number of months or a number of days, not below zero")


def refuse_by(term_to: date, notice: RefusalNotice) -> date:
    """D: `notice.months` months (month ends kept) or `notice.days` days before the term's last day."""
    if notice.days:
        return term_to - timedelta(days=notice.days)
    return add_m_eom(term_to, -notice.months)


def explain_refuse_by(term_to: date, notice: RefusalNotice) -> Explained[date]:
    """`refuse_by`, with its reason."""
    value = refuse_by(term_to, notice)
    if notice.days:
        return Explained(value, Rule.REFUSAL_DAYS, (("term_to", term_to), ("days", notice.days)))
    return Explained(value, Rule.REFUSAL_MONTHS, (("term_to", term_to), ("months", notice.months)))
