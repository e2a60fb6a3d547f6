"""The lane of the renewal: windows and letters, last days, refusals, ends and what is held back."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from contracts.course import Course
from contracts.dates.notice import NoticeStatus
from contracts.models import Notice, RenewalKind, State, Term
from contracts.rules import renews_tacitly
from contracts.time_line.marks import Mark
from ui import formats

WINDOW_COLOURS = {
    NoticeStatus.NOT_REQUIRED: "secondary",
    NoticeStatus.WAITING: "blue",
    NoticeStatus.PREPARED: "orange",
    NoticeStatus.SENT: "green",
    NoticeStatus.MISSED: "red",
}


class RenewalLane:
    """Its marks for the terms shown, between two days."""

    def __init__(self, course: Course, shown: Sequence[Term], starts: date, ends: date) -> None:
        self.course, self.shown, self.starts, self.ends = course, shown, starts, ends

    def marks(self) -> Iterator[Mark]:
        """From the window of each term to what was received and what ended it."""
        course = self.course
        for term in self.shown:
            why = course.explained(term)
            current = course.term is not None and term.pk == course.term.pk
            tacit = renews_tacitly(course.contract, term)
            if tacit and (not current or course.standing.notice != NoticeStatus.NOT_REQUIRED):
                yield from self._window(term, current=current)
            if tacit and not self._ended_by(term.refuse_by):
                late = current and course.standing.refuse_by is not None and course.on > term.refuse_by
                yield Mark(
                    _("Last day to refuse"), why.refuse_by.why, term.refuse_by,
                    colour="secondary" if late or not current else "red", shape="diamond",
                )  # fmt: skip
            elif current and course.standing.state in (State.ACTIVE, State.UPCOMING):
                yield self._confirmation(term)
        for notice in course.notices:
            if notice.sent_on and self.starts <= notice.sent_on <= self.ends:
                yield _letter(notice)
        yield from self._ends()
        yield from self._held_back()
        for refusal in course.refusals:
            if self.starts <= refusal.received_on <= self.ends:
                yield Mark(
                    _("Refusal received"),
                    _("Withdrawn on %(day)s.") % {"day": formats.day(refusal.withdrawn_on)}
                    if refusal.withdrawn_on
                    else refusal.get_channel_display(),
                    refusal.received_on, colour="secondary" if refusal.withdrawn_on else "orange", shape="cross",
                )  # fmt: skip

    def _ended_by(self, day: date) -> bool:
        """Whether the contract has ended, or is to end, before that day: then nobody refuses any more."""
        return any(ending.undone_on is None and ending.last_day < day for ending in self.course.endings)

    def _ends(self) -> Iterator[Mark]:
        for ending in self.course.endings:
            if self.starts <= ending.last_day <= self.ends:
                undone = ending.undone_on is not None
                why = (
                    _("Undone on %(day)s.") % {"day": formats.day(ending.undone_on)}
                    if undone
                    else ending.reason
                )
                yield Mark(
                    ending.get_kind_display(),
                    why,
                    ending.last_day,
                    colour="secondary" if undone else "red",
                    shape="cross",
                )

    def _held_back(self) -> Iterator[Mark]:
        contract = self.course.contract
        marks = (
            (
                contract.withdraw_by,
                _("Last day to withdraw"),
                contract.withdraw_by_reason or contract.get_conclusion_display(),
            ),
            (
                contract.pay_from,
                _("First payment allowed"),
                _("Nothing may be paid in the first seven days (L221-10)."),
            ),
        )
        for day, label, why in marks:
            if day is not None and self.starts <= day <= self.ends:
                yield Mark(label, why, day, colour="orange", shape="tick")

    def _window(self, term: Term, *, current: bool) -> Iterator[Mark]:
        course = self.course
        if not course.contract.customer.is_protected() and not course.company.notify_businesses:
            return
        why = course.explained(term)
        status = course.standing.notice if current else NoticeStatus.NOT_REQUIRED
        yield Mark(
            _("Window of the renewal notice"),
            f"{why.notice_opens.why} {why.notice_closes.why}",
            term.notice_opens_on,
            term.notice_closes_on,
            WINDOW_COLOURS[status],
        )
        if current and status in (NoticeStatus.WAITING, NoticeStatus.PREPARED):
            yield Mark(_("Notice wanted by"), why.notice_target.why, term.notice_target_on, shape="tick")

    def _confirmation(self, term: Term) -> Mark:
        why = self.course.explained(term)
        if self.course.contract.renewal == RenewalKind.EXPRESS and term.renewable:
            opens = max(why.renewal_opens.value, term.starts_on)
            return Mark(_("Renewal may be agreed"), why.renewal_opens.why, opens, term.ends_on, "orange")
        return Mark(_("The contract ends"), why.ended.why, term.ends_on, colour="orange", shape="diamond")


def _letter(notice: Notice) -> Mark:
    why = (
        _("Sent inside its window.")
        if notice.cures
        else _("Sent outside the window: kept, but it does not count as the lawful notice.")
    )
    label = _("Renewal notice sent (%(channel)s)") % {"channel": notice.get_channel_display()}
    assert notice.sent_on is not None  # noqa: S101 - only letters that left are drawn
    return Mark(label, why, notice.sent_on, colour="green" if notice.cures else "secondary", shape="dot")
