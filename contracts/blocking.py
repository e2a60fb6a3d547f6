"""Withholding assistance from a contract, and giving it again; both keep who, when and why."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from contracts.models import Block, Contract
from tenancy.alerts import look_again
from tenancy.models import User


@transaction.atomic
def block(
    contract: Contract, on: date, *, reason: str, by: User | None, level: str = Block.Level.STOP
) -> Block:
    """Block from the day on, by a warning or a stop. A contract blocked already keeps its block, which is given."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    standing = Block.objects.filter(contract=contract, lifted_on=None).first()
    made = standing or Block.objects.create(
        contract=contract, blocked_on=on, level=level, reason=reason, blocked_by=by
    )
    look_again(["contract_blocked"], [contract.pk], on)
    return made


def level_of(contract: Contract, on: date) -> str:
    """What a call, an appointment or a report of that day must heed (``Block.Level``); empty when nothing."""
    standing = Block.objects.filter(contract=contract, blocked_on__lte=on)
    levels = standing.filter(Q(lifted_on=None) | Q(lifted_on__gt=on)).values_list("level", flat=True)
    return Block.Level.STOP if Block.Level.STOP in (found := set(levels)) else next(iter(found), "")


def lift(contract: Contract, on: date, *, reason: str, by: User | None) -> bool:
    """Lift the block in force; false when there was none."""
    standing = Block.objects.filter(contract=contract, lifted_on=None)
    lifted = standing.update(lifted_on=on, lifted_reason=reason, lifted_by=by)
    look_again(["contract_blocked"], [contract.pk], on)
    return bool(lifted)
