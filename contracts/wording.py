"""Sentences that several contract pages say: what signing brings, why something cannot be done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.dates.withdrawal import WithdrawalLaw
from contracts.proposal import Proposal
from contracts.rules import is_free
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
        "The window of the renewal notice is already open: the letter is prepared in the night after the signature."
    ),
    "no_visit": gettext_lazy(
        "The first term is shorter than the others and owes no visit: none of the stretches into which visits part a "
        "whole term begins in it."
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
    "suspended": gettext_lazy("The contract is suspended until further notice: resume it first."),
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "not_express": gettext_lazy("Only an express contract is renewed by hand; a tacit one renews by itself."),
    "refused": gettext_lazy("A refusal is recorded: withdraw it first."),
    "over": gettext_lazy("The last term is over."),
    "final": gettext_lazy("The contract has reached its final end or its last renewal."),
}

CANNOT_ANSWER = {
    "unsigned": gettext_lazy("The contract is not signed yet."),
    "future": gettext_lazy("The answer cannot be given in the future."),
    "office_only": gettext_lazy("Renewals of this contract are decided by the office, not on a report."),
    "before": gettext_lazy("The contract had not begun on that day."),
    "over": gettext_lazy("No term of the contract ran on that day."),
    "early": gettext_lazy("The renewal may be agreed from %(day)s on."),
    "final": gettext_lazy("The contract has reached its final end or its last renewal."),
    "conflict": gettext_lazy(
        "It still contradicts what is recorded. Undo the refusal or the renewal first, or set it aside."
    ),
}  # fmt: skip

#: by answer and outcome, what it brings
ANSWER_BRINGS = {
    ("renewed", "applied"): gettext_lazy("The next term is written now, with its fees and visits; it follows %(end)s."),
    ("renewed", "noted"): gettext_lazy("The next term is written already; the answer is kept beside it."),
    ("renewed", "waiting"): gettext_lazy("The office has to approve it; until then the contract stays as it is."),
    ("renewed", "conflict"): gettext_lazy(
        "It contradicts what is recorded: a refusal, or an end. It is kept, and the office decides."
    ),
    ("refused", "applied"): gettext_lazy("The contract ends after %(end)s; what it owes until then stays owed."),
    ("refused", "noted"): gettext_lazy("The end is recorded already; the answer is kept beside it."),
    ("refused", "waiting"): gettext_lazy(
        "It is late: the last day to refuse was %(by)s. The office decides whether it stands."
    ),
    ("refused", "conflict"): gettext_lazy(
        "The next term is written already: the answer is kept, and the office decides."
    ),
    ("undecided", "noted"): gettext_lazy("Nothing changes; the answer is kept."),
}  # fmt: skip


def proposal_warnings(proposal: Proposal) -> list[str]:
    """What a person should know before signature."""
    return [str(PROPOSAL_WARNINGS[code]) for code in proposal.warnings]


def withdrawal_sentences(law: WithdrawalLaw) -> list[str]:
    """What the place of signature brings: withdrawal, first payment, first visits."""
    said = []
    if law.withdraw_by is not None:
        days = {"day": formats.day(law.withdraw_by)}
        said.append(_("The customer may withdraw until %(day)s.") % days)
        said.append(_("No visit begins before that day is over, unless the customer expressly asks for it."))
    if law.pay_from is not None:
        said.append(
            _(
                "Nothing may be paid before %(day)s (Code de la consommation, L221-10): due days before it are moved."
            )
            % {"day": formats.day(law.pay_from)}
        )
    return said


def proposal_sentences(proposal: Proposal, currency: str, *, with_fees: bool) -> list[str]:
    """What signing writes: the first term, its fees, its visits."""
    term = proposal.term
    days = {"start": formats.day(term.starts_on), "end": formats.day(term.ends_on)}
    if with_fees:
        days["fee"] = formats.money(term.fee, currency)
        said = [_("The first term runs from %(start)s to %(end)s and costs %(fee)s net.") % days]
        if is_free(term.contract, term.number):
            said = [
                _(
                    "The first term runs from %(start)s to %(end)s and is free; the fee counts from the next on."
                )
                % days
            ]
    else:
        said = [_("The first term runs from %(start)s to %(end)s.") % days]
    if not proposal.periods:
        said.append(_("Nothing falls due by itself: each visit made is charged its share of the fee."))
        return [*said, _visits_owed(proposal)]
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
    return [*said, _visits_owed(proposal)]


def _visits_owed(proposal: Proposal) -> str:
    count = len(proposal.visits)
    return ngettext("%(count)s visit is owed.", "%(count)s visits are owed.", count) % {"count": count}
