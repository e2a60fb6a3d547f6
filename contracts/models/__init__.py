from contracts.models.allowance import Allowance, AllowanceEntry
from contracts.models.amendment import Amendment, AmendmentChange
from contracts.models.answer import RenewalAnswer
from contracts.models.billing_period import AlreadySettled, BillingPeriod
from contracts.models.block import Block
from contracts.models.conditions import (
    AnchorRule,
    Conditions,
    DueRule,
    OnSuspension,
    Parts,
    RenewalControl,
    RenewalKind,
    RenewalPrice,
    VisitCadence,
    VisitPosition,
)
from contracts.models.contract import Contract
from contracts.models.contract_field import ContractField, ContractFieldValue
from contracts.models.contract_state import Conclusion, EndReason, State
from contracts.models.coverage import Coverage
from contracts.models.credit import Credit
from contracts.models.ending import Ending
from contracts.models.flag_label import FlagLabel
from contracts.models.index import IndexLink, IndexSeries, IndexValue
from contracts.models.line import Line, LineEquipment
from contracts.models.notice import AlreadySent, Notice
from contracts.models.owed_visit import OwedVisit
from contracts.models.price_list import Price, PriceList
from contracts.models.price_round import PriceRound, RoundPrice
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
from contracts.models.service import Service
from contracts.models.suspension import Suspension, SuspensionChange
from contracts.models.take_over import TakeOver
from contracts.models.template import ContractTemplate
from contracts.models.template_service import TemplateService
from contracts.models.template_version import TemplateVersion
from contracts.models.term import Term

__all__ = [
    "Allowance",
    "AllowanceEntry",
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
    "ContractField",
    "ContractFieldValue",
    "ContractTemplate",
    "Coverage",
    "Credit",
    "DueRule",
    "EndReason",
    "Ending",
    "FlagLabel",
    "IndexLink",
    "IndexSeries",
    "IndexValue",
    "Line",
    "LineBase",
    "LineEquipment",
    "Method",
    "Notice",
    "OnSuspension",
    "OwedVisit",
    "Parts",
    "Price",
    "PriceList",
    "PriceRound",
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
    "RoundPrice",
    "Rounding",
    "Service",
    "State",
    "Suspension",
    "SuspensionChange",
    "TakeOver",
    "TemplateService",
    "TemplateVersion",
    "Term",
    "VisitCadence",
    "VisitPosition",
]
