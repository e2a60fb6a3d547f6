from contracts.models.amendment import Amendment, AmendmentChange
from contracts.models.answer import RenewalAnswer
from contracts.models.billing_period import AlreadySettled, BillingPeriod
from contracts.models.block import Block
from contracts.models.conditions import (
    AnchorRule,
    Conditions,
    DueRule,
    Parts,
    RenewalControl,
    RenewalKind,
    RenewalPrice,
    VisitPosition,
)
from contracts.models.contract import Conclusion, Contract, EndReason, State
from contracts.models.credit import Credit
from contracts.models.ending import Ending
from contracts.models.index import IndexLink, IndexSeries, IndexValue
from contracts.models.line import Line, LineEquipment
from contracts.models.notice import AlreadySent, Notice
from contracts.models.owed_visit import OwedVisit
from contracts.models.refusal import Refusal
from contracts.models.revision import Revision, RevisionLine
from contracts.models.revision_clause import (
    LineBase,
    Method,
    Reference,
    RevisionClause,
    RevisionTerm,
    Rounding,
)
from contracts.models.template import ContractTemplate
from contracts.models.term import Term

__all__ = [
    "AlreadySent",
    "AlreadySettled",
    "Amendment",
    "AmendmentChange",
    "AnchorRule",
    "BillingPeriod",
    "Block",
    "Conclusion",
    "Conditions",
    "Contract",
    "ContractTemplate",
    "Credit",
    "DueRule",
    "EndReason",
    "Ending",
    "IndexLink",
    "IndexSeries",
    "IndexValue",
    "Line",
    "LineBase",
    "LineEquipment",
    "Method",
    "Notice",
    "OwedVisit",
    "Parts",
    "Reference",
    "Refusal",
    "RenewalAnswer",
    "RenewalControl",
    "RenewalKind",
    "RenewalPrice",
    "Revision",
    "RevisionClause",
    "RevisionLine",
    "RevisionTerm",
    "Rounding",
    "State",
    "Term",
    "VisitPosition",
]
