"""Approving a proposal, which settles its prices as they were shown; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import (
    Contract,
    Notice,
    PriceRound,
    Revision,
    RevisionLine,
    RoundPrice,
    Term,
)
from contracts.noticing import reprice_unsent, told_otherwise
from contracts.price_rounds.filling import asked_of
from contracts.price_rounds.foreseeing import FIRM, Foreseen, Outlook
from contracts.price_rounds.proposing import shares
from contracts.pricing import write_revisions
from tenancy.chunks import CHUNK
from tenancy.inserting import AnyOf, update
from tenancy.models import User

CHANGED = "changed"


@dataclass(slots=True)
class Decision:
    """What approval would do: rows that settle a price, and those that changed since they were proposed."""

    settled: list[RoundPrice] = field(default_factory=list)
    changed: list[RoundPrice] = field(default_factory=list)
    left: int = 0

    def sums(self) -> tuple[Decimal, Decimal]:
        """The yearly fees of those that settle a price, before and after."""
        old = sum((row.old_fee or Decimal(0) for row in self.settled), Decimal("0.00"))
        return old, sum((row.new_fee or Decimal(0) for row in self.settled), Decimal("0.00"))


def weigh(round_: PriceRound, on: date) -> Decision:
    """Hold each row against its contract as it stands now; writes nothing.

    A row whose contract changed since carries the code of why (``left``), unsaved.
    """
    return _held(round_, list(round_.prices.select_related("contract").order_by("pk")), on)


def _held(round_: PriceRound, rows: Sequence[RoundPrice], on: date) -> Decision:
    decision = Decision()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        inside = [row for row in chunk if not row.left]
        decision.left += len(chunk) - len(inside)
        outlook = Outlook([row.contract for row in inside], on).foresee(asked_of(round_))
        for row, seen in zip(inside, outlook, strict=True):
            if reason := _changed(row, seen):
                row.left = reason
                decision.changed.append(row)
            else:
                decision.settled.append(row)
    return decision


def _changed(row: RoundPrice, seen: Foreseen) -> str:
    if seen.left in FIRM:
        return seen.left
    was = [(each["line"], Decimal(each["old"])) for each in row.lines]
    now = [(line.pk, line.annual_fee) for line in seen.lines]
    same_term = seen.term is not None and (seen.term.number, seen.term.starts) == (
        row.term_number,
        row.effective_on,
    )
    return "" if same_term and was == now else CHANGED


def approve(round_: PriceRound, on: date, by: User | None = None) -> Decision:
    """Settle the prices of a proposal as shown; contracts that changed since are left out and say so.

    Letters not sent yet show the new fee. Raises ``ValidationError`` when it is decided or not computed yet.
    """
    _claim(round_)
    rows = round_.prices.all()
    decision = _settle_rows(round_, rows, on, by)
    seal(round_, by)
    return decision


def approve_some(round_: PriceRound, keys: Sequence[int], on: date, by: User | None = None) -> None:
    """Settle the prices of some rows of a proposal, by their keys; ``seal`` follows when all are.

    Rows settled before are passed over, and all once the proposal was taken back.
    """
    fresh = PriceRound.objects.select_for_update().get(pk=round_.pk)
    if fresh.is_open:
        _settle_rows(round_, round_.prices.filter(AnyOf("pk", keys), left="", revision=None), on, by)


def seal(round_: PriceRound, by: User | None = None) -> None:
    """A proposal whose prices are settled is approved. Raises ``ValidationError`` when it was taken back meanwhile."""
    _claim(round_)
    round_.prices.update(decided=True)
    round_.approved_at, round_.approved_by = timezone.now(), by
    round_.save(update_fields=["approved_at", "approved_by"])


def _settle_rows(round_: PriceRound, rows: QuerySet[RoundPrice], on: date, by: User | None) -> Decision:
    keys = list(rows.filter(left="").values_list("contract_id", flat=True))
    list(Contract.objects.filter(AnyOf("pk", keys)).order_by("pk").select_for_update(of=("self",)))
    decision = _held(round_, list(rows.select_related("contract").order_by("pk")), on)
    made = [_settle(round_, row) for row in decision.settled]
    for start in range(0, len(made), CHUNK):
        write_revisions(made[start : start + CHUNK], by)
    for row, (revision, _lines) in zip(decision.settled, made, strict=True):
        row.revision, row.decided = revision, True
    update(decision.settled, ["revision_id", "decided"])
    update(decision.changed, ["left"])
    reprice_unsent([row.contract_id for row in decision.settled])
    return decision


def _settle(round_: PriceRound, row: RoundPrice) -> tuple[Revision, list[RevisionLine]]:
    revision = Revision(
        contract=row.contract,
        term_number=row.term_number or 0,
        effective_on=row.effective_on or round_.starts_on,
        known_on=row.known_on or round_.proposed_on,
        price_rule=row.rule or row.contract.renewal_price,
        old_fee=row.old_fee or Decimal(0),
        new_fee=row.new_fee or Decimal(0),
        reason=row.reason or round_.reason,
        how=Revision.Origin.OFFICE,
    )
    lines = [_line(each, fee, edited=row.is_edited) for each, fee in zip(row.lines, shares(row), strict=True)]
    return revision, lines


def _line(each: dict[str, Any], fee: Decimal, *, edited: bool) -> RevisionLine:
    made = RevisionLine(line_id=each["line"], old_fee=Decimal(each["old"]), new_fee=fee)
    if edited:  # the rule's figures would not explain this fee
        made.values = [{"by_hand": True}]
        return made
    made.base_fee, made.coefficient, made.fixed_part = (
        _figure(each.get(name)) for name in ("base", "coefficient", "fixed")
    )
    made.limited_by, made.values = each.get("limit", ""), each.get("values", [])
    return made


@dataclass(slots=True)
class TakingBack:
    """What taking a proposal back would do: prices that open again, and those that stay."""

    open: list[Revision] = field(default_factory=list)
    applied: int = 0
    told: int = 0


def standing_prices(round_: PriceRound) -> TakingBack:
    """Which prices of a proposal can still be taken back: their term is not written and no letter told them."""
    terms = Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("term_number"))
    letters = Notice.objects.filter(
        contract=OuterRef("contract"), term__number=OuterRef("term_number") - 1, sent_on__isnull=False
    )
    rows = Revision.objects.standing().filter(round_prices__round=round_)
    found = TakingBack()
    for row in rows.annotate(is_applied=Exists(terms), is_told=Q(Exists(letters)) | told_otherwise()):
        if row.is_applied:
            found.applied += 1
        elif row.is_told:
            found.told += 1
        else:
            found.open.append(row)
    return found


def take_back(round_: PriceRound, by: User | None = None) -> int:
    """Take a proposal back: before approval as a whole, after it each price nothing stands on.

    Gives how many contracts are free again: they stood in it, or their price is open again.

    An approved proposal of which prices stay is approved as before. Raises ``ValidationError`` when it was taken back
    meanwhile.
    """
    fresh = PriceRound.objects.select_for_update().get(pk=round_.pk)
    if fresh.dropped_at is not None:
        raise ValidationError(_("This proposal was taken back already."))
    keys = list(round_.prices.values_list("contract_id", flat=True))
    list(Contract.objects.filter(AnyOf("pk", keys)).order_by("pk").select_for_update(of=("self",)))
    found = standing_prices(round_)
    freed = round_.prices.inside().count() + len(found.open)
    round_.prices.filter(left=RoundPrice.WAITING).update(left="stopped")
    round_.prices.update(decided=True)
    now = timezone.now()
    Revision.objects.filter(AnyOf("pk", [row.pk for row in found.open])).update(
        withdrawn_at=now, withdrawn_by=by
    )
    reprice_unsent([row.contract_id for row in found.open])
    if fresh.approved_at is None or not (found.applied or found.told):
        round_.dropped_at, round_.dropped_by = now, by
        round_.save(update_fields=["dropped_at", "dropped_by"])
    return freed


def _claim(round_: PriceRound) -> None:
    fresh = PriceRound.objects.select_for_update().get(pk=round_.pk)
    if not fresh.is_open:
        raise ValidationError(_("Somebody decided about this proposal already."))
    if fresh.is_being_computed:
        raise ValidationError(_("The fees of this proposal are still being computed."))


def _figure(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
