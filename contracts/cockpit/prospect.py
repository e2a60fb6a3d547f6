"""What will happen to a term at its end, in one sentence; or what has."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from contracts.cockpit.stages import Stage
from contracts.models import RenewalKind
from tenancy.months import ONE_DAY
from ui import formats


def prospect(term: Any, on: date) -> str:
    """The sentence for a term read by ``with_stage``, with its contract."""
    days = {
        "next": formats.day(term.ends_on + ONE_DAY),
        "end": formats.day(term.ends_on),
        "by": formats.day(term.refuse_by),
        "opens": formats.day(term.notice_opens_on),
        "closes": formats.day(term.notice_closes_on),
        "target": formats.day(term.notice_target_on),
    }
    return _sentence(term, on) % days


def _sentence(term: Any, on: date) -> str:
    stage = Stage(term.stage)
    if stage == Stage.TO_NOTIFY:
        if term.notice_opens_on > on:
            return _("The notice may leave from %(opens)s to %(closes)s; renews on %(next)s.")
        return _("Send the notice until %(target)s, at the latest %(closes)s; renews on %(next)s.")
    if stage == Stage.TO_CONFIRM:
        if term.contract.renewal == RenewalKind.EXPRESS:
            return _("Without an answer it ends after %(end)s.")
        return _("An answer waits for the office; without a decision it renews on %(next)s.")
    return {
        Stage.CLOSING: _("Send the notice before %(closes)s; after that the customer may leave at any time."),
        Stage.MISSED: _("Renews on %(next)s; the customer may then leave at any time."),
        Stage.NOTIFIED: _("Renews on %(next)s unless refused by %(by)s."),
        Stage.BY_ITSELF: _("Renews on %(next)s; the law asks for no notice."),
        Stage.REFUSED: _("Ends after %(end)s; what it owes until then stays owed."),
        Stage.ENDING: _("Ends after %(end)s: no renewal follows."),
        Stage.SUSPENDED: _("Suspended until further notice: its last day, now %(end)s, moves."),
        Stage.RENEWED: _("The next term is written from %(next)s; nothing is due yet."),
        Stage.TO_BILL: _("The term from %(next)s has fees that are due and not billed."),
        Stage.BILLED: _("The term from %(next)s is billed as far as it is due."),
    }[stage]
