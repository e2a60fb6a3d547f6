"""A contract as it stands, read once: what an amendment is computed on."""

import json
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from contracts.dates.terms import Term as TermDates
from contracts.models import (
    Amendment,
    BillingPeriod,
    Contract,
    Credit,
    Line,
    LineBase,
    Notice,
    OwedVisit,
    RenewalKind,
    RenewalPrice,
    Revision,
    Term,
)
from contracts.rules import stored_dates, term_rule
from tenancy.months import ONE_DAY

#: columns that say nothing about what is promised
APART = {"updated_at", "notes", "technician_id"}


class Situation:
    """Lines, terms, periods, visits and amendments of one contract; each is one query."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.rule = term_rule(contract)

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, ended ones too, with their machines."""
        return list(
            self.contract.lines.prefetch_related("machines__equipment__type").order_by("position", "pk")
        )

    @cached_property
    def terms(self) -> list[Term]:
        """All terms, the first first."""
        return list(self.contract.terms.order_by("number"))

    @cached_property
    def periods(self) -> list[BillingPeriod]:
        """All billing periods, in the order of time."""
        return list(self.contract.billing_periods.order_by("term_id", "starts_on", "number"))

    @cached_property
    def visits(self) -> list[OwedVisit]:
        """All owed visits, in the order of time."""
        return list(self.contract.owed_visits.order_by("slice_starts_on", "pk"))

    @cached_property
    def amendments(self) -> list[Amendment]:
        """All amendments, undone ones too."""
        return list(self.contract.amendments.order_by("number"))

    @cached_property
    def credits(self) -> list[Credit]:
        """What is to be given back."""
        return list(self.contract.credits.all())

    @cached_property
    def bases(self) -> dict[int, LineBase]:
        """What the price formula begins from, by line."""
        if self.contract.renewal_price != RenewalPrice.INDEXED:
            return {}
        return {base.line_id: base for base in LineBase.objects.filter(line__contract=self.contract)}

    @cached_property
    def settled(self) -> list[Revision]:
        """Prices settled for terms that are not written yet."""
        standing = Revision.objects.standing().filter(
            contract=self.contract, term_number__gt=self.terms[-1].number
        )
        return list(standing.prefetch_related("lines").order_by("pk"))

    @cached_property
    def told(self) -> Notice | None:
        """The letter already sent that tells the customer the fee of the term to come."""
        sent = self.contract.notices.filter(term=self.terms[-1], sent_on__isnull=False)
        return sent.exclude(price_shown=None).order_by("-sent_on", "-pk").first()

    def in_force(self, on: date) -> list[Line]:
        """The lines that live on a day or begin later, and that no other follows."""
        followed = {line.follows_id for line in self.lines}
        return [
            line
            for line in self.lines
            if (line.ends_on is None or line.ends_on >= on) and line.pk not in followed
        ]

    def running(self, on: date) -> Term:
        """The term that contains the day; before the first the first, after the last the last."""
        begun = [term for term in self.terms if term.starts_on <= on]
        return begun[-1] if begun else self.terms[0]

    def dates_of(self, term: Term) -> TermDates:
        """A stored term as the engine's. ValueError when the rules no longer know it."""
        return stored_dates(self.contract, term)

    @cached_property
    def next_dates(self) -> TermDates | None:
        """The term after the last written one, where the contract may reach it."""
        contract, last = self.contract, self.terms[-1]
        goes_on = contract.ended_on is None and contract.ends_after is None
        if not goes_on or contract.renewal == RenewalKind.NONE or not self.rule.exists(last.number + 1):
            return None
        following = self.rule.term(last.number + 1)
        return following if following.starts == last.ends_on + ONE_DAY else None

    @cached_property
    def version(self) -> str:
        """A name for exactly this state: it changes with any row that an amendment stands on."""
        machines = [each for line in self.lines for each in line.machines.all()]
        rows: list[models.Model] = [self.contract, *self.lines, *machines, *self.terms, *self.periods]
        rows += [*self.visits, *self.credits, *self.amendments, *self.bases.values(), *self.settled]
        said = json.dumps([_columns(row) for row in rows], cls=DjangoJSONEncoder)
        return sha256(said.encode()).hexdigest()


def _columns(row: models.Model) -> list[Any]:
    named = (field.attname for field in row._meta.concrete_fields if field.attname not in APART)
    return [row._meta.model_name, *(getattr(row, name) for name in named)]
