"""What pages say about the end of a contract before its term's end: what it brings, why it cannot be."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.ending_effect import Effect
from contracts.models import BillingPeriod, Ending
from contracts.overpaid import charged_after
from ui import formats

CANNOT_END = {
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "ended": gettext_lazy("The contract has ended, or its end is recorded."),
    "future": gettext_lazy("This day lies in the future."),
    "before": gettext_lazy("The last day lies before the start of the contract."),
    "after": gettext_lazy("The contract ends before that day by itself, or is not renewed up to it yet."),
    "replaced": gettext_lazy("Another contract has taken its place."),
    "refunded": gettext_lazy("The refund was given."),
    "billed": gettext_lazy("The period the end has cut was billed."),
    "credited": gettext_lazy("The credit was given."),
    "undone": gettext_lazy("There is no end to undo."),
}


def ending_sentences(
    kind: str, last_day: date, effect: Effect, periods: Collection[BillingPeriod], currency: str
) -> list[str | Promise]:
    """What an end brings, a sentence each; without a currency no amounts are told."""
    said: list[str | Promise] = []
    if kind == Ending.Kind.WITHDRAWAL:
        said.append(
            _("The contract ends on %(day)s, as if it had not been made.") % {"day": formats.day(last_day)}
        )
    else:
        said.append(
            _("The contract runs until %(day)s and ends the day after.") % {"day": formats.day(last_day)}
        )
    charged = sum(charged_after(last_day, periods).values(), Decimal("0.00"))
    said += [*_fees(effect, currency), *_charged_before(kind, charged, currency), *_visits(effect)]
    said.append(_("It is not renewed, and no renewal notice is needed any more."))
    return said


def _fees(effect: Effect, currency: str) -> list[str]:
    said = []
    count = len(effect.waived)
    if count:
        said.append(
            ngettext(
                "%(count)s open billing period is waived.",
                "%(count)s open billing periods are waived.",
                count,
            )
            % {"count": count}
        )
    for cut in effect.cuts:
        days = {"start": formats.day(cut.period.starts_on), "end": formats.day(cut.period.ends_on)}
        said.append(_("The period %(start)s – %(end)s is charged up to the last day only.") % days)
    if currency and (effect.waived or effect.cuts):
        said.append(
            _("%(amount)s net is no longer charged.") % {"amount": formats.money(effect.waived_net, currency)}
        )
    if currency and effect.kept_net:
        said.append(
            _("%(amount)s net stays to be billed.") % {"amount": formats.money(effect.kept_net, currency)}
        )
    return said


def _charged_before(kind: str, net: Decimal, currency: str) -> list[str]:
    """What was billed for days after the end: the office decides what of it goes back; replaced, it is credited."""
    if not currency or not net or kind == Ending.Kind.REPLACEMENT:
        return []
    return [
        _("%(amount)s net was billed for days after the last day: say below what is given back.")
        % {"amount": formats.money(net, currency)}
    ]


def _visits(effect: Effect) -> list[str]:
    said = []
    if count := len(effect.withdrawn):
        said.append(
            ngettext("%(count)s owed visit is withdrawn.", "%(count)s owed visits are withdrawn.", count)
            % {"count": count}
        )
    if count := len(effect.owed):
        said.append(
            ngettext(
                "%(count)s visit stays owed until then.", "%(count)s visits stay owed until then.", count
            )
            % {"count": count}
        )
    return said
