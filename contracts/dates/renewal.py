"""Renewal, the pure part: what must exist on a day, given what exists. The run's date never shapes a term."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from contracts.dates.explained import Explained, Rule
from contracts.dates.fees import revised
from contracts.dates.terms import Term, TermRule
from tenancy.months import ONE_DAY


class RenewalKind(StrEnum):
    """How a contract goes on after a term: by itself, by an express act, or not at all."""

    TACIT = "tacit"
    EXPRESS = "express"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What a night must do for one contract: terms to write, in order, and the day it ended, if it did."""

    terms: tuple[Term, ...] = ()
    ended_on: date | None = None


NOTHING = CatchUp()


def catch_up(
    rule: TermRule, last: Term, kind: RenewalKind, on: date, refused_end: date | None = None
) -> CatchUp:
    """What must be written so that the contract is right on a day, given its last term.

    A tacit contract gets every term until one contains the day, or until one ends on or after
    `refused_end`, the last day of the term a refusal was recorded for. That one, an express or unrenewable
    contract, and one that has reached its final end or its maximum of renewals, ended the day after their
    last term.
    """
    if last.ends >= on:
        return NOTHING
    terms: list[Term] = []
    while last.ends < on:
        refused = refused_end is not None and last.ends >= refused_end
        if kind is not RenewalKind.TACIT or refused or not may_renew(rule, last):
            return CatchUp(tuple(terms), last.ends + ONE_DAY)
        last = rule.term(last.number + 1)
        terms.append(last)
    return CatchUp(tuple(terms))


def may_renew(rule: TermRule, last: Term) -> bool:
    """Whether a further term exists by the rule, whoever decides it."""
    return rule.exists(last.number + 1)


def revised_fees(yearly: Decimal, percent: Decimal | None, renewals: int) -> list[Decimal]:
    """The yearly fees of the next terms: the percent applied once at each renewal, each result in cents."""
    fees = []
    for _ in range(renewals):
        yearly = revised(yearly, percent)
        fees.append(yearly)
    return fees


def renewal_opens(last: Term, days: int = 60) -> date:
    """The first day on which a technician's or the office's answer may renew the running term."""
    return last.ends - timedelta(days)


def explain_renewal_opens(last: Term, days: int = 60) -> Explained[date]:
    """`renewal_opens`, with its reason."""
    return Explained(renewal_opens(last, days), Rule.RENEWAL_OPENS, (("ends", last.ends), ("days", days)))


def explain_ended(last: Term, kind: RenewalKind, refused_on: date | None) -> Explained[date]:
    """The day from which the contract is ended, when it is not renewed after its last term."""
    inputs = (("ends", last.ends), ("kind", str(kind)), ("refused_on", refused_on))
    return Explained(last.ends + ONE_DAY, Rule.CONTRACT_ENDS, inputs)
