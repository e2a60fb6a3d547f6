"""What belongs to a contract's versions: its rules, its lines with their machines, its price formula, its events."""

from collections.abc import Collection

from django.db import models

from contracts.models import (
    Allowance,
    Amendment,
    Block,
    Contract,
    ContractFieldValue,
    Coverage,
    Ending,
    Line,
    LineEquipment,
    Notice,
    Refusal,
    RenewalAnswer,
    Revision,
    RevisionClause,
    RevisionTerm,
    Suspension,
    TakeOver,
    Term,
)
from tenancy.permissions import Right
from tenancy.rewinding import Hanging

HANGING = (
    Hanging(Line, "contract", Contract),
    Hanging(LineEquipment, "line", Line),
    Hanging(Coverage, "line", Line),
    Hanging(Allowance, "contract", Contract),
    Hanging(RevisionClause, "contract", Contract),
    Hanging(RevisionTerm, "clause", RevisionClause),
    Hanging(ContractFieldValue, "contract", Contract),
    Hanging(Term, "contract", Contract),
    Hanging(TakeOver, "contract", Contract),
    Hanging(Amendment, "contract", Contract),
    Hanging(Revision, "contract", Contract),
    Hanging(RenewalAnswer, "contract", Contract),
    Hanging(Refusal, "contract", Contract),
    Hanging(Ending, "contract", Contract),
    Hanging(Suspension, "contract", Contract),
    Hanging(Block, "contract", Contract),
    Hanging(Notice, "contract", Contract),
)
KINDS: tuple[type[models.Model], ...] = (Contract, *(kind.model for kind in HANGING))
RIGHTS: dict[type[models.Model], str] = {Notice: Right.LETTERS_VIEW}
# The column each row is called by; its words stand above the others.
NAMED_BY: dict[type[models.Model], str] = {
    Line: "label",
    LineEquipment: "equipment",
    Coverage: "kind",
    Allowance: "unit",
    RevisionTerm: "series",
    ContractFieldValue: "field",
    Term: "number",
    TakeOver: "from_on",
    Amendment: "number",
    Revision: "effective_on",
    RenewalAnswer: "answered_on",
    Refusal: "received_on",
    Ending: "kind",
    Suspension: "starts_on",
    Block: "blocked_on",
    Notice: "prepared_on",
}
# The rows that names are made of, to read them with the row.
NAMED_WITH: dict[type[models.Model], tuple[str, ...]] = {
    LineEquipment: ("equipment",),
    RevisionTerm: ("series",),
    ContractFieldValue: ("field",),
    TakeOver: ("version",),
    RevisionClause: ("contract", "template"),
}


def hanging_for(rights: Collection[str]) -> list[Hanging]:
    """What hangs on a contract and somebody with these rights may read about."""
    return [kind for kind in HANGING if RIGHTS.get(kind.model, "") in {"", *rights}]
