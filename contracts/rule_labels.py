"""Each rule of the date engine as a sentence, with what it was computed from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contracts.dates.explained import Explained, Input, Rule
from contracts.models import RenewalKind
from ui import formats

SENTENCES: Mapping[str, str | Promise] = {
    Rule.TERM_STARTS: _(
        "Terms of %(months)s are counted from %(anchor)s, the first day of term %(anchor_number)s; "
        "on this day term %(number)s begins."
    ),
    Rule.TERM_STARTS_FIRST: _("The first day of the contract."),
    Rule.TERM_STARTS_REPORT: _(
        "The day of the visit on which the renewal was agreed; terms are counted anew from it."
    ),
    Rule.TERM_ENDS: _(
        "Terms of %(months)s are counted from %(anchor)s, the first day of term %(anchor_number)s; "
        "term %(number)s ends the day before the next one begins."
    ),
    Rule.TERM_ENDS_FIRST: _(
        "The first term lasts %(months)s from %(anchor)s; it ends the day before the second one begins."
    ),
    Rule.TERM_ENDS_SHORT: _(
        "The first term is short: it ends the day before %(anchor)s, when the first whole term begins."
    ),
    Rule.TERM_ENDS_CUT: _(
        "The final end agreed in the contract, %(final_end)s, cuts term %(number)s; no renewal follows."
    ),
    Rule.TERM_ENDS_REPORT: _(
        "Term %(number)s was closed the day before the visit of %(report_day)s, which renewed it."
    ),
    Rule.FEE_WHOLE: _("The yearly fee of %(yearly)s, for a term of %(months)s."),
    Rule.FEE_DAYS: _(
        "The yearly fee of %(yearly)s by days: %(days)s of the %(whole_days)s of a whole term of %(months)s."
    ),
    Rule.FEE_KEPT: _("The yearly fee of the term before, %(yearly)s, is kept."),
    Rule.FEE_REVISED: _("The yearly fee of the term before, %(yearly)s, is raised once by %(percent)s %%."),
    Rule.REFUSAL_MONTHS: _(
        "A refusal must arrive %(months)s before the last day of the term, %(term_to)s; "
        "from the last day of a month one counts to the last day of a month."
    ),
    Rule.REFUSAL_DAYS: _("A refusal must arrive %(days)s before the last day of the term, %(term_to)s."),
    Rule.NOTICE_OPENS_FR: _(
        "The letter may leave at the earliest %(months)s before the last day to refuse, %(refuse_by)s "
        "(Code de la consommation, L215-1)."
    ),
    Rule.NOTICE_CLOSES_FR: _(
        "The letter must leave at the latest %(months)s before the last day to refuse, %(refuse_by)s "
        "(Code de la consommation, L215-1)."
    ),
    Rule.NOTICE_TARGET_FR: _(
        "Half-way through the window: %(months)s before the last day to refuse, %(refuse_by)s."
    ),
    Rule.NOTICE_OPENS_IT: _(
        "The window opens %(days)s before it closes on %(closes)s (a setting of the company)."
    ),
    Rule.NOTICE_CLOSES_IT: _(
        "The letter must leave %(expiry_days)s before the term ends on %(term_to)s and %(refusal_days)s "
        "before the last day "
        "to refuse, %(refuse_by)s; the earlier day counts (Codice del Consumo, art. 65-bis)."
    ),
    Rule.NOTICE_TARGET_IT: _("%(days)s before the window closes on %(closes)s."),
    Rule.NOTICE_PREPARE: _("The letter is prepared %(days)s after the window opens on %(opens)s."),
    Rule.NOTICE_EMAIL_STOP: _(
        "E-mail stops %(days)s before the window closes on %(closes)s (a setting of the company)."
    ),
    Rule.NOTICE_PAPER_STOP: _(
        "Paper stops %(days)s before the window closes on %(closes)s (a setting of the company)."
    ),
    Rule.BILLING_ADVANCE: _("Billed in advance: due on the first day of the period, %(starts)s."),
    Rule.BILLING_ARREARS: _("Billed in arrears: due on the last day of the period, %(ends)s."),
    Rule.BILLING_SIGNATURE: _("Billed at signature: due on %(signed)s."),
    Rule.BILLING_AFTER_START: _("Due %(days)s after the first day of the period, %(starts)s."),
    Rule.BILLING_AMOUNT: _(
        "Part %(number)s of %(count)s of the fee of the term, %(fee)s; cents are shared so that all "
        "parts sum to it."
    ),
    Rule.BILLING_AMOUNT_CUT: _(
        "Part %(number)s of %(count)s of the fee of the term, %(fee)s, by its days (%(days)s), because "
        "the term is not whole."
    ),
    Rule.VISIT_COUNT: _("Visits a year: %(yearly)s; in a term of %(months)s, rounded, and at least one."),
    Rule.VISIT_SLICE: _(
        "Visits are spread evenly over the term; this one stands for %(slice_starts)s to %(slice_ends)s."
    ),
    Rule.VISIT_MONTH: _(
        "The preferred month is %(month)s, its first one between %(slice_starts)s and %(slice_ends)s."
    ),
    Rule.VISIT_START: _("At the start of its part of the term, %(slice_starts)s to %(slice_ends)s."),
    Rule.VISIT_END: _("At the end of its part of the term, %(slice_starts)s to %(slice_ends)s."),
    Rule.VISIT_AFTER: _("Counted from the visit made on %(done_on)s: wanted %(months)s later."),
    Rule.VISIT_AFTER_DAYS: _("Counted from the visit made on %(done_on)s: wanted %(days)s later."),
    Rule.VISIT_AFTER_CUT: _(
        "Counted from the visit made on %(done_on)s it would be wanted by %(wanted)s; the contract ends "
        "before, on %(term_to)s."
    ),
    Rule.VISIT_AFTER_EARLY: _(
        "Counted from the visit made on %(done_on)s it would be wanted by %(wanted)s; its term begins on "
        "%(term_from)s, which leaves time from that day."
    ),
    Rule.RENEWAL_OPENS: _(
        "A renewal may be answered from %(days)s before the term ends on %(ends)s (a setting of the company)."
    ),
    Rule.CONTRACT_ENDS: _("The day after the last term, which ends on %(ends)s; renewal: %(kind)s."),
}

_MONTHS = {"months"}
_DAYS = {"days", "expiry_days", "refusal_days"}


def sentence(explained: Explained[date] | Explained[Decimal] | Explained[int], currency: str = "EUR") -> str:
    """Why the value is what it is, in the language of the page; amounts in the currency given."""
    given = {name: _words(name, value, currency) for name, value in explained.inputs}
    return str(SENTENCES[explained.rule]) % given


def _words(name: str, value: Input, currency: str) -> str:
    if value is None:
        return formats.NOTHING
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Decimal):
        return number_format(value.normalize()) if name == "percent" else formats.money(value, currency)
    if isinstance(value, int):
        return _count(name, value)
    return str(RenewalKind(value).label) if name == "kind" else value


def _count(name: str, value: int) -> str:
    if name in _MONTHS:
        return ngettext("%(count)s month", "%(count)s months", value) % {"count": value}
    if name in _DAYS:
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}
    return str(MONTHS[value]) if name == "month" else str(value)
