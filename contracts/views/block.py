from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.blocking import block, lift
from contracts.forms.life import BlockForm, LiftForm
from contracts.views.verb import ContractVerb
from ui import formats


class ContractBlock(ContractVerb):
    """Assistance is withheld, for a reason everybody sees."""

    form_class = BlockForm
    title = gettext_lazy("Block the contract")
    submit_label = gettext_lazy("Block")
    submit_icon = "lock"
    style = "danger"
    success_message = gettext_lazy("The contract is blocked.")

    def get_question(self) -> str:
        """Whose contract."""
        return _("Withhold assistance from %(customer)s under contract %(number)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def consequences(self) -> list[str | Promise]:
        """What a block does and does not."""
        return [
            _("Every page about the contract says that it is blocked, and why."),
            _("Terms, fees and visits go on: a block is not an end."),
        ]

    def refusals(self) -> list[str | Promise]:
        """One block at a time, of a signed contract."""
        if not self.object.is_signed():
            return [_("The contract is not signed yet.")]
        if standing := self.course.block:
            return [_("The contract is blocked since %(day)s.") % {"day": formats.day(standing.blocked_on)}]
        return []

    def confirm(self, form: BlockForm) -> Any:
        """Block it from today."""
        given = form.cleaned_data
        block(self.object, self.on, reason=given["reason"], level=given["level"], by=self.request.user)  # type: ignore[arg-type]


class BlockLift(ContractVerb):
    """Assistance is given again."""

    form_class = LiftForm
    title = gettext_lazy("Lift the block")
    submit_label = gettext_lazy("Lift the block")
    submit_icon = "lock-open"
    success_message = gettext_lazy("The block is lifted.")

    def get_question(self) -> str:
        """Which block."""
        standing = self.course.block
        if standing is None:
            return ""
        return _("Blocked since %(day)s: %(reason)s") % {
            "day": formats.day(standing.blocked_on),
            "reason": standing.reason,
        }

    def consequences(self) -> list[str | Promise]:
        """It stays in the history."""
        return [
            _("Assistance is given again from today."),
            _("The block stays in the history with its reason."),
        ]

    def refusals(self) -> list[str | Promise]:
        """There must be one."""
        return [] if self.course.block else [_("The contract is not blocked.")]

    def confirm(self, form: LiftForm) -> Any:
        """Lift it today."""
        lift(self.object, self.on, reason=form.cleaned_data["reason"], by=self.request.user)  # type: ignore[arg-type]
