from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.ending import CannotEnd, mark_refunded, undo, why_not_undo
from contracts.ending_wording import CANNOT_END, credit_goes
from contracts.forms.ending import RefundedForm, UndoForm
from contracts.main_contracts.together import ended_along, undo_along
from contracts.main_contracts.wording import along_told
from contracts.models import Ending
from contracts.views.verb import ContractVerb
from tenancy.permissions import Right
from ui import formats


class OfEnding(ContractVerb):
    """Something done to the end in force."""

    right = Right.CONTRACTS_RENEW

    @cached_property
    def ending(self) -> Ending | None:
        """The end in force."""
        return self.course.ending


class EndingUndo(OfEnding):
    """The contract goes on as if it had not been ended."""

    form_class = UndoForm
    title = gettext_lazy("Undo the end of the contract")
    submit_label = gettext_lazy("Undo the end")
    submit_icon = "arrow-back-up"
    success_message = gettext_lazy("The contract goes on.")

    def get_question(self) -> str:
        """Which end."""
        return _("Undo this end: %(ending)s?") % {"ending": self.ending} if self.ending else ""

    def consequences(self) -> list[str | Promise]:
        """What comes back."""
        if self.refusals():
            return []
        ending = self.ending
        periods = sum(each.ending_id == ending.pk for each in self.course.periods) if ending else 0
        visits = sum(each.ending_id == ending.pk for each in self.course.visits) if ending else 0
        found: list[str | Promise] = []
        if periods:
            found.append(
                ngettext(
                    "%(count)s billing period is to be billed again.",
                    "%(count)s billing periods are to be billed again.",
                    periods,
                )
                % {"count": periods}
            )
        if visits:
            found.append(
                ngettext("%(count)s visit is owed again.", "%(count)s visits are owed again.", visits)
                % {"count": visits}
            )
        return [
            *found,
            *credit_goes(self.course.ending_credits, self.currency if self.sees_fees else ""),
            *(along_told(ended_along(ending)) if ending else []),
            _("The contract goes on by its rules; terms missed meanwhile are written now."),
            _("The end stays in the history as undone."),
        ]

    def refusals(self) -> list[str | Promise]:
        """Nothing may stand on it."""
        if self.ending is None:
            return [CANNOT_END["undone"]]
        code = why_not_undo(self.ending, self.object)
        return [CANNOT_END[code]] if code else []

    def confirm(self, form: UndoForm) -> Any:
        """Undo it."""
        if self.ending is None:
            raise ValidationError(CANNOT_END["undone"])
        said: dict[str, Any] = {"on": self.on, "by": self.request.user, "reason": form.cleaned_data["reason"]}
        try:
            undo(self.ending, **said)
            undo_along(self.ending, **said)
        except CannotEnd as refused:
            raise ValidationError(CANNOT_END[refused.args[0]]) from refused


class EndingRefunded(OfEnding):
    """The money went back to the customer."""

    further_rights = (Right.FEES_VIEW,)  # the amount is told, so that right is asked too

    form_class = RefundedForm
    title = gettext_lazy("Mark the refund given")
    submit_label = gettext_lazy("Mark refunded")
    submit_icon = "cash"
    success_message = gettext_lazy("The refund is marked as given.")

    def get_question(self) -> str:
        """How much to whom."""
        if self.ending is None or self.ending.refund is None:
            return ""
        return _("Were %(amount)s given back to %(customer)s?") % {
            "amount": formats.money(self.ending.refund, self.currency),
            "customer": self.object.customer,
        }

    def consequences(self) -> list[str | Promise]:
        """The alert closes, the end stands."""
        return [
            _("The alert about it closes with the next night."),
            _("From then on the end of the contract cannot be undone."),
        ]

    def refusals(self) -> list[str | Promise]:
        """Only what is owed and not given."""
        owed = self.ending is not None and self.ending.refund is not None and self.ending.refunded_on is None
        return [] if owed else [_("No refund is owed.")]

    def confirm(self, form: RefundedForm) -> Any:
        """Keep the day."""
        if self.ending is not None:
            mark_refunded(self.ending, form.cleaned_data["on"])
