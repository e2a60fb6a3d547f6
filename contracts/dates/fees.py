"""What a term costs: the yearly fee over the term's months, by days where the term or a line is cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from contracts.dates.explained import Explained, Rule
from contracts.dates.terms import Term
from tenancy.money import round_cents, share, split_by
from tenancy.months import days_between


def term_fee(yearly: Decimal, months: int, term: Term) -> Decimal:
    """The net fee of a term of `months` months, in cents, rounded once.

    A whole term costs yearly · months / 12; a short or cut one the same by actual days over the days of the
    full term it is measured against (16/09–31/12/2005 is 107 days of 365: 365.00 gives 107.00).
    """
    if term.is_whole:
        return round_cents(yearly) if months == 12 else share(yearly, months, 12)
    return share(yearly, months * term.days, 12 * term.whole_days)


def line_fee(yearly: Decimal, months: int, term: Term, present_from: date, present_to: date) -> Decimal:
    """The part of the term's fee for a line present between two days, both counted and cut to the term."""
    first, last = max(present_from, term.starts), min(present_to, term.ends)
    if last < first:
        return round_cents(Decimal(0))
    if first == term.starts and last == term.ends:
        return term_fee(yearly, months, term)
    return share(yearly, months * days_between(first, last), 12 * term.whole_days)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A service at a yearly fee between two days (None: as long as the term); one ``chain`` follows each other."""

    chain: int
    yearly: Decimal
    starts: date | None = None
    ends: date | None = None


def stretches_fee(stretches: Iterable[Stretch], months: int, term: Term) -> Decimal:
    """What services cost in a term, each by its days of presence.

    Each chain is rounded once, half up to the cent: a service that changes at an unchanged fee costs what it cost.
    """
    exact: dict[int, Fraction] = {}
    for each in stretches:
        first, last = max(each.starts or term.starts, term.starts), min(each.ends or term.ends, term.ends)
        if last < first:
            continue
        part = Fraction(1)
        if first != term.whole_starts or last != term.whole_ends:
            part = Fraction(days_between(first, last), term.whole_days)
        exact[each.chain] = (
            exact.get(each.chain, Fraction(0)) + Fraction(each.yearly) * Fraction(months, 12) * part
        )
    return sum(
        (share(Decimal(1), value.numerator, value.denominator) for value in exact.values()), Decimal("0.00")
    )


def revised(yearly: Decimal, percent: Decimal | None) -> Decimal:
    """The yearly fee of the next term: raised once by the percent, half up to the cent; kept without one."""
    return yearly if not percent else round_cents(yearly * (100 + percent) / 100)


def added(yearly: Sequence[Decimal], amount: Decimal) -> list[Decimal]:
    """The yearly fees of a contract's lines when their sum is raised by an amount; a sum below zero is zero.

    Each line takes its share in proportion to its fee, by cumulative rounding, so that the parts sum to the whole.
    """
    return spread(max(sum(yearly, Decimal("0.00")) + amount, Decimal("0.00")), yearly)


def spread(total: Decimal, yearly: Sequence[Decimal]) -> list[Decimal]:
    """A contract's new yearly fee laid on its lines in proportion to their fees; on the first where all are zero."""
    if not sum(yearly):
        return [total if place == 0 else Decimal("0.00") for place, _fee in enumerate(yearly)]
    return split_by(total, [Fraction(fee) for fee in yearly])


def raised(price: Decimal, percent: Decimal, step: Decimal) -> Decimal:
    """A price raised by a percent, rounded half up to whole steps (41.30 and 3 % in steps of 0.50: 42.50)."""
    steps = (price * (100 + percent) / 100 / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return round_cents(steps * step)


def explain_term_fee(yearly: Decimal, months: int, term: Term) -> Explained[Decimal]:
    """`term_fee`, with its reason."""
    value = term_fee(yearly, months, term)
    if term.is_whole:
        return Explained(value, Rule.FEE_WHOLE, (("yearly", yearly), ("months", months)))
    inputs = (("yearly", yearly), ("months", months), ("days", term.days), ("whole_days", term.whole_days))
    return Explained(value, Rule.FEE_DAYS, inputs)


def explain_revised(yearly: Decimal, percent: Decimal | None) -> Explained[Decimal]:
    """`revised`, with its reason."""
    value = revised(yearly, percent)
    if not percent:
        return Explained(value, Rule.FEE_KEPT, (("yearly", yearly),))
    return Explained(value, Rule.FEE_REVISED, (("yearly", yearly), ("percent", percent)))
