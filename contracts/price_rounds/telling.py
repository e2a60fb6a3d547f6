"""A proposal in words: how each fee comes about, and why a contract is left out."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contracts import indexing, listing
from contracts.models import PriceRound, RoundPrice
from contracts.price_story import LIMITED, by_formula
from ui import formats

SIGNS = ("+", "-", "−")
LEFT: dict[str, str | Promise] = {
    "not_running": gettext_lazy("It does not run."),
    "no_renewal": gettext_lazy("No renewal follows."),
    "never": gettext_lazy("Its fee is never revised."),
    "free": gettext_lazy("Its first term is free: a fee nobody paid yet is not raised."),
    "before": gettext_lazy("It renews before that day."),
    "settled": gettext_lazy("A price is settled for its renewal already."),
    "told": gettext_lazy("The letter before its renewal has left."),
    "too_late": gettext_lazy("It is too late for the letter before its renewal."),
    "taken_over": gettext_lazy("Its template's new version sets the fee."),
    "keeps": gettext_lazy("The contract keeps its fee."),
    "same": gettext_lazy("The fee stays the same."),
    "below_zero": gettext_lazy("The fall is greater than its fee."),
    "changed": gettext_lazy("The contract changed since this was proposed."),
    "by_hand": gettext_lazy("Left out by hand."),
    "elsewhere": gettext_lazy("It stands in another open proposal."),
    "waiting": gettext_lazy("Its fee is being computed."),
    "stopped": gettext_lazy("The proposal was taken back before its fee was computed."),
    "failed": gettext_lazy("Its fee could not be computed."),
    indexing.NO_CLAUSE: gettext_lazy("It has no price formula."),
    indexing.EARLY: gettext_lazy("Its price formula does not count yet."),
    indexing.NO_BASE: gettext_lazy("Its price formula lacks a base."),
    indexing.NO_VALUE: gettext_lazy("An index value is missing."),
    indexing.CHANGED: gettext_lazy("The contract changed since this was proposed."),
    listing.NOT_LISTED: gettext_lazy("No price list knows its services."),
}


def reason_left(code: str) -> str | Promise:
    """Why a contract is left out."""
    return LEFT.get(code, code)


def rule_of(round_: PriceRound, currency: str) -> str:
    """The rule of a proposal, with its figure."""
    if round_.percent is not None:
        return percent_of(round_.percent)
    if round_.amount is not None:
        return amount_of(round_.amount, currency)
    return str(round_.get_rule_display())


def percent_of(percent: Decimal) -> str:
    """``+3 %``."""
    sign = "+" if percent > 0 else ""
    return f"{sign}{number_format(percent.normalize() + 0)} %"


def amount_of(amount: Decimal, currency: str) -> str:
    """``+€12.00``."""
    sign = "+" if amount > 0 else ""
    return f"{sign}{formats.money(amount, currency)}"


def spelled(said: str) -> str:
    """A figure as a cell of a spreadsheet holds it: with a word before its sign, so that no program takes it for a
    formula.
    """
    if said[:1] not in SIGNS:
        return said
    return _("%(label)s: %(value)s") % {"label": pgettext("proposal", "Change"), "value": said}


def how(row: RoundPrice, currency: str) -> list[str]:
    """How the new fee of a contract comes about: one sentence, or one a line where they differ."""
    if row.new_fee is None:
        return []
    if row.is_edited:
        said = _("By hand instead of %(fee)s: %(reason)s")
        return [said % {"fee": formats.money(row.computed_fee or 0, currency), "reason": row.reason}]
    told = [(str(each["label"]), _of_line(each, currency)) for each in row.lines]
    sentences = {sentence for _label, sentence in told if sentence}
    if len(sentences) < 2:
        return sorted(sentences)
    return [
        _("%(label)s: %(value)s") % {"label": label, "value": sentence}
        for label, sentence in told
        if sentence
    ]


def _of_line(each: dict[str, Any], currency: str) -> str:
    if each.get("coefficient"):
        said = by_formula(
            Decimal(each["base"]),
            Decimal(each["coefficient"]),
            Decimal(each["fixed"]),
            each["values"],
            currency,
        )
        return f"{said} {LIMITED[each['limit']]}" if each.get("limit") else said
    for used in each.get("values", []):
        if "percent" in used:
            return percent_of(Decimal(used["percent"]))
        if "amount" in used:
            return amount_of(Decimal(used["amount"]), currency)
        if "price_list" in used:
            return _("List price: %(list)s.") % {"list": used["price_list"]}
    return ""
