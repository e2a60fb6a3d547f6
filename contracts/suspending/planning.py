"""What a suspension of known length changes, before anything is written: each row with the columns it gets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_noop

from contracts.dates import refusal
from contracts.dates.suspension import (
    Stretch,
    days_inside,
    moved,
    moved_start,
    not_charged,
    postponed,
    waiting_window,
)
from contracts.models import (
    BillingPeriod,
    Contract,
    Credit,
    Notice,
    OnSuspension,
    OwedVisit,
    Revision,
    Suspension,
    Term,
)
from contracts.rules import notice_law, refusal_notice
from tenancy.acting import acting_company
from tenancy.models import User
from tenancy.months import ONE_DAY

WAIVED = gettext_noop("The contract was suspended in these days.")
OPEN = BillingPeriod.State.OPEN
CHARGED = (BillingPeriod.State.BILLED, BillingPeriod.State.ELSEWHERE)


@dataclass(slots=True)
class Plan:
    """Rows that change with their new values, in the order in which they may be written, and rows that are made."""

    changes: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    made: list[models.Model] = field(default_factory=list)

    def change(self, row: models.Model, **values: Any) -> None:
        """Note what a row gets, where it differs."""
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if differing:
            self.changes.append((row, differing))

    def of(self, kind: type[models.Model]) -> list[tuple[Any, dict[str, Any]]]:
        """The changed rows of one kind."""
        return [(row, values) for row, values in self.changes if isinstance(row, kind)]

    @property
    def waived_net(self) -> Decimal:
        """What is no longer charged, net."""
        whole = [row.amount for row, values in self.of(BillingPeriod) if "state" in values]
        parts = [row.amount for row in self.made if isinstance(row, BillingPeriod)]
        return sum([*whole, *parts], Decimal("0.00"))

    @property
    def credit_net(self) -> Decimal:
        """What was charged and is to be given back, net."""
        return sum((row.amount for row in self.made if isinstance(row, Credit)), Decimal("0.00"))


class Planning:
    """Reads a contract's rows once and says what a stretch of suspension makes of them.

    With a ``suspension`` the plan will be written: the rows made name it, and nobody bills the periods meanwhile.
    """

    def __init__(
        self,
        contract: Contract,
        stretch: Stretch,
        rule: str,
        on: date,
        by: User | None = None,
        suspension: Suspension | None = None,
    ) -> None:
        self.contract, self.stretch, self.rule, self.on, self.by = contract, stretch, rule, on, by
        self.suspension = suspension

    @cached_property
    def terms(self) -> list[Term]:
        """The terms that end on or after the first suspended day."""
        rows = Term.objects.filter(contract=self.contract, ends_on__gte=self.stretch.starts)
        return list(rows.order_by("number"))

    @cached_property
    def periods(self) -> list[BillingPeriod]:
        """Their billing periods."""
        rows = BillingPeriod.objects.filter(term__in=self.terms).order_by("pk")
        return list(rows.select_for_update(of=("self",)) if self.suspension else rows)

    @cached_property
    def visits(self) -> list[OwedVisit]:
        """Their visits not made yet."""
        return list(OwedVisit.objects.open().filter(term__in=self.terms).order_by("pk"))

    def plan(self) -> Plan:
        """All of it."""
        plan = Plan()
        if self.rule == OnSuspension.MOVE:
            self._move(plan)
        else:
            if self.rule == OnSuspension.CREDIT:
                self._do_not_charge(plan)
            self._wait(plan)
        return plan

    def _move(self, plan: Plan) -> None:
        stretch, law = self.stretch, notice_law(acting_company())
        # The last first: terms may not overlap at any moment.
        for term in reversed(self.terms):
            ends = moved(term.ends_on, stretch)
            window = law.window(ends, refusal.refuse_by(ends, refusal_notice(self.contract)))
            plan.change(
                term,
                starts_on=moved_start(term.starts_on, stretch),
                ends_on=ends,
                refuse_by=window.refuse_by,
                notice_opens_on=window.opens,
                notice_prepare_on=window.prepare_from,
                notice_target_on=window.target,
                notice_closes_on=window.closes,
            )
            for notice in Notice.objects.filter(term=term, cures=True, sent_on__isnull=False):
                # It named another last day: a letter inside the new window is wanted.
                plan.change(notice, cures=window.opens <= notice.sent_on <= window.closes)  # type: ignore[operator]
        for period in self.periods:
            days = {
                "starts_on": moved_start(period.starts_on, stretch),
                "ends_on": moved(period.ends_on, stretch),
            }
            if period.state == OPEN:
                days["due_on"] = moved(period.due_on, stretch)
            plan.change(period, **days)
        for visit in self.visits:
            plan.change(
                visit,
                slice_starts_on=moved_start(visit.slice_starts_on, stretch),
                slice_ends_on=moved(visit.slice_ends_on, stretch),
                window_starts_on=moved(visit.window_starts_on, stretch),
                window_ends_on=moved(visit.window_ends_on, stretch),
            )
        self._move_contract(plan)

    def _move_contract(self, plan: Plan) -> None:
        contract, last = self.contract, self.terms[-1]
        ends = moved(last.ends_on, self.stretch)
        for revision in Revision.objects.standing().filter(contract=contract, term_number__gt=last.number):
            plan.change(revision, effective_on=ends + ONE_DAY)
        plan.change(
            contract,
            runs_until=ends,
            ends_after=moved(contract.ends_after, self.stretch) if contract.ends_after else None,
            final_end_on=moved(contract.final_end_on, self.stretch) if contract.final_end_on else None,
            anchor_on=ends + ONE_DAY,
            anchor_term=last.number + 1,
        )

    def _do_not_charge(self, plan: Plan) -> None:
        numbers = _next_numbers(self.terms)
        back: dict[int, Decimal] = defaultdict(Decimal)
        for period, part in self._parts():
            if period.state in CHARGED:
                back[period.term_id] += part
            elif period.state != OPEN:
                continue
            elif days_inside(period.starts_on, period.ends_on, self.stretch) == period.days:
                plan.change(period, suspension_id=_key(self.suspension), **self._waived())
            else:
                plan.change(period, amount=period.amount - part, suspension_id=_key(self.suspension))
                plan.made.append(
                    BillingPeriod(
                        contract_id=period.contract_id,
                        term_id=period.term_id,
                        number=next(numbers[period.term_id]),
                        starts_on=max(period.starts_on, self.stretch.starts),
                        ends_on=min(period.ends_on, self.stretch.ends),
                        due_on=period.due_on,
                        amount=part,
                        kind=period.kind,
                        amendment_id=period.amendment_id,
                        suspension_id=_key(self.suspension),
                        **self._waived(),
                    )
                )
        for term_id, amount in back.items():
            plan.made.append(
                Credit(
                    contract_id=self.contract.pk,
                    term_id=term_id,
                    suspension_id=_key(self.suspension),
                    amount=amount,
                )
            )

    def _parts(self) -> Iterator[tuple[BillingPeriod, Decimal]]:
        for period in self.periods:
            part = not_charged(period.amount, period.starts_on, period.ends_on, self.stretch)
            if part:
                yield period, part

    def _waived(self) -> dict[str, Any]:
        return {
            "state": BillingPeriod.State.WAIVED.value,
            "settled_on": self.on,
            "settled_by_id": self.by.pk if self.by else None,
            "settled_reason": WAIVED,
        }

    def _wait(self, plan: Plan) -> None:
        waived = {row.pk for row, values in plan.of(BillingPeriod) if "state" in values}
        for period in self.periods:
            if period.state == OPEN and period.pk not in waived:
                plan.change(period, due_on=postponed(period.due_on, self.stretch))
        for visit in self.visits:
            starts, ends = waiting_window(visit.window_starts_on, visit.window_ends_on, self.stretch)
            plan.change(visit, window_starts_on=starts, window_ends_on=ends)


def _key(suspension: Suspension | None) -> int | None:
    return suspension.pk if suspension else None


def _next_numbers(terms: list[Term]) -> dict[int, Iterator[int]]:
    last = (
        BillingPeriod.objects.filter(term__in=terms)
        .order_by()
        .values("term")
        .annotate(last=models.Max("number"))
    )
    return {row["term"]: iter(range(row["last"] + 1, row["last"] + 10_000)) for row in last}
