"""What a sub-contract takes over from its main contract when it is made, and the day its first term ends with it."""

from datetime import date
from typing import Any

from contracts.models import Contract, Term
from contracts.opening import ACCOUNTING, CONDITION_NAMES
from contracts.rules import term_rule

#: how the main contract's own first term was laid
OF_ITS_START = {"anchor_rule", "calendar_month", "first_term_months", "first_term_free"}
TAKEN = (
    *(name for name in CONDITION_NAMES if name not in OF_ITS_START),
    *("template", "technician", "final_end_on", "never_revise", "services", "job"),
    *ACCOUNTING,
)


def taken_from_main(main: Contract) -> dict[str, Any]:
    """The values a new sub-contract takes over, by field: template, payment, notice, renewal, revision, coverage.

    Lines, machines and fees are its own; so is its customer, who is that of the main contract unless another is chosen.
    """
    return {name: getattr(main, name) for name in TAKEN}


def ends_with(main: Contract, day: date) -> date | None:
    """The last day of the main contract's term that holds the day; None where it has none then."""
    if main.pk:
        stored = Term.objects.containing(day).filter(contract=main).first()
        if stored is not None:
            return stored.ends_on
    rule = term_rule(main)
    number = rule.number_on(day)
    return rule.ends_of(number) if number is not None else None
