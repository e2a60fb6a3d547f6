from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contracts.ending import (
    CannotEnd,
    Given,
    end,
    foresee,
    mark_refunded,
    refund_by,
    undo,
    why_not,
    why_not_undo,
)
from contracts.ending_wording import CANNOT_END, ending_sentences
from contracts.forms.ending import EndingForm, RefundedForm, TerminationForm, UndoForm, WithdrawalForm
from contracts.models import Ending
from contracts.views.verb import ContractVerb
from tenancy import attachments
from tenancy.permissions import Right
from ui import formats


class ContractEnd(ContractVerb):
    """Ends a contract before its term's end; the day and the choice in the address show what they bring."""

    kind: ClassVar[Ending.Kind]
    right = Right.CONTRACTS_RENEW
    form_class: type[EndingForm] = TerminationForm
    submit_icon = "file-off"
    style = "danger"
    success_message = gettext_lazy("The end of the contract is recorded.")

    def asked(self, name: str) -> str:
        """What was typed, or is asked by the address."""
        return self.request.POST.get(name) or self.request.GET.get(name, "")

    def day(self, name: str) -> date:
        """A day typed or asked; today when it is none."""
        try:
            return parse_date(self.asked(name)) or self.on
        except ValueError:
            return self.on  # type: ignore[no-any-return]

    @property
    def last_day(self) -> date:
        """The last day of the contract."""
        return self.day("last_day")

    @property
    def running(self) -> str:
        """What becomes of the running period."""
        asked = self.asked("running")
        return asked if asked in Ending.Running.values else Ending.Running.PRORATED

    def get_initial(self) -> dict[str, Any]:
        """What the address asks, else today."""
        named = {name: self.request.GET[name] for name in ("reason", "refund") if name in self.request.GET}
        return named | {
            "received_on": self.day("received_on"),
            "last_day": self.last_day,
            "running": self.running,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Amounts and files for those who may."""
        rights = {"sees_fees": self.sees_fees, "adds_files": self.may(Right.FILES_EDIT)}
        return super().get_form_kwargs() | rights

    def consequences(self) -> list[str | Promise]:
        """Until when it runs, what is charged and what is not, which visits are withdrawn."""
        if self.refusals():
            return []
        if code := why_not(self.object, self.kind, self.last_day):
            return [CANNOT_END[code]]
        course = self.course
        effect = foresee(self.kind, self.last_day, self.running, course.periods, course.visits)
        currency = self.currency if self.sees_fees else ""
        return ending_sentences(self.kind, self.last_day, effect, course.periods, currency)

    def refusals(self) -> list[str | Promise]:
        """Only a signed contract that has not ended."""
        code = why_not(self.object, self.kind)
        return [CANNOT_END[code]] if code else []

    def confirm(self, form: EndingForm) -> Any:
        """Record it with what it brings; the letter goes to the documents."""
        try:
            ending = end(self.object, self.given(form.cleaned_data), on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotEnd as refused:
            raise ValidationError(CANNOT_END[refused.args[0]]) from refused
        if files := form.cleaned_data.get("files"):
            attachments.attach("contract", self.object.pk, files, note=str(ending))

    def given(self, typed: dict[str, Any]) -> Given:
        """The end the form tells."""
        refund: Decimal | None = typed.get("refund") or None
        last = min(
            typed["last_day"], self.object.runs_until or self.on
        )  # a later one is refused, however late
        return Given(
            kind=self.kind,
            side=typed["side"],
            received_on=typed["received_on"],
            last_day=typed["last_day"],
            channel=typed["channel"],
            reason=typed["reason"],
            running=typed["running"],
            refund=refund,
            refund_due_on=refund_by(self.kind, typed["received_on"], last) if refund else None,
        )


class ContractWithdrawal(ContractEnd):
    """The customer withdraws from what she signed away from the firm."""

    kind = Ending.Kind.WITHDRAWAL
    form_class = WithdrawalForm
    title = gettext_lazy("Record a withdrawal")
    submit_label = gettext_lazy("Record the withdrawal")

    @property
    def last_day(self) -> date:
        """A withdrawal ends the contract the day it is received."""
        return min(self.day("received_on"), self.on)  # type: ignore[no-any-return]

    @property
    def running(self) -> str:
        """Nothing is charged unless she asked to begin early."""
        if not self.began_early:
            return Ending.Running.WAIVED
        return (
            Ending.Running.PRORATED
            if self.asked("running") == Ending.Running.PRORATED
            else Ending.Running.WAIVED
        )

    def get_question(self) -> str:
        """Whose contract."""
        return _("Does %(customer)s withdraw from contract %(number)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    @property
    def began_early(self) -> bool:
        """Whether services began on her express request."""
        return self.object.early_start_on is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fees are asked about where services began early."""
        return super().get_form_kwargs() | {"began_early": self.began_early}

    def consequences(self) -> list[str | Promise]:
        """Whether it is in time comes first."""
        said = super().consequences()
        by = self.object.withdraw_by
        if not said:
            return said
        if by is None:
            return [
                _("No time to withdraw is on record for this contract: see whether the customer had one."),
                *said,
            ]
        days = {"by": formats.day(by), "day": formats.day(self.last_day)}
        late = self.last_day > by
        return [
            (
                _(
                    "Received on %(day)s, it is late: the customer could withdraw until %(by)s. The office decides."
                )
                if late
                else _("Received on %(day)s, it is in time: the customer may withdraw until %(by)s.")
            )
            % days,
            *said,
        ]

    def given(self, typed: dict[str, Any]) -> Given:
        """By the customer, on the day it came."""
        customers = {"side": Ending.Side.CUSTOMER, "last_day": typed["received_on"], "running": self.running}
        return super().given(typed | customers)


class ContractTermination(ContractEnd):
    """The contract is ended during its term, by either side or by agreement."""

    kind = Ending.Kind.TERMINATION
    title = pgettext_lazy("action", "Terminate the contract")
    submit_label = gettext_lazy("Record the termination")

    def get_question(self) -> str:
        """Whose contract."""
        return _("End contract %(number)s with %(customer)s before its term does?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }


class ContractBreach(ContractEnd):
    """The contract is ended because one side did not keep it."""

    kind = Ending.Kind.BREACH
    title = gettext_lazy("Terminate for breach")
    submit_label = gettext_lazy("Record the termination for breach")

    def get_question(self) -> str:
        """Whose contract."""
        return _("End contract %(number)s with %(customer)s because one side did not keep it?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }


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
        try:
            undo(self.ending, on=self.on, by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except CannotEnd as refused:
            raise ValidationError(CANNOT_END[refused.args[0]]) from refused


class EndingRefunded(OfEnding):
    """The money went back to the customer."""

    form_class = RefundedForm
    title = gettext_lazy("Mark the refund given")
    submit_label = gettext_lazy("Mark refunded")
    submit_icon = "cash"
    success_message = gettext_lazy("The refund is marked as given.")

    def authorise(self) -> None:
        """The amount is told, so that right is asked too."""
        super().authorise()
        if not self.sees_fees:
            raise PermissionDenied

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
