"""Why a stored date or amount is what it is: the engine asked again, and its answer put in words."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.concluding import visits_from
from contracts.dates import billing, fees, refusal, renewal, terms, visits
from contracts.dates.explained import Explained
from contracts.dates.terms import Term as TermDates
from contracts.models import Amendment, BillingPeriod, Contract, Line, OwedVisit, Term, VisitCadence
from contracts.rule_labels import sentence
from contracts.rules import (
    billing_rule,
    is_free,
    notice_law,
    refusal_notice,
    stored_dates,
    term_rule,
    visit_rule,
)
from tenancy.models import Company
from ui import formats

T = TypeVar("T", date, Decimal)


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A stored value with the sentence that says how it came about."""

    value: T
    why: str


class TermExplained:
    """The dates and the fee of one stored term, each with its reason.

    A value that the rules of today would not give again (a setting changed, an import) says so instead.
    """

    def __init__(
        self,
        contract: Contract,
        term: Term,
        company: Company,
        counted: Callable[[], Mapping[int, Explained[date]]] = dict,
    ) -> None:
        """``counted`` gives the ends of windows counted from the last visit made, by the visit's id."""
        self.contract, self.term, self.company, self.counted = contract, term, company, counted
        self.rule = term_rule(contract)

    @cached_property
    def dates(self) -> TermDates | None:
        """The term as the engine's, or None when the rules no longer know a term of that number."""
        if self.term.number < self.rule.first_number:
            return None
        try:
            return stored_dates(self.contract, self.term)
        except ValueError:
            return None

    @cached_property
    def starts(self) -> Told[date]:
        """The first day."""
        found = terms.explain_starts(self.rule, self.term.number) if self.dates else None
        return self._told(self.term.starts_on, found)

    @cached_property
    def ends(self) -> Told[date]:
        """The last day."""
        found = terms.explain_ends(self.rule, self.term.number) if self.dates else None
        return self._told(self.term.ends_on, found)

    @cached_property
    def fee(self) -> Told[Decimal]:
        """The net fee of the whole term."""
        if is_free(self.contract, self.term.number) and not self.term.fee:
            return Told(self.term.fee, _("The first term is free."))
        if self.dates:
            found = fees.explain_term_fee(
                self.term.annual_fee, self.rule.months_of(self.term.number), self.dates
            )
            if found.value == self.term.fee:
                return self._told(self.term.fee, found)
        return Told(
            self.term.fee, _("The sum of the lines, each by the days on which it belongs to the term.")
        )

    @cached_property
    def refuse_by(self) -> Told[date]:
        """The last day to refuse the next term."""
        return self._told(
            self.term.refuse_by, refusal.explain_refuse_by(self.term.ends_on, refusal_notice(self.contract))
        )

    @cached_property
    def renewal_opens(self) -> Told[date]:
        """The first day on which the renewal may be answered."""
        explained = renewal.explain_renewal_opens(self._as_stored, self.company.renewal_open_days)
        return Told(explained.value, self._words(explained))

    @cached_property
    def ended(self) -> Told[date]:
        """The first day without a contract, when no renewal follows."""
        explained = renewal.explain_ended(
            self._as_stored, renewal.RenewalKind(self.contract.renewal), self.contract.ends_after
        )
        return Told(explained.value, self._words(explained))

    @cached_property
    def notice_opens(self) -> Told[date]:
        """The first day on which the lawful letter may leave."""
        return self._told(self.term.notice_opens_on, self._notice["opens"])

    @cached_property
    def notice_prepared(self) -> Told[date]:
        """The day from which the letter is prepared."""
        return self._told(self.term.notice_prepare_on, self._notice["prepare_from"])

    @cached_property
    def notice_target(self) -> Told[date]:
        """The day by which the letter is wanted."""
        return self._told(self.term.notice_target_on, self._notice["target"])

    @cached_property
    def notice_closes(self) -> Told[date]:
        """The last day on which the letter may leave."""
        return self._told(self.term.notice_closes_on, self._notice["closes"])

    def periods(self, stored: Iterable[BillingPeriod]) -> dict[int, tuple[Told[date], Told[Decimal]]]:
        """The due day and the amount of each of the term's periods, by the period's id."""
        computed: dict[int, billing.Period] = {}
        charged = billing_rule(self.contract)
        if self.dates:
            computed = {
                period.number: period
                for period in billing.periods(self.rule, self.dates, charged, self.term.fee)
            }
        rows = list(stored)
        cut = {row.rest_of_id for row in rows if row.rest_of_id is not None}
        found = {}
        for row in rows:
            due = amount = None
            if self.dates and row.number in computed:
                due = billing.explain_due(charged, self.dates, computed[row.number])
                amount = billing.explain_amount(self.rule, self.dates, charged, self.term.fee, row.number)
            day, told = self._told(row.due_on, due), self._told(row.amount, amount)
            held = self.contract.pay_from
            if due is not None and row.due_on == held and due.value < held:
                why = _("Signed away from the firm: nothing may be paid before this day (L221-10).")
                day = Told(row.due_on, why)
            if row.visit_id is not None:
                day = Told(row.due_on, _("The visit was made on this day."))
                told = Told(row.amount, _("The visit's share of what its line costs in the term."))
            if row.amendment is not None:
                told = Told(row.amount, _changed_by(row, row.amendment))
            if row.suspension is not None:
                told = Told(
                    row.amount,
                    _("The days of a suspension (%(days)s) are not charged.") % {"days": row.suspension},
                )
            if row.rest_of_id is not None or row.pk in cut:
                told = Told(row.amount, _("The end of the contract has cut the period: by its days."))
            found[row.pk] = (day, told)
        return found

    def visits(self, stored: Collection[OwedVisit], lines: Iterable[Line]) -> dict[int, Told[date]]:
        """The last day of each of the term's owed visits, by the visit's id."""
        computed: dict[tuple[int, int], Explained[date]] = {}
        if self.dates:
            for line in lines:
                promised = visit_rule(line)
                for visit in visits.visits(self.rule, self.dates, promised, line.starts_on, line.ends_on):
                    computed[line.pk, visit.number] = visits.explain_window(promised, visit)
        found = {
            row.pk: self._told(row.window_ends_on, computed.get((row.line_id, row.number))) for row in stored
        }
        if self.contract.visit_cadence == VisitCadence.DONE:
            counted = self.counted()
            for row in stored:
                if row.pk in counted:
                    found[row.pk] = self._told(row.window_ends_on, counted[row.pk])
                elif row.done_on and found[row.pk].why == self._written():
                    found[row.pk] = Told(row.window_ends_on, _("Counted from the visit made before it."))
        begins = visits_from(self.contract)
        held = {row.pk: row for row in stored if row.window_starts_on == begins}
        for pk, row in held.items():
            found[pk] = Told(
                row.window_ends_on, _("The window begins when the customer can no longer withdraw.")
            )
        return found

    @property
    def _as_stored(self) -> TermDates:
        term = self.term
        return TermDates(term.number, term.starts_on, term.ends_on, term.starts_on, term.ends_on)

    @cached_property
    def _notice(self) -> dict[str, Explained[date]]:
        law = notice_law(self.company)
        return law.explain(self.term.ends_on, self.term.refuse_by)

    def _told(self, value: T, explained: Explained[T] | None) -> Told[T]:
        if explained is not None and explained.value == value:
            return Told(value, self._words(explained))
        return Told(value, self._written())

    def _written(self) -> str:
        anchor = self.contract.anchor_on
        if anchor is not None and self.term.number == self.contract.anchor_term - 1:
            return _("Moved by the days for which the contract was suspended.")
        return _written(self.term)

    def _words(self, explained: Explained[date] | Explained[Decimal]) -> str:
        return sentence(explained, self.company.currency)


def _changed_by(period: BillingPeriod, amendment: Amendment) -> str:
    said = {"number": amendment.number, "day": formats.day(amendment.effective_on)}
    if period.kind == BillingPeriod.Kind.DIFFERENCE:
        return (
            _("What amendment %(number)s, in force from %(day)s, adds to periods that were charged before.")
            % said
        )
    return _("Changed by amendment %(number)s, in force from %(day)s, by its days.") % said


def _written(term: Term) -> str:
    if term.origin == Term.Origin.IMPORT:
        return _("Taken over when the contract was imported on %(day)s.") % {
            "day": formats.day(term.written_at)
        }
    return _("Written with the term on %(day)s; the rules have changed since.") % {
        "day": formats.day(term.written_at)
    }
