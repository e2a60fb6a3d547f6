"""Terms: the renewal periods of a contract, numbered from 1, laid end to end from an anchor.

Term k begins at add_m(anchor, (k − anchor_number)·M) and ends the day before the next; both days belong to
it. Where the first term has a length F of its own, term k from the second on begins at add_m(anchor, F + (k − 2)·M).
"""

from dataclasses import dataclass
from datetime import date

from contracts.dates.explained import Explained, Rule
from tenancy.months import ONE_DAY, add_m, days_between, months_between


@dataclass(frozen=True, slots=True)
class Term:
    """One renewal period, first and last day included.

    `whole_starts`–`whole_ends` is the full term a short or cut one is measured against; of a whole term,
    itself.
    """

    number: int
    starts: date
    ends: date
    whole_starts: date
    whole_ends: date

    @property
    def is_whole(self) -> bool:
        """Whether it is neither short nor cut."""
        return self.starts == self.whole_starts and self.ends == self.whole_ends

    @property
    def days(self) -> int:
        """Its days, first and last counted."""
        return days_between(self.starts, self.ends)

    @property
    def whole_days(self) -> int:
        """The days of the full term it is measured against."""
        return days_between(self.whole_starts, self.whole_ends)

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class TermRule:
    """How the terms of one contract follow each other.

    `starts` is the first day the rule speaks of; `anchor` is the first day of term `anchor_number`, from
    which every other term is counted, `months` long each. A short first term lies between `starts` and
    `anchor`; a first term of `first_months` begins at the anchor. No day after `final_end` belongs to a
    term; `max_renewals` allows that many terms after number 1. Made by the functions of `anchors`.
    """

    starts: date
    months: int
    anchor: date
    anchor_number: int = 1
    final_end: date | None = None
    max_renewals: int | None = None
    first_months: int | None = None

    def __post_init__(self) -> None:
        if self.months < 1 or (self.first_months is not None and self.first_months < 1):
            raise ValueError("a term must last one month or more")
        if self.first_months is not None and self.starts != self.anchor:
            raise ValueError("a first term of its own length begins at the anchor")
        if not add_m(self.anchor, -self.months) <= self.starts <= self.anchor:
            raise ValueError(
                "the anchor must be the first day, or end a first term no longer than the others"
            )
        if self.final_end is not None and self.final_end < self.starts:
            raise ValueError("the final end lies before the first day")

    @property
    def first_number(self) -> int:
        """The number of the first term this rule can give."""
        return self.anchor_number - (self.starts < self.anchor)

    def months_of(self, number: int) -> int:
        """The length of term `number`, were it neither short nor cut."""
        own = self.first_months is not None and number == self.anchor_number
        return self.first_months if own and self.first_months else self.months

    def offset(self, number: int) -> int:
        """The months from the anchor to the first day of term `number`."""
        steps = number - self.anchor_number
        if self.first_months is None or steps < 1:
            return steps * self.months
        return self.first_months + (steps - 1) * self.months

    def boundary(self, number: int) -> date:
        """The day term `number` would begin, were there no short first term and no final end."""
        return add_m(self.anchor, self.offset(number))

    def exists(self, number: int) -> bool:
        """Whether the contract may reach that term (its renewal kind left aside)."""
        if number < self.first_number:
            return False
        if self.max_renewals is not None and number > 1 + self.max_renewals:
            return False
        return self.final_end is None or self.starts_of(number) <= self.final_end

    def starts_of(self, number: int) -> date:
        """First day of the term, a final end left aside; ValueError below the rule's first number."""
        if number == self.first_number:
            return self.starts
        if number < self.first_number:
            raise ValueError(f"term {number} lies before the first term of this rule")
        return self.boundary(number)

    def ends_of(self, number: int) -> date:
        """Last day of the term, cut by the final end."""
        natural = self.boundary(number + 1) - ONE_DAY
        return natural if self.final_end is None else min(natural, self.final_end)

    def term(self, number: int) -> Term:
        """Term `number`; ValueError when the contract never reaches it."""
        if not self.exists(number):
            raise ValueError(f"the contract has no term {number}")
        following = self.boundary(number + 1)
        whole_starts = self.boundary(number)
        whole_ends = following - ONE_DAY
        starts = self.starts if number == self.first_number else whole_starts
        ends = whole_ends if self.final_end is None else min(whole_ends, self.final_end)
        return Term(number, starts, ends, whole_starts, whole_ends)

    def number_on(self, day: date) -> int | None:
        """The number of the term that contains the day; None before the first and after the last."""
        if day < self.starts or (self.final_end is not None and day > self.final_end):
            return None
        number = self._number_after(months_between(self.anchor, day))
        return number if self.exists(number) else None

    def last_number(self) -> int | None:
        """The number of the last possible term; None when renewals have no bound."""
        by_renewals = None if self.max_renewals is None else 1 + self.max_renewals
        if self.final_end is None:
            return by_renewals
        by_end = self._number_after(months_between(self.anchor, self.final_end))
        return by_end if by_renewals is None else min(by_end, by_renewals)

    def _number_after(self, months: int) -> int:
        """The number of the term that holds the month so far from the anchor."""
        if self.first_months is None:
            return self.anchor_number + months // self.months
        if months < self.first_months:
            return self.anchor_number
        return self.anchor_number + 1 + (months - self.first_months) // self.months


def explain_starts(rule: TermRule, number: int) -> Explained[date]:
    """`TermRule.starts_of`, with its reason."""
    value = rule.starts_of(number)
    if number == rule.first_number:
        code = Rule.TERM_STARTS_FIRST if number == 1 else Rule.TERM_STARTS_REPORT
        return Explained(value, code, (("number", number),))
    return Explained(value, Rule.TERM_STARTS, _counted(rule, number))


def explain_ends(rule: TermRule, number: int) -> Explained[date]:
    """`TermRule.ends_of`, with its reason."""
    value = rule.ends_of(number)
    if value < rule.boundary(number + 1) - ONE_DAY:
        return Explained(value, Rule.TERM_ENDS_CUT, (("number", number), ("final_end", rule.final_end)))
    if number < rule.anchor_number:
        return Explained(value, Rule.TERM_ENDS_SHORT, (("number", number), ("anchor", rule.anchor)))
    if rule.first_months is not None and number == rule.anchor_number:
        return Explained(
            value, Rule.TERM_ENDS_FIRST, (("months", rule.first_months), ("anchor", rule.anchor))
        )
    return Explained(value, Rule.TERM_ENDS, _counted(rule, number))


def _counted(rule: TermRule, number: int) -> tuple[tuple[str, int | date], ...]:
    """What the days of a term are counted from: of a contract with a longer first term, its second."""
    first = rule.anchor_number + (rule.first_months is not None)
    return (
        ("number", number),
        ("anchor", rule.boundary(first)),
        ("months", rule.months),
        ("anchor_number", first),
    )
