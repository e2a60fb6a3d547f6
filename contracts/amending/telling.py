"""Amendments in words: why one cannot be made, and what becomes of a period or a visit."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.amending.effect import PeriodEffect, PriceEffect, VisitEffect
from contracts.amending.planning import CannotAmend
from ui import formats

CANNOT_AMEND = {
    "unsigned": gettext_lazy("The contract is not signed yet: edit the draft."),
    "ended": gettext_lazy("The contract has ended, or its end is recorded."),
    "nothing": gettext_lazy("Nothing differs from what the contract promises now."),
    "stale": gettext_lazy(
        "The contract changed in the meantime: look at the effect again before you confirm."
    ),
    "day": gettext_lazy(
        "An amendment begins in the term that runs, or on the first day of the next: from %(first)s to %(last)s."
    ),
    "line_over": gettext_lazy("The line “%(line)s” ends on %(day)s, before the amendment begins."),
    "line_followed": gettext_lazy(
        "The line “%(line)s” ends on %(day)s because an amendment changes it then: amend the one that follows."
    ),
    "line_begun": gettext_lazy(
        "The line “%(line)s” begins only on %(day)s: choose a later day, or undo the amendment that added it."
    ),
    "last_line": gettext_lazy(
        "A contract keeps one line at least. To end it, record a refusal or a termination."
    ),
    "fee_differs": gettext_lazy(
        "The fee of term %(number)s does not follow from the lines as they are now (the next term raised them): "
        "let the amendment begin with the next term."
    ),
    "too_much": gettext_lazy("The fee of a term cannot be that high."),
    "rules": gettext_lazy("The rules of the contract no longer know term %(number)s."),
}

VISITS = {
    "withdrawn": gettext_lazy("Withdrawn: no longer owed."),
    "moved": gettext_lazy("Stays as it is, for the line that follows."),
    "added": gettext_lazy("Added: owed from now on."),
    "done": gettext_lazy("Not added: a visit was already made for this part of the term."),
}


def why_not(refused: CannotAmend) -> str:
    """The sentence for a refusal."""
    said = {
        name: formats.day(value) if isinstance(value, date) else value for name, value in refused.said.items()
    }
    return str(CANNOT_AMEND[refused.args[0]]) % said


def period_sentence(period: PeriodEffect, effective_on: date) -> str:
    """Why a period's amount is what it becomes."""
    if period.why == "changed" and period.days < period.all_days:
        return ngettext(
            "%(count)s of its %(all)s days lies after the change on %(day)s.",
            "%(count)s of its %(all)s days lie after the change on %(day)s.",
            period.days,
        ) % {"count": period.days, "all": period.all_days, "day": formats.day(effective_on)}
    return {
        "changed": _("It lies wholly after the change."),
        "before": _("It lies before the change."),
        "unchanged": _("The fee of the term does not change."),
        "settled": _("It was charged before: it stays, and the difference is settled apart."),
        "waived": _("It was waived: it stays, and nothing is given back."),
    }[period.why]


def visit_sentence(visit: VisitEffect) -> str:
    """What becomes of a visit."""
    return str(VISITS[visit.kind])


def price_sentence(price: PriceEffect, currency: str) -> str:
    """What becomes of a price that follows a formula, or was told before."""
    fee = "" if price.fee is None else formats.money(price.fee, currency)
    return {
        "withdrawn": _(
            "The yearly fee settled for term %(what)s (%(fee)s) is taken back: it was settled for other lines."
        ),
        "kept": _("“%(what)s” keeps the base of its price: the formula goes on from it."),
        "waits": _(
            "“%(what)s” has no base for the price formula yet: until one is given on the page of the formula, "
            "the fees of this contract stay as they are at the renewal."
        ),
        "told": _(
            "The letter sent on %(day)s told the customer a yearly fee of %(fee)s for the term to come: "
            "tell them of the change."
        ),
    }[price.kind] % {"what": price.what, "fee": fee, "day": formats.day(price.day)}
