from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.concluding import Concluded, law_of
from contracts.forms.life import SendForm, SignForm
from contracts.models import Conclusion, Contract
from contracts.proposal import Proposal, propose
from contracts.rules import term_rule
from contracts.signing import CannotSign, sign
from contracts.views.verb import ContractVerb
from contracts.wording import CANNOT_SIGN, proposal_sentences, proposal_warnings, withdrawal_sentences


class ContractSign(ContractVerb):
    """A draft becomes a contract with its first term."""

    form_class = SignForm
    title = gettext_lazy("Sign the contract")
    submit_label = gettext_lazy("Sign")
    submit_icon = "writing-sign"
    success_message = gettext_lazy("The contract is signed.")

    def get_question(self) -> str:
        """Which contract."""
        return _("Was contract %(number)s with %(customer)s signed?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether the customer may withdraw at all."""
        company = self.request.company  # type: ignore[attr-defined]
        return super().get_form_kwargs() | {
            "withdrawable": self.object.customer.may_withdraw(company.country)
        }

    def get_initial(self) -> dict[str, Any]:
        """The day and the place asked by the address."""
        return {"on": self.signed_on, "conclusion": self.conclusion}

    @property
    def signed_on(self) -> date:
        """The day typed or asked, never a later one than today; today when it is none."""
        asked = self.request.POST.get("on") or self.request.GET.get("on", "")
        try:
            return min(parse_date(asked) or self.on, self.on)  # type: ignore[no-any-return]
        except ValueError:
            return self.on  # type: ignore[no-any-return]

    @property
    def conclusion(self) -> str:
        """The place typed or asked."""
        asked = self.request.POST.get("conclusion") or self.request.GET.get("conclusion", "")
        return asked if asked in Conclusion.values else ""

    @cached_property
    def proposal(self) -> Proposal | None:
        """What signing brings; None when the rules give no term."""
        try:
            return propose(self.object, self.course.lines, self.on)
        except ValueError:
            return None

    def consequences(self) -> list[str | Promise]:
        """The first term, those that follow it at once, and what to heed."""
        if self.proposal is None:
            return []
        said: list[str | Promise] = [
            *proposal_sentences(self.proposal, self.currency, with_fees=self.sees_fees)
        ]
        rule = term_rule(self.object)
        running = rule.number_on(self.on)
        if running is not None and running > rule.first_number:
            count = running - rule.first_number
            said.append(
                ngettext(
                    "The contract began in the past: %(count)s further term is written up to today.",
                    "The contract began in the past: up to %(count)s further terms are written up to today.",
                    count,
                )
                % {"count": count}
            )
        law = law_of(self.object, self.conclusion, self.signed_on)
        said += withdrawal_sentences(law)
        said.append(_("From then on the rules of the contract can no longer be changed in the form."))
        return [*said, *proposal_warnings(self.proposal)]

    def refusals(self) -> list[str | Promise]:
        """Signed before, without lines, or rules that give no term."""
        if self.object.is_signed():
            return [CANNOT_SIGN["signed"]]
        if not self.course.lines:
            return [CANNOT_SIGN["no_lines"]]
        return [] if self.proposal else [_("The rules of this contract give no term. Look at its dates.")]

    def confirm(self, form: SignForm) -> Contract:
        """Sign it; a second click finds it signed."""
        try:
            given = dict(form.cleaned_data)
            signed_on = given.pop("on")
            by: Any = self.request.user
            return sign(self.object, signed_on, on=self.on, by=by, concluded=Concluded(**given))
        except CannotSign as refused:
            raise ValidationError(CANNOT_SIGN[refused.args[0]]) from refused


class ContractSend(ContractVerb):
    """The contract left for signature."""

    form_class = SendForm
    title = gettext_lazy("Mark the contract sent")
    submit_label = gettext_lazy("Mark sent")
    submit_icon = "send"
    success_message = gettext_lazy("The contract is marked as sent.")

    def get_question(self) -> str:
        """Which contract."""
        return _("Was contract %(number)s sent to %(customer)s for signature?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def consequences(self) -> list[str | Promise]:
        """It waits for signature."""
        return [_("Its state becomes “Sent” until it is signed."), _("Nothing is due before signature.")]

    def refusals(self) -> list[str | Promise]:
        """Only drafts are sent."""
        if self.object.is_signed():
            return [CANNOT_SIGN["signed"]]
        return [_("The contract was sent before.")] if self.object.sent_on else []

    def confirm(self, form: SendForm) -> Any:
        """Keep the day."""
        self.object.sent_on = form.cleaned_data["on"]
        self.object.save(update_fields=["sent_on", "updated_at"])
        return self.object
