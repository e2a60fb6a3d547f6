"""What pages say about the end of a contract before its term's end: what it brings, why it cannot be."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.ending_effect import Effect
from contracts.models import Credit, Ending
from contracts.overpaid import net_of
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
    kind: str, last_day: date, effect: Effect, credit: Sequence[str], currency: str
) -> list[str | Promise]:
    """What an end brings, a sentence each; without a currency no amounts are told.

    ``credit`` says what is given back (``credit_sentences``).
    """
    said: list[str | Promise] = []
    if kind == Ending.Kind.WITHDRAWAL:
        said.append(
            _("The contract ends on %(day)s, as if it had not been made.") % {"day": formats.day(last_day)}
        )
    else:
        said.append(
            _("The contract runs until %(day)s and ends the day after.") % {"day": formats.day(last_day)}
        )
    said += [*_fees(effect, currency), *credit, *_visits(effect)]
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


def credit_sentences(
    net: Decimal,
    currency: str,
    *,
    gross: Decimal | None = None,
    due_on: date | None = None,
    other: Decimal | None = None,
) -> list[str]:
    """What was charged for days not served and is given back, with VAT and by when where that is known.

    ``other`` is the amount the office says instead, net. Without a currency no amounts are told.
    """
    if not currency:
        return [_("What was charged for days not served becomes a credit to give.")] if net else []
    words = {"amount": formats.money(net, currency), "other": formats.money(other or 0, currency)}
    if other is None:
        if not net:
            return []
        said = [_("%(amount)s net was charged for days not served: it becomes a credit to give.") % words]
        if gross is not None:
            said.append(_("With VAT the credit is %(amount)s.") % {"amount": formats.money(gross, currency)})
    elif other:
        said = [
            _(
                "%(amount)s net was charged for days not served; instead %(other)s net becomes a credit to give."
            )
            % words
        ]
    else:
        said = [_("%(amount)s net was charged for days not served, and nothing of it is given back.") % words]
    if due_on is not None and other != 0:
        said.append(_("It is to be given by %(day)s.") % {"day": formats.day(due_on)})
    return said


def credit_goes(given: Collection[Credit], currency: str) -> list[str]:
    """What undoing an end takes away of what was to be given back."""
    if not given or not currency:
        return []
    net = formats.money(net_of(given), currency)
    return [_("The credit of %(amount)s net goes: nothing is to be given back.") % {"amount": net}]


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
