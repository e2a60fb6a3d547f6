"""How the states of contracts, notices, billing periods and owed visits look."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.dates.notice import NoticeStatus
from contracts.models import BillingPeriod, Block, OwedVisit, RenewalAnswer, State
from ui.badges import Badge

STATE_BADGES = {
    State.DRAFT: Badge("secondary", "pencil", State.DRAFT.label),
    State.SENT: Badge("blue", "send", State.SENT.label),
    State.UPCOMING: Badge("blue", "calendar-plus", State.UPCOMING.label),
    State.ACTIVE: Badge("green", "circle-check", State.ACTIVE.label),
    State.ENDING: Badge("orange", "clock-x", State.ENDING.label),
    State.ENDED: Badge("secondary", "circle-off", State.ENDED.label),
}

BLOCK_BADGES = {
    Block.Level.WARNING: Badge("orange", "lock-exclamation", _("Blocked: warning")),
    Block.Level.STOP: Badge("red", "lock", _("Blocked")),
}
SUSPENDED = Badge("orange", "player-pause", pgettext_lazy("contract", "Suspended"))
FREE_TO_LEAVE = Badge("orange", "door-exit", _("May leave at any time"))

# "Not required" has none: an empty cell says it.
NOTICE_BADGES = {
    NoticeStatus.WAITING: Badge("secondary", "calendar-time", _("Not yet")),
    NoticeStatus.PREPARED: Badge("orange", "mail", _("To send")),
    NoticeStatus.SENT: Badge("green", "mail-check", pgettext_lazy("renewal notice", "Sent")),
    NoticeStatus.MISSED: Badge("red", "mail-x", _("Missed")),
}

_OUTCOME = RenewalAnswer.Outcome
ANSWER_BADGES = {
    _OUTCOME.APPLIED: Badge("green", "circle-check", _OUTCOME.APPLIED.label),
    _OUTCOME.NOTED: Badge("secondary", "notes", _OUTCOME.NOTED.label),
    _OUTCOME.WAITING: Badge("orange", "clock-question", _OUTCOME.WAITING.label),
    _OUTCOME.CONFLICT: Badge("red", "alert-triangle", _OUTCOME.CONFLICT.label),
    _OUTCOME.UNDONE: Badge("secondary", "arrow-back-up", _OUTCOME.UNDONE.label),
    _OUTCOME.SET_ASIDE: Badge("secondary", "circle-minus", _OUTCOME.SET_ASIDE.label),
}

_PERIOD_BADGES = {
    BillingPeriod.State.BILLED: Badge("green", "circle-check", BillingPeriod.State.BILLED.label),
    BillingPeriod.State.ELSEWHERE: Badge("secondary", "arrow-up-right", BillingPeriod.State.ELSEWHERE.label),
    BillingPeriod.State.WAIVED: Badge("secondary", "circle-minus", BillingPeriod.State.WAIVED.label),
}
_PERIOD_DUE = Badge("red", "coin", _("Due"))
_PERIOD_TO_COME = Badge("blue", "calendar", _("To come"))

_VISIT_DONE = Badge("green", "circle-check", pgettext_lazy("visit", "Done"))
_VISIT_WITHDRAWN = Badge("secondary", "calendar-off", pgettext_lazy("visit", "Withdrawn"))
_VISIT_LATE = Badge("red", "calendar-x", _("Late"))
_VISIT_NOW = Badge("orange", "calendar-event", _("To plan"))
_VISIT_TO_COME = Badge("blue", "calendar", _("To come"))


def period_badge(period: BillingPeriod, on: date) -> Badge:
    """Whether the period was charged, and if not whether it is due on the day."""
    if period.state == BillingPeriod.State.OPEN:
        return _PERIOD_DUE if period.due_on <= on else _PERIOD_TO_COME
    return _PERIOD_BADGES[BillingPeriod.State(period.state)]


def visit_badge(visit: OwedVisit, on: date) -> Badge:
    """Whether the visit was made, and if not where its window stands on the day."""
    if visit.done_on is not None:
        return _VISIT_DONE
    if visit.ending_id is not None or visit.withdrawn_on is not None:
        return _VISIT_WITHDRAWN
    if visit.window_ends_on < on:
        return _VISIT_LATE
    return _VISIT_NOW if visit.window_starts_on <= on else _VISIT_TO_COME
