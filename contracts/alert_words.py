"""The alerts of contracts in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import (
    Ending,
    RenewalAnswer,
    RenewalKind,
)
from tenancy.acting import acting_company
from tenancy.models import Alert
from ui import formats


def fee_due(alert: Alert) -> str:
    """How many periods wait, since when, and who signed or renewed last."""
    count = alert.facts.get("periods", 1)
    told = [ngettext("%(count)s billing period is due and not billed.",
                     "%(count)s billing periods are due and not billed.", count) % {"count": count}]  # fmt: skip
    if alert.due_on is not None:
        days = max(0, (acting_company().today() - alert.due_on).days)
        told.append(ngettext("The oldest has waited for %(count)s day.",
                             "The oldest has waited for %(count)s days.", days) % {"count": days})  # fmt: skip
    if signed_on := alert.facts.get("signed_on"):
        told.append(_("Signed on %(day)s.") % {"day": formats.day(date.fromisoformat(signed_on))})
    if by := alert.facts.get("by"):
        told.append(_("Signature or renewal entered by %(name)s.") % {"name": by})
    return " ".join(told)


def missed(alert: Alert) -> str:
    """What a missed window means."""
    return _("The notice window closed and no letter left: after renewal the customer may leave at any time.")


def to_send(alert: Alert) -> str:
    """Whether the letter is late."""
    if alert.facts.get("late"):
        return _("The wanted day has passed: send the renewal notice before its window closes.")
    return _("The renewal notice is ready to send.")


def unplanned(alert: Alert) -> str:
    """How many visits have no appointment."""
    count = alert.facts.get("visits", 1)
    return ngettext("%(count)s visit is owed and has no appointment.",
                    "%(count)s visits are owed and have no appointment.", count) % {"count": count}  # fmt: skip


def before_end(alert: Alert) -> str:
    """How many visits are owed before the end."""
    count = alert.facts.get("visits", 1)
    return ngettext("%(count)s visit is still owed before the contract ends.",
                    "%(count)s visits are still owed before the contract ends.", count) % {"count": count}  # fmt: skip


def ending(alert: Alert) -> str:
    """Why it ends."""
    if alert.facts.get("renewal") == RenewalKind.EXPRESS and alert.facts.get("renewable"):
        return _("Express renewal: without an answer the contract ends.")
    return _("The contract ends and no renewal follows.")


def to_refund(alert: Alert) -> str:
    """Why money goes back."""
    if alert.facts.get("kind") == Ending.Kind.WITHDRAWAL:
        return _("The customer withdrew: what she paid goes back within 14 days.")
    if alert.facts.get("credit"):
        return _("The contract ended: what was charged for days not served is to be credited.")
    return _("The contract ended: what was paid in advance goes back.")


def to_decide(alert: Alert) -> str:
    """What the office decides about."""
    if alert.facts.get("outcome") == RenewalAnswer.Outcome.CONFLICT:
        return _("A customer's answer contradicts what was recorded: the office decides.")
    if alert.facts.get("answer") == RenewalAnswer.Answer.REFUSED:
        return _("A late refusal was brought by a technician: the office decides whether it stands.")
    return _("A technician brought the customer's yes: the office has to approve it.")


def revived(alert: Alert) -> str:
    """Why it goes on."""
    return _("Answered before its end and received after it: the contract goes on.")


def failed(alert: Alert) -> str:
    """Why the night could not."""
    return _("The night could not renew this contract: %(reason)s") % {
        "reason": alert.facts.get("reason", "")
    }
