"""The rules of contracts; a result that names one of them is an ``Explained`` of the ground floor."""

from enum import StrEnum

from tenancy.explained import Explained, Input

__all__ = ["Explained", "Input", "Rule"]


class Rule(StrEnum):
    """Every rule a date or an amount of a contract can follow."""

    TERM_STARTS = "term.starts"
    TERM_STARTS_FIRST = "term.starts.first"
    TERM_ENDS = "term.ends"
    TERM_ENDS_FIRST = "term.ends.first"
    TERM_ENDS_SHORT = "term.ends.short"
    TERM_ENDS_CUT = "term.ends.cut"
    TERM_ENDS_REPORT = "term.ends.report"
    TERM_STARTS_REPORT = "term.starts.report"
    FEE_WHOLE = "fee.whole"
    FEE_DAYS = "fee.days"
    FEE_KEPT = "fee.kept"
    FEE_REVISED = "fee.revised"
    REFUSAL_MONTHS = "refusal.months"
    REFUSAL_DAYS = "refusal.days"
    NOTICE_OPENS_FR = "notice.opens.fr"
    NOTICE_CLOSES_FR = "notice.closes.fr"
    NOTICE_TARGET_FR = "notice.target.fr"
    NOTICE_OPENS_IT = "notice.opens.it"
    NOTICE_CLOSES_IT = "notice.closes.it"
    NOTICE_TARGET_IT = "notice.target.it"
    NOTICE_PREPARE = "notice.prepare"
    NOTICE_EMAIL_STOP = "notice.email_stop"
    NOTICE_PAPER_STOP = "notice.paper_stop"
    BILLING_ADVANCE = "billing.advance"
    BILLING_ARREARS = "billing.arrears"
    BILLING_SIGNATURE = "billing.signature"
    BILLING_AFTER_START = "billing.after_start"
    BILLING_AMOUNT = "billing.amount"
    BILLING_AMOUNT_CUT = "billing.amount.cut"
    VISIT_COUNT = "visit.count"
    VISIT_SLICE = "visit.slice"
    VISIT_MONTH = "visit.month"
    VISIT_START = "visit.start"
    VISIT_END = "visit.end"
    VISIT_AFTER = "visit.after"
    VISIT_AFTER_DAYS = "visit.after.days"
    VISIT_AFTER_CUT = "visit.after.cut"
    VISIT_AFTER_EARLY = "visit.after.early"
    RENEWAL_OPENS = "renewal.opens"
    CONTRACT_ENDS = "contract.ends"
