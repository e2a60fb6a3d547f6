"""What pages say about a suspension: what it brings, why it cannot be."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.dates.suspension import Stretch
from contracts.models import BillingPeriod, Contract, Notice, OnSuspension, OwedVisit, Term
from contracts.suspending.planning import Plan
from ui import formats

CANNOT_SUSPEND = {
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "ended": gettext_lazy("The contract has ended, or its end is recorded."),
    "before": gettext_lazy("The days lie before the contract, or end before they begin."),
    "beyond": gettext_lazy(
        "The contract is not renewed up to that day yet: choose days of terms that are written."
    ),
    "long": gettext_lazy("A suspension lasts ten years at most."),
    "overlap": gettext_lazy("The contract is suspended in these days already."),
    "future": gettext_lazy("This day lies in the future."),
    "none": gettext_lazy("The contract is not suspended."),
    "resumed": gettext_lazy("The contract was resumed already."),
    "standing": gettext_lazy("Something stands on the suspension."),
}


def sentences(
    contract: Contract, stretch: Stretch, rule: str, plan: Plan, term: Term | None, on: date, currency: str
) -> list[str | Promise]:
    """What a suspension of known days brings; without a currency no amounts are told."""
    said: list[str | Promise] = [
        ngettext(
            "The contract rests for %(count)s day and runs again from %(day)s.",
            "The contract rests for %(count)s days and runs again from %(day)s.",
            stretch.days,
        )
        % {"count": stretch.days, "day": formats.day(stretch.resumes)}
    ]
    if rule == OnSuspension.MOVE:
        said += _terms(plan)
    said += _fees(plan, rule, currency)
    if visits := plan.of(OwedVisit):
        said.append(
            ngettext("%(count)s owed visit comes later.", "%(count)s owed visits come later.", len(visits))
            % {"count": len(visits)}
        )
    return said + _notice(contract, stretch, rule, plan, term)


def open_sentences(rule: str, starts_on: date) -> list[str | Promise]:
    """What a suspension until further notice brings."""
    said: list[str | Promise] = [
        _("From %(day)s no visit and no fee falls due until the contract is resumed.")
        % {"day": formats.day(starts_on)}
    ]
    if rule == OnSuspension.MOVE:
        said.append(
            _(
                "The running term does not end meanwhile: its last day, its notice dates, fees and visits move."
            )
        )
    elif rule == OnSuspension.CREDIT:
        said.append(
            _("Dates stay. What the days cost is taken off, or credited, when the contract is resumed.")
        )
    else:
        said.append(
            _("Dates and fees stay; what falls due meanwhile waits for the day the contract is resumed.")
        )
    return said


def _terms(plan: Plan) -> list[str | Promise]:
    return [
        _("Term %(number)s ends on %(new)s instead of %(old)s.")
        % {
            "number": term.number,
            "new": formats.day(values["ends_on"]),
            "old": formats.day(term.ends_on),
        }
        for term, values in reversed(plan.of(Term))
    ]


def _fees(plan: Plan, rule: str, currency: str) -> list[str | Promise]:
    said: list[str | Promise] = []
    later = [1 for _row, values in plan.of(BillingPeriod) if "due_on" in values]
    if later:
        said.append(
            ngettext(
                "%(count)s open billing period falls due later.",
                "%(count)s open billing periods fall due later.",
                len(later),
            )
            % {"count": len(later)}
        )
    if rule == OnSuspension.CHARGE:
        said.append(_("The fee stays due in full."))
    if rule != OnSuspension.CREDIT or not currency:
        return said
    if plan.waived_net:
        said.append(
            _("%(amount)s net is no longer charged.") % {"amount": formats.money(plan.waived_net, currency)}
        )
    if plan.credit_net:
        said.append(
            _("%(amount)s net was charged for these days and becomes a credit to give.")
            % {"amount": formats.money(plan.credit_net, currency)}
        )
    return said


def _notice(
    contract: Contract, stretch: Stretch, rule: str, plan: Plan, term: Term | None
) -> list[str | Promise]:
    said: list[str | Promise] = []
    if any(values.get("cures") is False for _row, values in plan.of(Notice)):
        said.append(
            _(
                "The renewal notice sent names a day that is no longer right: a new one is wanted in its window."
            )
        )
    if term is None or not term.renewable:
        return said
    if rule == OnSuspension.MOVE:
        for moved, values in plan.of(Term):
            if moved.pk == term.pk and "notice_opens_on" in values:
                said.append(
                    _("The renewal notice may leave from %(opens)s to %(closes)s; last day to refuse %(by)s.")
                    % {
                        "opens": formats.day(values["notice_opens_on"]),
                        "closes": formats.day(values["notice_closes_on"]),
                        "by": formats.day(values["refuse_by"]),
                    }
                )
    elif term.notice_opens_on <= stretch.ends and term.notice_closes_on >= stretch.starts:
        said.append(
            _(
                "The window of the renewal notice, %(opens)s – %(closes)s, falls inside: "
                "the letter is due all the same."
            )
            % {"opens": formats.day(term.notice_opens_on), "closes": formats.day(term.notice_closes_on)}
        )
    return said
