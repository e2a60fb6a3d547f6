"""Sentences that several contract pages say: what signing brings, why something cannot be done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.proposal import Proposal
from ui import formats

PROPOSAL_WARNINGS = {
    "refusal_impossible": gettext_lazy(
        "The notice to refuse is longer than the term: nobody could refuse its renewal in time."
    ),
    "notice_impossible": gettext_lazy(
        "The term is too short for the lawful notice: its window closes before the letter could leave, "
        "so after the renewal the customer may leave at any time."
    ),
    "notice_at_once": gettext_lazy(
        "The window of the renewal notice is already open: the letter is prepared tonight."
    ),
}

CANNOT_SIGN = {
    "signed": gettext_lazy("The contract was signed before."),
    "future": gettext_lazy("The day of signature cannot lie in the future."),
    "no_lines": gettext_lazy("The contract has no line yet."),
}

CANNOT_REFUSE = {
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "ended": gettext_lazy("The contract has ended."),
    "refused": gettext_lazy("A refusal is recorded already."),
    "future": gettext_lazy("A refusal cannot be received in the future."),
}

CANNOT_RENEW = {
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "not_express": gettext_lazy("Only an express contract is renewed by hand; a tacit one renews by itself."),
    "refused": gettext_lazy("A refusal is recorded: withdraw it first."),
    "over": gettext_lazy("The last term is over."),
    "final": gettext_lazy("The contract has reached its final end or its last renewal."),
}


def proposal_warnings(proposal: Proposal) -> list[str]:
    """What a person should know before signature."""
    return [str(PROPOSAL_WARNINGS[code]) for code in proposal.warnings]


def proposal_sentences(proposal: Proposal, currency: str, *, with_fees: bool) -> list[str]:
    """What signing writes: the first term, its fees, its visits."""
    term = proposal.term
    days = {"start": formats.day(term.starts_on), "end": formats.day(term.ends_on)}
    if with_fees:
        days["fee"] = formats.money(term.fee, currency)
        said = [_("The first term runs from %(start)s to %(end)s and costs %(fee)s net.") % days]
    else:
        said = [_("The first term runs from %(start)s to %(end)s.") % days]
    count = len(proposal.periods)
    first = {"count": count, "day": formats.day(min(period.due_on for period in proposal.periods))}
    said.append(
        ngettext(
            "%(count)s billing period, due on %(day)s.",
            "%(count)s billing periods, the first due on %(day)s.",
            count,
        )
        % first
    )
    count = len(proposal.visits)
    said.append(ngettext("%(count)s visit is owed.", "%(count)s visits are owed.", count) % {"count": count})
    return said
