"""Proposing new fees, changing one by hand, leaving contracts out: nothing of it touches a contract."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.dates import fees
from contracts.models import Contract, PriceRound, RoundPrice
from contracts.price_rounds.foreseeing import FIRM, Asked, Foreseen, foresee
from contracts.price_rounds.telling import reason_left
from tenancy.chunks import CHUNK
from tenancy.inserting import insert
from tenancy.models import User

MOST = 20_000  # contracts of one proposal
LEFT_BY_HAND = "by_hand"


def asked_of(round_: PriceRound) -> Asked:
    """The rule of a proposal."""
    return Asked(round_.rule, round_.percent, round_.amount, round_.starts_on)


def propose(
    round_: PriceRound, contracts: Iterable[Contract], on: date, by: User | None = None
) -> PriceRound:
    """Keep a proposal with a row for each contract, those left out too. Raises ``ValidationError`` for too many."""
    chosen = list(dict.fromkeys(contracts))
    if len(chosen) > MOST:
        raise ValidationError(_("At most %(count)s contracts at once: narrow the list.") % {"count": MOST})
    round_.proposed_on, round_.proposed_by = on, by
    round_.save()
    for start in range(0, len(chosen), CHUNK):
        insert(
            [row_of(round_, seen) for seen in foresee(chosen[start : start + CHUNK], asked_of(round_), on)]
        )
    return round_


def row_of(round_: PriceRound, seen: Foreseen) -> RoundPrice:
    """What is kept of a contract's outlook."""
    row = RoundPrice(round=round_, contract=seen.contract, rule=seen.rule, left=seen.left)
    if seen.term is not None:
        row.term_number, row.effective_on = seen.term.number, seen.term.starts
    if seen.lines and seen.left not in FIRM:
        row.known_on = seen.known_on
        row.old_fee, row.computed_fee, row.new_fee = seen.old, seen.new, seen.new
        row.lines = lines_of(seen)
    return row


def lines_of(seen: Foreseen) -> list[dict[str, Any]]:
    """Each line with its fees and what the new one was made of; a line the rule leaves alone keeps its fee."""
    prices = {price.line.pk: price for price in seen.prices}
    found = []
    for line in seen.lines:
        price = prices.get(line.pk)
        row: dict[str, Any] = {
            "line": line.pk,
            "label": line.label,
            "old": str(line.annual_fee),
            "new": str(price.new_fee if price else line.annual_fee),
        }
        if price is not None:
            row |= {
                "base": _text(price.base_fee),
                "coefficient": _text(price.coefficient),
                "fixed": _text(price.fixed_part),
                "limit": str(price.limit or ""),
                "values": price.values,
            }
        found.append(row)
    return found


def edit(row: RoundPrice, new_fee: Decimal, reason: str, by: User | None = None) -> RoundPrice:
    """Give a contract another fee than the rule: each line takes its share. The computed fee needs no reason.

    Raises ``ValidationError`` when the proposal is decided, or the contract can have no new fee.
    """
    refuse_decided(row.round)
    if row.left in FIRM:
        raise ValidationError(str(reason_left(row.left)))
    if new_fee == row.computed_fee:
        reason = ""
    row.new_fee, row.reason, row.edited_by, row.left = new_fee, reason, by, ""
    row.save(update_fields=["new_fee", "reason", "edited_by", "left"])
    return row


def leave_out(rows: Sequence[RoundPrice], by: User | None = None) -> int:
    """Let contracts keep the fee they have; gives how many."""
    open_ = RoundPrice.objects.filter(
        pk__in=[row.pk for row in rows], left="", round__in=PriceRound.objects.open()
    )
    return open_.update(left=LEFT_BY_HAND, edited_by=by)


def take_in(rows: Sequence[RoundPrice], by: User | None = None) -> int:
    """Take contracts in again that somebody left out; gives how many."""
    out = RoundPrice.objects.filter(
        pk__in=[row.pk for row in rows], left=LEFT_BY_HAND, round__in=PriceRound.objects.open()
    )
    return out.update(left="", edited_by=by)


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


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
