from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts.ending import CannotEnd, end, refund_by
from contracts.ending_effect import Given, foresee, why_not
from contracts.ending_wording import CANNOT_END, credit_sentences, ending_sentences
from contracts.forms.ending import CreditField, EndingForm, TerminationForm
from contracts.main_contracts.together import CannotEndTogether, end_along, foresee_ends
from contracts.main_contracts.wording import cannot, ends_told, left_told
from contracts.models import Ending
from contracts.overpaid import Close, net_of, to_credit
from contracts.vat import gross_of, shared
from contracts.views.with_subs import WithSubs
from tenancy import attachments
from tenancy.permissions import Right
from ui.days import EARLIEST, LATEST

NAMED = ("reason", "credit", "credit_reason")
NOT_THIS_DAY = gettext_lazy("Nothing, with this day.")


class ContractEnd(WithSubs):
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
        """A day typed or asked; today when it is none, or none anybody means."""
        try:
            found = parse_date(self.asked(name))
        except ValueError:
            found = None
        return found if found and EARLIEST <= found <= LATEST else self.on

    @property
    def last_day(self) -> date:
        """The last day of the contract."""
        return self.day("last_day")

    @property
    def running(self) -> str:
        """What becomes of the running period."""
        asked = self.asked("running")
        return asked if asked in Ending.Running.values else Ending.Running.PRORATED

    @cached_property
    def computed(self) -> Decimal:
        """What was charged for days not served, net: what is given back."""
        return net_of(to_credit(self.object, Close(self.last_day, self.running, self.kind)))

    @property
    def other_credit(self) -> Decimal | None:
        """Another amount that was typed or is asked by the address; None where there is none, or none to read."""
        try:
            amount: Decimal | None = CreditField().clean(self.asked("credit"))
        except ValidationError:
            return None
        return None if amount == self.computed else amount

    def get_initial(self) -> dict[str, Any]:
        """What the address asks, else today."""
        named = {name: self.request.GET[name] for name in NAMED if name in self.request.GET}
        return (
            super().get_initial()
            | named
            | {
                "received_on": self.day("received_on"),
                "last_day": self.last_day,
                "running": self.running,
            }
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Amounts and files for those who may."""
        rights = {"sees_fees": self.sees_fees, "adds_files": self.may(Right.FILES_EDIT)}
        kwargs = super().get_form_kwargs() | rights | {"computed": self.computed}
        if issubclass(self.form_class, TerminationForm):
            kwargs["refused"] = lambda day: CANNOT_END.get(why_not(self.object, self.kind, day), "")
        return kwargs

    def consequences(self) -> list[str | Promise]:
        """Until when it runs, what is charged and what is not, which visits are withdrawn."""
        if self.refusals():
            return []
        if code := why_not(self.object, self.kind, self.last_day):
            # Sent with this day, the form says why at its field.
            return [NOT_THIS_DAY if self.request.method == "POST" else CANNOT_END[code]]
        course = self.course
        effect = foresee(self.kind, self.last_day, self.running, course.periods, course.visits)
        currency = self.currency if self.sees_fees else ""
        chosen = self.chosen
        return [
            *ending_sentences(self.kind, self.last_day, effect, self._credit(currency), currency),
            *ends_told(foresee_ends(chosen, self.kind, self.last_day, self.running), currency),
            *left_told(len(self.subs) - len(chosen)),
        ]

    def _credit(self, currency: str) -> list[str]:
        net = self.computed
        return credit_sentences(
            net,
            currency,
            gross=gross_of(shared(net, self.object, self.course.lines)),
            due_on=refund_by(self.kind, self.day("received_on"), self.last_day),
            other=self.other_credit if self.sees_fees else None,
        )

    def refusals(self) -> list[str | Promise]:
        """Only a signed contract that has not ended."""
        code = why_not(self.object, self.kind)
        return [CANNOT_END[code]] if code else []

    def confirm(self, form: EndingForm) -> Any:
        """Record it with what it brings; the letter goes to the documents."""
        given, by = self.given(form.cleaned_data), self.request.user
        try:
            ending = end(self.object, given, on=self.on, by=by)  # type: ignore[arg-type]
            end_along(ending, self.chosen, given, on=self.on, by=by)  # type: ignore[arg-type]
        except CannotEnd as refused:
            raise ValidationError(CANNOT_END[refused.args[0]]) from refused
        except CannotEndTogether as refused:
            raise ValidationError(cannot(*refused.args)) from refused
        if files := form.cleaned_data.get("files"):
            attachments.attach("contract", self.object.pk, files, note=str(ending))

    def given(self, typed: dict[str, Any]) -> Given:
        """The end the form tells."""
        return Given(
            kind=self.kind,
            side=typed["side"],
            received_on=typed["received_on"],
            last_day=typed["last_day"],
            channel=typed["channel"],
            reason=typed["reason"],
            running=typed["running"],
            credit=typed.get("credit"),
            credit_reason=typed.get("credit_reason", ""),
        )


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
