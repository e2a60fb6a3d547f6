"""What is kept of a contract's outlook in its row of a proposal."""

from collections.abc import Container
from decimal import Decimal
from typing import Any

from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.foreseeing import FIRM, Asked, Foreseen

ELSEWHERE = "elsewhere"  # it stands in another open proposal


def waiting_row(round_: PriceRound, contract: int, taken: Container[int]) -> RoundPrice:
    """A row, unsaved, whose fee is to be computed, or that another proposal took before."""
    left = ELSEWHERE if contract in taken else RoundPrice.WAITING
    return RoundPrice(round=round_, contract_id=contract, left=left)


def asked_of(round_: PriceRound) -> Asked:
    """The rule of a proposal."""
    return Asked(round_.rule, round_.percent, round_.amount, round_.starts_on)


def filled(row: RoundPrice, seen: Foreseen) -> RoundPrice:
    """A row, unsaved, with what is kept of its contract's outlook."""
    row.rule, row.left = seen.rule, seen.left
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


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
