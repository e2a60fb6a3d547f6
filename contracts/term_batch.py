"""Writing terms with all they bring — billing periods, owed visits, notice dates — for many contracts at once.

Signature, import, night and report all write terms here and nowhere else, in one transaction with what called.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_noop

from contracts.cadence import Counting
from contracts.dates import billing, refusal, visits
from contracts.dates.notice import NoticeLaw
from contracts.dates.terms import Term as TermDates
from contracts.dates.terms import TermRule
from contracts.models import BillingPeriod, Contract, Line, OwedVisit, Term
from contracts.rules import (
    billing_rule,
    fee_of_term,
    is_free,
    notice_law,
    present,
    refusal_notice,
    visit_rule,
    yearly_fee,
)
from tenancy.acting import acting_company
from tenancy.inserting import insert, insert_as
from tenancy.models import User

NOTHING = Decimal("0.00")


@dataclass(slots=True)
class NewPeriod:
    """A billing period to be written, with the columns of ``BillingPeriod``; plain, because a night makes thousands."""

    company_id: int | None
    contract_id: int | None
    term: Term
    number: int
    starts_on: date
    ends_on: date
    due_on: date
    amount: Decimal
    state: str = BillingPeriod.State.OPEN.value
    settled_on: date | None = None
    settled_reason: str = ""
    term_id: int | None = None


@dataclass(slots=True)
class NewVisit:
    """An owed visit to be written, with the columns of ``OwedVisit``."""

    company_id: int | None
    contract_id: int | None
    term: Term
    line_id: int | None
    number: int
    slice_starts_on: date
    slice_ends_on: date
    window_starts_on: date
    window_ends_on: date
    done_on: date | None = None
    done_by: str = ""
    term_id: int | None = None


class TermBatch:
    """Collects terms in memory, then writes them set-based: four statements for some thousand rows of each kind.

    Until ``write`` the terms have no id, and periods and visits are only their columns.
    """

    def __init__(self, *, origin: str, reference: str = "", by: User | None = None) -> None:
        """All terms of a batch begin the same way (``Term.Origin``) and name the same cause and person."""
        self.origin, self.reference, self.by = origin, reference, by
        self.law: NoticeLaw = notice_law(acting_company())
        self.terms: list[Term] = []
        self.periods: list[NewPeriod] = []
        self.visits: list[NewVisit] = []
        self._new_lines: list[Line] = []
        self._visits_of_new: list[tuple[NewVisit, Line]] = []

    def add(
        self,
        contract: Contract,
        rule: TermRule,
        dates: TermDates,
        lines: Iterable[Line],
        *,
        owes_fees: bool = True,
    ) -> Term:
        """Add one term of a contract whose lines carry the yearly fees of that term.

        With ``owes_fees`` false (a contract that was over when it was imported) its periods are billed elsewhere.
        The term has no id before ``write``, and lines that a version of the template brings with it neither.
        """
        alive = present(lines, dates)
        known = {id(line) for line in self._new_lines}
        self._new_lines += [line for line in alive if _is_new(line) and id(line) not in known]
        free = is_free(contract, dates.number)
        window = self.law.window(dates.ends, refusal.refuse_by(dates.ends, refusal_notice(contract)))
        term = Term(
            company_id=contract.company_id,
            contract=contract,
            number=dates.number,
            starts_on=dates.starts,
            ends_on=dates.ends,
            annual_fee=NOTHING if free else yearly_fee(alive, dates),
            fee=NOTHING if free else fee_of_term(alive, rule.months_of(dates.number), dates),
            origin=self.origin,
            origin_reference=self.reference,
            written_by=self.by,
            renewable=rule.exists(dates.number + 1),
            refuse_by=window.refuse_by,
            notice_opens_on=window.opens,
            notice_prepare_on=window.prepare_from,
            notice_target_on=window.target,
            notice_closes_on=window.closes,
        )
        self.terms.append(term)
        self._add_periods(contract, rule, dates, term, owes_fees=owes_fees)
        self._add_visits(contract, rule, dates, term, alive)
        return term

    def write(self) -> None:
        """Write everything and move each contract's last day. Raises ``IntegrityError`` when a term exists already."""
        self._write_lines()
        insert(self.terms)
        for period in self.periods:
            period.term_id = period.term.pk
        for visit in self.visits:
            visit.term_id = visit.term.pk
        insert_as(BillingPeriod, self.periods)
        Contract.objects.all().run_until({term.contract_id: term.ends_on for term in self.terms})
        for term in self.terms:
            term.contract.runs_until = term.ends_on
        Counting(term.contract for term in self.terms).place(self.visits)
        insert_as(OwedVisit, self.visits)

    def _add_periods(
        self, contract: Contract, rule: TermRule, dates: TermDates, term: Term, *, owes_fees: bool
    ) -> None:
        for period in billing.periods(rule, dates, billing_rule(contract), term.fee):
            row = NewPeriod(
                company_id=contract.company_id,
                contract_id=contract.pk,
                term=term,
                number=period.number,
                starts_on=period.starts,
                ends_on=period.ends,
                due_on=period.due,
                amount=period.amount,
            )
            until = contract.billed_until
            if not owes_fees:
                _settle(row, dates.ends, gettext_noop("The contract was over when it was imported."))
            elif is_free(contract, dates.number):
                _settle(row, dates.starts, gettext_noop("The first term is free."))
                row.state = BillingPeriod.State.WAIVED.value
            elif until is not None and period.ends <= until:
                _settle(row, until, gettext_noop("Billed before the import."))
            self.periods.append(row)

    def _add_visits(
        self, contract: Contract, rule: TermRule, dates: TermDates, term: Term, lines: list[Line]
    ) -> None:
        for line in lines:
            owed = visits.visits(rule, dates, visit_rule(line), line.starts_on, line.ends_on)
            for visit in owed:
                row = NewVisit(
                    company_id=contract.company_id,
                    contract_id=contract.pk,
                    term=term,
                    line_id=line.pk,
                    number=visit.number,
                    slice_starts_on=visit.slice_starts,
                    slice_ends_on=visit.slice_ends,
                    window_starts_on=visit.starts,
                    window_ends_on=visit.ends,
                )
                self.visits.append(row)
                if _is_new(line):
                    self._visits_of_new.append((row, line))

    def _write_lines(self) -> None:
        if not self._new_lines:
            return
        insert(self._new_lines)
        for visit, line in self._visits_of_new:
            visit.line_id = line.pk


def _is_new(line: Line) -> bool:
    return line._state.adding  # noqa: SLF001 - what Django asks itself


def _settle(period: NewPeriod, on: date, reason: str) -> None:
    """Close a period with a reason in English; pages say it in the reader's language."""
    period.state, period.settled_on, period.settled_reason = BillingPeriod.State.ELSEWHERE.value, on, reason
