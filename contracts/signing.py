"""Signature: a draft becomes a contract with its first term."""

from datetime import date

from django.db import transaction

from contracts import prepaying
from contracts.clauses import establish
from contracts.concluding import Concluded, conclude, hold_back
from contracts.models import Contract, Term
from contracts.promises import machines_of
from contracts.renewal import renew
from contracts.rules import term_rule
from contracts.term_batch import TermBatch
from installed_base import due_dates
from tenancy.models import User

NOT_SAID = Concluded()


class CannotSign(Exception):
    """The contract cannot be signed, and why, in words for the person who tried."""


@transaction.atomic
def sign(
    contract: Contract,
    signed_on: date,
    *,
    on: date,
    by: User | None = None,
    concluded: Concluded = NOT_SAID,
) -> Contract:
    """Sign a draft: write term 1 with its periods, visits and notice dates, and catch up to ``on``.

    A prospect is a customer from now on. What is due or begins before the law allows it is moved (``concluding``).
    Raises ``CannotSign`` when it was signed before, has no line, or the signature lies in the future.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if contract.is_signed():
        raise CannotSign("signed")
    if signed_on > on:
        raise CannotSign("future")
    lines = list(contract.lines.all())
    if not lines:
        raise CannotSign("no_lines")
    contract.signed_on = signed_on
    conclude(contract, signed_on, concluded)
    contract.save()
    contract.customer.become_customer()
    establish(contract, since=contract.start_on, known_on=signed_on)
    rule = term_rule(contract)
    batch = TermBatch(origin=Term.Origin.SIGNATURE, by=by)
    batch.add(contract, rule, rule.term(rule.first_number), lines)
    hold_back(contract, batch)
    batch.write()
    renew([contract.pk], on, origin=Term.Origin.SIGNATURE, by=by)
    prepaying.credit([contract.pk], on, by)
    due_dates.refresh(machines_of([contract.pk]), on)
    contract.refresh_from_db()
    return contract
