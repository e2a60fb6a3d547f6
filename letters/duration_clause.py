"""What a contract says of its duration: begin, end, renewal, refusal; in the language that is active."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.dates.refusal import refuse_by
from contracts.models import (
    Contract,
    RenewalKind,
    VisitCadence,
)
from contracts.rules import refusal_notice, term_rule
from letters.facts import Facts
from letters.spelling import long_day, months


def duration(facts: Facts) -> list[str]:
    """When the contract begins and ends, how it is renewed, until when that can be refused."""
    contract = facts.contract
    rule = term_rule(contract)
    first = rule.term(rule.first_number)
    sentences = [
        _("The contract begins on %(start)s. Its first term ends on %(end)s.")
        % {"start": long_day(first.starts), "end": long_day(first.ends)}
    ]
    if contract.main is not None:
        sentences.append(_("It belongs to main contract %(number)s.") % {"number": contract.main.number})
    if contract.renewal == RenewalKind.TACIT:
        last_day = refuse_by(first.ends, refusal_notice(contract))
        sentences += [
            _(
                "It is then renewed tacitly for successive terms of %(length)s each, as long as neither party refuses."
            )
            % {"length": months(contract.term_months)},
            _(
                "Either party may refuse the renewal, without cost and without giving a reason, by letter or e-mail "
                "sent %(notice)s before the end of the running term. In the first term the last day for it is %(day)s."
            )
            % {"notice": _notice(contract), "day": long_day(last_day)},
        ]
        if facts.customer.is_protected():
            sentences.append(
                _(
                    "Before each renewal we tell the customer in writing, in lawful time, the last day to refuse."
                )
            )
    elif contract.renewal == RenewalKind.EXPRESS:
        sentences.append(
            _(
                "It is renewed for another %(length)s only if both parties agree expressly; else it ends by itself."
            )
            % {"length": months(contract.term_months)}
        )
    else:
        sentences.append(_("It ends on that day by itself and is not renewed."))
    if contract.final_end_on:
        sentences.append(_("It ends at the latest on %(day)s.") % {"day": long_day(contract.final_end_on)})
    if contract.max_renewals is not None and contract.renewal != RenewalKind.NONE:
        sentences.append(
            ngettext(
                "It is renewed %(count)s time at the most.",
                "It is renewed %(count)s times at the most.",
                contract.max_renewals,
            )
            % {"count": contract.max_renewals}
        )
    if contract.visit_cadence == VisitCadence.DONE and any(line.visits_per_year for line in facts.lines):
        sentences.append(
            _(
                "Each visit after the first is made in the month before the interval between two visits has passed "
                "since the last one was made."
            )
        )
    return sentences


def _notice(contract: Contract) -> str:
    if contract.notice_days:
        return ngettext(
            "at the latest %(count)s day", "at the latest %(count)s days", contract.notice_days
        ) % {"count": contract.notice_days}
    if contract.notice_months:
        return ngettext(
            "at the latest %(count)s month", "at the latest %(count)s months", contract.notice_months
        ) % {"count": contract.notice_months}
    return _("at any time")
