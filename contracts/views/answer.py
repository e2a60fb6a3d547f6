from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.answering import CannotAnswer, Given, answer, decide, term_asked, what_follows, why_not
from contracts.dates.renewal import renewal_opens
from contracts.forms.answer import AnswerForm, DecisionForm
from contracts.models import RenewalAnswer, Term
from contracts.rules import stored_dates
from contracts.views.crumbs import contract_crumbs
from contracts.views.verb import ContractVerb
from contracts.wording import ANSWER_BRINGS, CANNOT_ANSWER
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage

Answer, Source = RenewalAnswer.Answer, RenewalAnswer.Source


class ContractAnswer(ContractVerb):
    """What the customer answered to the renewal; ``?answer=&answered_on=&source=`` shows what that brings."""

    right = Right.CONTRACTS_RENEW
    form_class = AnswerForm
    title = gettext_lazy("Record the answer to the renewal")
    submit_label = gettext_lazy("Record the answer")
    submit_icon = "message-check"
    success_message = ""

    def get_question(self) -> str:
        """Whose contract."""
        return _("What does %(customer)s say about the renewal of contract %(number)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def get_initial(self) -> dict[str, Any]:
        """The answer asked about."""
        given = self.given
        return {"answer": given.answer, "answered_on": given.on, "source": given.source}

    @property
    def given(self) -> Given:
        """The answer typed or asked about, as far as it can be read."""
        typed = self.request.POST or self.request.GET
        try:
            day = parse_date(typed.get("answered_on", "")) or self.on
        except ValueError:
            day = self.on
        said, source = typed.get("answer", ""), typed.get("source", "")
        return Given(
            said if said in Answer.values else Answer.RENEWED.value,
            min(day, self.on),
            source if source in Source.values else Source.OFFICE.value,
        )

    def consequences(self) -> list[str | Promise]:
        """What the answer brings, or why it cannot be taken as it stands."""
        given, contract = self.given, self.object
        if not contract.is_signed():
            return []
        term = self._term
        if code := why_not(contract, given, term, self.on):
            return [_cannot(code, self._opens)]
        assert term is not None  # noqa: S101 - said by why_not
        outcome = what_follows(contract, term, given)
        days = {"end": formats.day(term.ends_on), "by": formats.day(term.refuse_by)}
        return [str(ANSWER_BRINGS[given.answer, outcome]) % days]

    def refusals(self) -> list[str | Promise]:
        """A contract that is not signed is not asked."""
        return [] if self.object.is_signed() else [CANNOT_ANSWER["unsigned"]]

    def confirm(self, form: AnswerForm) -> Any:
        """Take it; a second click gives the row of the first."""
        said = form.cleaned_data
        given = Given(
            said["answer"], said["answered_on"], said["source"], said["reference"], note=said["note"]
        )
        try:
            return answer(self.object, given, on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotAnswer as refused:
            raise ValidationError(_cannot(refused.args[0], self._opens)) from refused

    def get_success_message(self, made: Any) -> str:
        """What became of it."""
        return _("The answer is recorded: %(outcome)s.") % {"outcome": made.get_outcome_display().lower()}

    @property
    def _term(self) -> Term | None:
        return term_asked(self.object, self.given.on) if self.object.is_signed() else None

    @property
    def _opens(self) -> date | None:
        term = self._term
        days = self.request.company.renewal_open_days  # type: ignore[attr-defined]
        return renewal_opens(stored_dates(self.object, term), days) if term else None


class AnswerDecide(ConfirmPage):
    """The office decides about an answer that waits, or that contradicts what was recorded."""

    queryset = RenewalAnswer.objects.select_related("contract__customer", "term", "recorded_by")
    right = Right.CONTRACTS_RENEW
    form_class = DecisionForm
    title = gettext_lazy("Decide about an answer")
    submit_label = gettext_lazy("Decide")
    success_message = ""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its contract."""
        return contract_crumbs(self.object.contract)

    def get_question(self) -> str:
        """Which answer, from whom."""
        row = self.object
        return _("%(customer)s answered “%(answer)s” on %(day)s (%(source)s).") % {
            "customer": row.contract.customer,
            "answer": row.get_answer_display(),
            "day": formats.day(row.answered_on),
            "source": " ".join(part for part in (row.get_source_display(), row.reference) if part),
        }

    def consequences(self) -> list[str | Promise]:
        """What accepting it brings today."""
        row = self.object
        outcome = what_follows(row.contract, row.term, Given(row.answer, row.answered_on, Source.OFFICE))
        days = {"end": formats.day(row.term.ends_on), "by": formats.day(row.term.refuse_by)}
        said: list[str | Promise] = [
            _("Accepted: %(what)s") % {"what": str(ANSWER_BRINGS[row.answer, outcome]) % days},
            _("Set aside: nothing changes, and the answer stays in the list with your reason."),
        ]
        if row.note:
            said.insert(0, _("Remark: %(note)s") % {"note": row.note})
        return said

    def refusals(self) -> list[str | Promise]:
        """Decided is decided."""
        if self.object.outcome in (RenewalAnswer.Outcome.WAITING, RenewalAnswer.Outcome.CONFLICT):
            return []
        return [
            _("There is nothing left to decide: %(outcome)s.")
            % {"outcome": self.object.get_outcome_display()}
        ]

    def confirm(self, form: DecisionForm) -> Any:
        """Accept it or set it aside."""
        said = form.cleaned_data
        try:
            return decide(
                self.object,
                accept=said["decision"] == "accept",
                on=self.request.company.today(),  # type: ignore[attr-defined]
                by=self.request.user,  # type: ignore[arg-type]
                reason=said["reason"],
            )
        except CannotAnswer as refused:
            raise ValidationError(CANNOT_ANSWER[refused.args[0]]) from refused

    def get_success_message(self, made: Any) -> str:
        """What became of it."""
        return _("The answer is decided: %(outcome)s.") % {"outcome": made.get_outcome_display().lower()}

    def get_success_url(self, made: Any) -> str:
        """The contract's page."""
        return str(self.object.contract.get_absolute_url())

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)


def _cannot(code: str, opens: date | None) -> str:
    return str(CANNOT_ANSWER[code]) % {"day": formats.day(opens)}
