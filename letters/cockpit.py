"""Notices from the renewal cockpit: print, e-mail or mark as sent those of the ends chosen there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from contracts.cockpit.bulk import NamedTerm, register_action
from letters import standing
from letters.bulk import EmailLetters, MarkSent, PrintLetters
from ui.bulk import BulkAction, Outcome


class _OnTerms(BulkAction):
    """A bulk action on notices, offered for terms; a term whose notice is not prepared yet says so."""

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Each term by the notice that counts for it."""
        notices = notices_of(rows)
        told = {outcome.row.pk: outcome for outcome in super().outcomes(list(notices.values()))}
        return [
            Outcome(
                _Chosen(row, notices[row.pk]), told[notices[row.pk].pk].text, told[notices[row.pk].pk].will
            )
            if row.pk in notices
            else Outcome(NamedTerm(row), _("No notice is prepared for it."), will=False)
            for row in rows
        ]


class _Chosen(NamedTerm):
    """A term with its notice, under the term's id: the list chooses terms."""

    def __init__(self, term: Any, notice: Any) -> None:
        super().__init__(term)
        self.notice = notice


class PrintNotices(_OnTerms, PrintLetters):
    """Write and join the letters."""

    name = "print_notices"


class EmailNotices(_OnTerms, EmailLetters):
    """Write and e-mail the letters."""

    name = "email_notices"


class MarkNoticesSent(_OnTerms, MarkSent):
    """Record that letters left."""

    name = "mark_notices_sent"


def notices_of(terms: Sequence[Any]) -> dict[int, Any]:
    """The notice that counts for each term, with its standing of today, by term id."""
    rows = standing.notices_of_today().filter(term__in=[term.pk for term in terms], cures=True)
    return {notice.term_id: notice for notice in rows}


def register() -> None:
    """Offer them in the cockpit."""
    for action in (PrintNotices, EmailNotices, MarkNoticesSent):
        register_action(action)
