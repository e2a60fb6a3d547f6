from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.ending_effect import foresee
from contracts.ending_wording import CANNOT_END, credit_goes, credit_sentences, ending_sentences
from contracts.forms.ending import UndoForm
from contracts.forms.replacing import ReplaceForm
from contracts.models import Contract, Ending
from contracts.overpaid import Close, net_of, to_credit
from contracts.replacing import (
    CannotReplace,
    Successor,
    lines_carried,
    replace,
    standing_on,
    undo,
    why_not,
)
from contracts.views.ending import NOT_THIS_DAY
from contracts.views.verb import ContractVerb
from tenancy.months import ONE_DAY
from tenancy.permissions import Right
from ui import formats

CANNOT_REPLACE = {
    **CANNOT_END,
    "number": gettext_lazy("Another contract has this number."),
    "no_lines": gettext_lazy("No line of the contract lives on that day."),
}


class ContractReplace(ContractVerb):
    """A new contract takes the place of one that runs: lines carried over, the old one ended as replaced."""

    right = Right.CONTRACTS_RENEW
    further_rights = (Right.CONTRACTS_EDIT, Right.FEES_VIEW)  # a contract is made here, with its fees
    form_class = ReplaceForm
    title = gettext_lazy("Replace by a new contract")
    submit_label = gettext_lazy("Replace the contract")
    submit_icon = "replace"
    success_message = gettext_lazy("The new contract is signed and the former one ended.")

    @property
    def starts_on(self) -> date:
        """The first day of the new contract: typed, asked by the address, else today or the first day it may be."""
        try:
            asked = parse_date(self.request.POST.get("starts_on") or self.request.GET.get("starts_on", ""))
        except ValueError:
            asked = None
        return asked or max(self.on, self.object.start_on + ONE_DAY)

    @property
    def suggested_number(self) -> str:
        """The former number with the next letter nobody has; GET takes no number of the series."""
        base, letter = self.object.number, "B"
        if len(base) > 2 and base[-2] == "-" and base[-1].isalpha() and base[-1] < "Z":
            base, letter = base[:-2], chr(ord(base[-1]) + 1)
        wanted = [f"{base[:28]}-{chr(code)}" for code in range(ord(letter), ord("Z") + 1)]
        taken = set(Contract.objects.filter(number__in=wanted).values_list("number", flat=True))
        return next((number for number in wanted if number not in taken), wanted[0])

    def get_question(self) -> str:
        """Whose contract."""
        return _("Which contract takes the place of %(number)s of %(customer)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def get_initial(self) -> dict[str, Any]:
        """The number after the former one's, today."""
        return {
            "number": self.suggested_number,
            "starts_on": self.starts_on,
            "signed_on": self.on,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form says why a first day cannot be."""
        refused = {"refused": lambda day: CANNOT_REPLACE.get(why_not(self.object, day), "")}
        return super().get_form_kwargs() | refused

    def consequences(self) -> list[str | Promise]:
        """What is carried over, and what the end of the former contract brings."""
        if self.refusals():
            return []
        if code := why_not(self.object, self.starts_on):
            return [NOT_THIS_DAY if self.request.method == "POST" else CANNOT_REPLACE[code]]
        lines = lines_carried(self.object, self.starts_on)
        if not lines:
            return [CANNOT_REPLACE["no_lines"]]
        last_day, course = self.starts_on - ONE_DAY, self.course
        effect = foresee(
            Ending.Kind.REPLACEMENT, last_day, Ending.Running.PRORATED, course.periods, course.visits
        )
        carried = ngettext(
            "%(count)s line with its machines, fee and visits goes on in the new contract from %(day)s.",
            "%(count)s lines with their machines, fees and visits go on in the new contract from %(day)s.",
            len(lines),
        ) % {"count": len(lines), "day": formats.day(self.starts_on)}
        currency = self.currency if self.sees_fees else ""
        credit = credit_sentences(net_of(to_credit(self.object, Close(last_day))), currency)
        return [
            carried,
            *self._hanging_over(),
            *ending_sentences(Ending.Kind.REPLACEMENT, last_day, effect, credit, currency),
        ]

    def _hanging_over(self) -> list[str]:
        count = self.object.subs.count()
        if not count:
            return []
        return [
            ngettext(
                "%(count)s sub-contract hangs under the new contract from then on.",
                "%(count)s sub-contracts hang under the new contract from then on.",
                count,
            )
            % {"count": count}
        ]

    def refusals(self) -> list[str | Promise]:
        """Only a signed contract that goes on and has no successor."""
        code = why_not(self.object)
        return [CANNOT_REPLACE[code]] if code else []

    def confirm(self, form: ReplaceForm) -> Contract:
        """Sign the one, end the other."""
        typed = dict(form.cleaned_data)
        if code := why_not(self.object, typed["starts_on"]):
            raise ValidationError(CANNOT_REPLACE[code])
        given = Successor(**typed)
        try:
            return replace(self.object, given, on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotReplace as refused:
            raise ValidationError(CANNOT_REPLACE[refused.args[0]]) from refused

    def get_success_url(self, made: Any) -> str:
        """The new contract's page."""
        return super().get_success_url(None) if made is None else str(made.get_absolute_url())


class ReplacementUndo(ContractVerb):
    """The former contract goes on; the new one is a draft again."""

    right = Right.CONTRACTS_RENEW
    form_class = UndoForm
    title = gettext_lazy("Undo the replacement")
    submit_label = gettext_lazy("Undo the replacement")
    submit_icon = "arrow-back-up"
    style = "danger"
    success_message = gettext_lazy("The contract goes on; the new one is a draft again.")

    def get_question(self) -> str:
        """Which two."""
        if self.object.replaced_by is None:
            return str(self.title)
        return _("Does contract %(number)s go on in the place of %(successor)s?") % {
            "number": self.object.number,
            "successor": self.object.replaced_by.number,
        }

    def consequences(self) -> list[str | Promise]:
        """What goes back."""
        if self.refusals():
            return []
        return [
            _("Its fees are to be billed and its visits owed again."),
            _("The new contract loses its terms, fees and visits and can be edited as a draft."),
            *credit_goes(self.course.ending_credits, self.currency if self.sees_fees else ""),
        ]

    def refusals(self) -> list[str | Promise]:
        """What stands on it."""
        return list(standing_on(self.object))

    def confirm(self, form: UndoForm) -> None:
        """Put both back."""
        try:
            undo(self.object, on=self.on, by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except CannotReplace as refused:
            raise ValidationError(refused.args[1]) from refused
