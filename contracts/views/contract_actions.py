from collections.abc import Callable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.course import Course
from contracts.express import why_not
from contracts.last_renewal import RENEWED_BY
from contracts.models import RenewalKind, State
from tenancy.permissions import Right
from ui.actions import Action

RENEW = Right.CONTRACTS_RENEW


def address(name: str, *args: Any) -> str:
    """An address of an app above this one; empty where that app offers none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class ContractActions:
    """What can be done with a contract just now.

    The next thing comes first and what is done every day after it; what is rare comes last, in the menu of the head.
    """

    def __init__(self, course: Course, may: Callable[[str], bool]) -> None:
        self.course, self.contract, self.may = course, course.contract, may
        self.state = course.standing.state
        self.last = course.terms[-1] if course.terms else None
        self.stands = self.contract.is_signed() and self.state != State.ENDED

    def __call__(self) -> list[Action]:
        """All of them, those without the right included: the page leaves them out."""
        return [
            *self._signing(),
            *self._renewing(),
            *self._changing(),
            *self._papers(),
            *self._resting(),
            *self._ending(),
        ]

    def _signing(self) -> list[Action]:
        """Ways to bring a draft to its signature."""
        if self.state not in (State.DRAFT, State.SENT):
            return []
        found = []
        if self.may(Right.FEES_VIEW) and (to_sign := address("letters:contract_sign", self.contract.pk)):
            found.append(Action(_("Send to sign"), to_sign, "signature", right=Right.CONTRACTS_EDIT))
        found.append(self._action(_("Sign"), "sign", "writing-sign", "primary"))
        if self.state == State.DRAFT:
            found.append(self._action(_("Mark sent"), "send", "send"))
        return found

    def _renewing(self) -> list[Action]:
        contract, course, found = self.contract, self.course, []
        if contract.renewal == RenewalKind.EXPRESS and not why_not(contract, self.last, course.on):
            found.append(self._action(_("Renew now"), "renew", "refresh", "primary", RENEW))
        if self.state in (State.ACTIVE, State.ENDING):
            found.append(self._action(_("Record an answer"), "answer", "message-question", right=RENEW))
        if self.state in (State.ACTIVE, State.UPCOMING):
            found.append(self._action(_("Record a refusal"), "refuse", "file-x", right=RENEW))
        if self.state == State.ENDING and course.refusal is not None and course.ending is None:
            found.append(self._action(_("Withdraw the refusal"), "withdraw", "arrow-back-up", right=RENEW))
        return found

    def _changing(self) -> list[Action]:
        found = []
        if self.stands and self.contract.ended_on is None and self.may(Right.FEES_VIEW):
            found.append(self._action(_("Amend"), "amend", "file-diff"))
        found.append(self._action(_("Edit"), "edit", "pencil"))
        if self.contract.main_id is None and self.state != State.ENDED and self.may(Right.FEES_VIEW):
            new = f"{reverse('contracts:create')}?main={self.contract.pk}"
            found.append(Action(_("New sub-contract"), new, "sitemap", right=Right.CONTRACTS_EDIT))
        return found

    def _papers(self) -> list[Action]:
        found = []
        # The paper shows the fee, so it opens for nobody else.
        if self.may(Right.FEES_VIEW) and (pdf := address("letters:contract_pdf", self.contract.pk)):
            word = address("letters:contract_word", self.contract.pk)
            found += [
                Action(_("Print"), pdf, "printer"),
                Action(_("As a Word document"), word, "file-word"),
            ]
        if self.stands:
            until = self._action(
                _("What happens until…"), "ahead", "calendar-bolt", right=Right.CONTRACTS_VIEW
            )
            found.append(until)
        return [*found, self._action(_("Price formula"), "formula", "math-function", right=RENEW)]

    def _resting(self) -> list[Action]:
        """Block it, let it rest, go on, or undo that."""
        found = []
        if self.stands and self.course.block is None:
            found.append(self._action(_("Block"), "block", "lock"))
        if not self.contract.is_signed() or self.contract.ended_on is not None:
            return found
        in_force = [each for each in self.course.suspensions if each.undone_on is None]
        if any(each.ends_on is None for each in in_force):
            found.append(self._action(_("Resume"), "resume", "player-play", "primary", RENEW))
        else:
            found.append(self._action(pgettext("action", "Suspend"), "suspend", "player-pause", right=RENEW))
        if in_force:
            undo = self._action(_("Undo the suspension"), "suspension_undo", "arrow-back-up", right=RENEW)
            found.append(undo)
        return found

    def _ending(self) -> list[Action]:
        """Ways to end it before its term does, and to undo that or its renewal."""
        contract, course, found = self.contract, self.course, []
        if contract.replaced_by is not None:
            return [self._action(_("Undo the replacement"), "replace_undo", "arrow-back-up", right=RENEW)]
        if course.ending is not None:
            return [self._action(_("Undo the end"), "end_undo", "arrow-back-up", right=RENEW)]
        if (
            self.last
            and self.last.number > 1
            and self.last.origin in RENEWED_BY
            and self.state == State.ACTIVE
        ):
            found.append(self._action(_("Undo the renewal"), "undo_renewal", "arrow-back-up", right=RENEW))
        if not contract.is_signed() or contract.ended_on is not None:
            return found
        if self.may(Right.CONTRACTS_EDIT) and self.may(Right.FEES_VIEW):
            found.append(self._action(_("Replace by a new contract"), "replace", "replace", right=RENEW))
        if contract.customer.may_withdraw(course.company.country):
            found.append(self._action(_("Record a withdrawal"), "withdrawal", "writing-off", right=RENEW))
        return [
            *found,
            self._action(pgettext("action", "Terminate"), "terminate", "file-off", right=RENEW),
            self._action(_("Terminate for breach"), "breach", "gavel", right=RENEW),
        ]

    def _action(
        self, label: str, verb: str, icon: str, style: Any = "secondary", right: str = Right.CONTRACTS_EDIT
    ) -> Action:
        return Action(label, reverse(f"contracts:{verb}", args=[self.contract.pk]), icon, style, right)
