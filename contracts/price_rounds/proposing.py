"""Proposing new fees, changing one by hand, leaving contracts out: nothing of it touches a contract."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.dates import fees
from contracts.models import Contract, PriceRound, RoundPrice
from contracts.price_rounds import job
from contracts.price_rounds.filling import asked_of, filled, waiting_row
from contracts.price_rounds.foreseeing import FIRM, foresee
from contracts.price_rounds.once import AlreadyProposed, lock, one_at_a_time, same_proposal, standing_in
from contracts.price_rounds.telling import reason_left
from tenancy.inserting import insert
from tenancy.models import User

MOST = 20_000  # contracts of one proposal
AT_ONCE = 300  # more are taken in and computed by a worker
LEFT_BY_HAND = "by_hand"


def propose(
    round_: PriceRound, contracts: Iterable[Contract], on: date, by: User | None = None
) -> PriceRound:
    """Keep a proposal with a row for each contract, those left out too; of many only which they are, and a worker
    makes the rows.

    A contract with a new fee in another open proposal is left out. Raises ``AlreadyProposed`` where that goes for all
    of them or this very proposal is open already, ``ValidationError`` for none and too many.
    """
    chosen = list(dict.fromkeys(contracts))
    if not chosen or len(chosen) > MOST:
        raise ValidationError(
            _("At most %(count)s contracts at once: narrow the list.") % {"count": MOST}
            if chosen
            else _("Nothing was selected.")
        )
    keys = [contract.pk for contract in chosen]
    round_.proposed_on, round_.proposed_by = on, by
    if len(keys) > AT_ONCE:
        return _propose_many(round_, keys, on)
    lock(keys)
    taken = standing_in(keys)
    if first := same_proposal(round_, keys):
        raise AlreadyProposed(first)
    rows = [waiting_row(round_, contract.pk, taken) for contract in chosen]
    for row, contract in zip(rows, chosen, strict=True):
        row.contract = contract
    waiting = [row for row in rows if row.left == RoundPrice.WAITING]
    seen = foresee([row.contract for row in waiting], asked_of(round_), on)
    for row, each in zip(waiting, seen, strict=True):
        filled(row, each)
    if taken and all(row.left for row in rows):
        raise AlreadyProposed(next(iter(taken.values())))
    round_.save()
    insert(rows)
    return round_


def _propose_many(round_: PriceRound, keys: Sequence[int], on: date) -> PriceRound:
    """Only what was chosen is kept here; of two who ask at once the second is told."""
    one_at_a_time()
    if first := same_proposal(round_, keys):
        raise AlreadyProposed(first)
    taken = standing_in(keys)
    if len(taken) == len(keys):
        raise AlreadyProposed(next(iter(taken.values())))
    round_.chosen = list(keys)
    round_.save()
    job.start(round_, len(keys), on)
    return round_


def edit(row: RoundPrice, new_fee: Decimal, reason: str, by: User | None = None) -> RoundPrice:
    """Give a contract another fee than the rule: each line takes its share. The computed fee needs no reason.

    Raises ``ValidationError`` when the proposal is decided, or the contract can have no new fee.
    """
    refuse_decided(row.round)
    if row.round.is_settling:
        raise ValidationError(_("A worker is still at this proposal."))
    if row.left in FIRM:
        raise ValidationError(str(reason_left(row.left)))
    if row.left:
        lock([row.contract_id])
        if taken := standing_in([row.contract_id]):
            raise AlreadyProposed(taken[row.contract_id])
    if new_fee == row.computed_fee:
        reason = ""
    row.new_fee, row.reason, row.edited_by, row.left = new_fee, reason, by, ""
    row.save(update_fields=["new_fee", "reason", "edited_by", "left"])
    return row


def leave_out(rows: Sequence[RoundPrice], by: User | None = None) -> int:
    """Let contracts keep the fee they have; gives how many."""
    open_ = RoundPrice.objects.filter(
        pk__in=[row.pk for row in rows], left="", decided=False, round__in=PriceRound.objects.changeable()
    )
    return open_.update(left=LEFT_BY_HAND, edited_by=by)


def take_in(rows: Sequence[RoundPrice], by: User | None = None) -> int:
    """Take contracts in again that somebody left out and no other proposal took since; gives how many."""
    keys = [row.contract_id for row in rows]
    lock(keys)
    out = RoundPrice.objects.filter(
        pk__in=[row.pk for row in rows], left=LEFT_BY_HAND, round__in=PriceRound.objects.changeable()
    )
    return out.exclude(contract__in=standing_in(keys)).update(left="", edited_by=by)


def refuse_decided(round_: PriceRound) -> None:
    """Raises ``ValidationError`` when a proposal was approved or taken back."""
    if not round_.is_open:
        raise ValidationError(_("This proposal is decided: its fees can no longer be changed."))


def shares(row: RoundPrice) -> list[Decimal]:
    """The new fee of each line: as computed, or by its share of what somebody gave the contract."""
    if not row.is_edited or row.new_fee is None:
        return [Decimal(each["new"]) for each in row.lines]
    weights = [Decimal(each["old"]) for each in row.lines]
    return fees.spread(row.new_fee, weights)
