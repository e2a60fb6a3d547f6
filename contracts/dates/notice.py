"""The lawful letter before a tacit renewal: the days of its window, and where it stands on a day.

How a country computes the window is in `notice_laws`. Both ends of a window belong to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from contracts.dates.explained import Explained


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """The days of one term's notice. All are days on which the thing may still (or already) be done."""

    refuse_by: date
    opens: date
    prepare_from: date
    target: date
    paper_stop: date
    email_stop: date
    closes: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.closes

    def is_late(self, on: date) -> bool:
        """Whether the wished day has passed and the letter may still leave: the alarm, when it is unsent."""
        return self.target < on <= self.closes


class NoticeLaw(Protocol):
    """A country's way to compute the window of a term, with the company's settings."""

    def window(self, term_to: date, refuse_by: date) -> NoticeWindow:
        """The window of the term that ends on `term_to` and may be refused until `refuse_by`."""
        ...

    def explain(self, term_to: date, refuse_by: date) -> dict[str, Explained[date]]:
        """Each day of `window` by its name, with its reason."""
        ...


class NoticeStatus(StrEnum):
    """Where the notice of a term stands on a day."""

    NOT_REQUIRED = "not_required"
    WAITING = "waiting"
    PREPARED = "prepared"
    SENT = "sent"
    MISSED = "missed"


def notice_status(window: NoticeWindow | None, sent: Iterable[date], on: date) -> NoticeStatus:
    """The status on a day.

    No window: not required. A letter sent inside the window: sent. Else missed after it closes, prepared
    from `prepare_from` on, waiting before. A letter outside the window does not cure.
    """
    if window is None:
        return NoticeStatus.NOT_REQUIRED
    if any(day in window and day <= on for day in sent):
        return NoticeStatus.SENT
    if on > window.closes:
        return NoticeStatus.MISSED
    return NoticeStatus.PREPARED if on >= window.prepare_from else NoticeStatus.WAITING
