from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.forms.life import RefusalForm
from contracts.main_contracts.together import (
    CannotEndTogether,
    foresee_refusals,
    refuse_along,
    refused_along,
    withdraw_along,
)
from contracts.main_contracts.wording import cannot, left_told, refusals_told, withdrawn_told
from contracts.models import RenewalKind, Term
from contracts.refusal import CannotRefuse, refuse, term_refused, withdraw_refusal
from contracts.views.verb import ContractVerb
from contracts.views.with_subs import WithSubs
from contracts.wording import CANNOT_REFUSE
from tenancy.permissions import Right
from ui import formats


class ContractRefuse(WithSubs):
    """Somebody refused the next term; ``?received_on=`` shows what that day brings."""

    right = Right.CONTRACTS_RENEW
    form_class = RefusalForm
    title = gettext_lazy("Record a refusal of renewal")
    submit_label = gettext_lazy("Record the refusal")
    submit_icon = "file-x"
    style = "danger"
    success_message = gettext_lazy("The refusal is recorded.")

    def get_question(self) -> str:
        """Whose contract."""
        return _("Does %(customer)s refuse the renewal of contract %(number)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def get_initial(self) -> dict[str, Any]:
        """The day asked for, else today."""
        return super().get_initial() | {"received_on": self.received_on}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows from which day on a refusal is late."""
        term = self._term
        return super().get_form_kwargs() | {"refuse_by": term.refuse_by if term else None}

    @property
    def received_on(self) -> date:
        """The day typed, asked for or today; never a later one."""
        typed = self.request.POST.get("received_on") or self.request.GET.get("received_on", "")
        try:
            return min(parse_date(typed) or self.on, self.on)  # type: ignore[no-any-return]
        except ValueError:
            return self.on  # type: ignore[no-any-return]

    def consequences(self) -> list[str | Promise]:
        """In time or late, until when the contract runs, what stays owed."""
        term = self._term
        if term is None:
            return []
        days = {"day": formats.day(self.received_on), "by": formats.day(term.refuse_by)}
        late = self.received_on > term.refuse_by
        said = (
            _(
                "Received on %(day)s, it is late: the last day to refuse was %(by)s. "
                "The office decides whether it stands."
            )
            if late
            else _("Received on %(day)s, it is in time: the last day to refuse is %(by)s.")
        )
        ends = formats.day(term.ends_on)
        owed = sum(visit.done_on is None and visit.term_id == term.pk for visit in self.course.visits)
        found: list[str | Promise] = [
            said % days,
            _("The contract runs until %(day)s and ends the day after.") % {"day": ends},
        ]
        if owed:
            found.append(
                ngettext(
                    "%(count)s visit stays owed until then.", "%(count)s visits stay owed until then.", owed
                )
                % {"count": owed}
            )
        found.append(_("No renewal notice is needed any more; open fees stay due."))
        chosen = self.chosen
        found += refusals_told(foresee_refusals(chosen, self.received_on))
        return [*found, *left_told(len(self.subs) - len(chosen))]

    def refusals(self) -> list[str | Promise]:
        """What has ended or was refused cannot be refused."""
        contract = self.object
        if not contract.is_signed():
            return [CANNOT_REFUSE["unsigned"]]
        if contract.ended_on is not None:
            return [CANNOT_REFUSE["ended"]]
        if contract.ends_after is not None:
            return [CANNOT_REFUSE["refused"]]
        term = self._term
        if term is not None and contract.runs_until > term.ends_on:
            return [
                _("The next term is written already, until %(day)s: the contract was renewed.")
                % {"day": formats.day(contract.runs_until)}
            ]
        return []

    def confirm(self, form: RefusalForm) -> Any:
        """Record it; a second click finds it recorded."""
        given = form.cleaned_data
        try:
            refusal = refuse(
                self.object,
                given["received_on"],
                on=self.on,
                channel=given["channel"],
                by=self.request.user,  # type: ignore[arg-type]
                reason=given["reason"],
            )
            for each in foresee_refusals(self.chosen, given["received_on"]):
                if each.code:
                    raise CannotEndTogether(each.contract, each.code)
            refuse_along(refusal, self.chosen, on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotRefuse as refused:
            raise ValidationError(CANNOT_REFUSE[refused.args[0]]) from refused
        except CannotEndTogether as refused:
            raise ValidationError(cannot(*refused.args)) from refused

    @property
    def _term(self) -> Term | None:
        """The term a refusal received that day stands for, as ``contracts.refusal`` chooses it."""
        terms = self.course.terms
        return term_refused(terms, self.received_on) if terms else None


class RefusalWithdraw(ContractVerb):
    """The refusal is taken back while the contract runs."""

    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Withdraw the refusal")
    submit_label = gettext_lazy("Withdraw the refusal")
    submit_icon = "arrow-back-up"
    success_message = gettext_lazy("The refusal is withdrawn.")

    def get_question(self) -> str:
        """Which refusal."""
        refusal = self.course.refusal
        return _("Take back the refusal received on %(day)s?") % {
            "day": formats.day(refusal.received_on if refusal else None)
        }

    def consequences(self) -> list[str | Promise]:
        """The contract renews as its rules say."""
        contract, term = self.object, self.course.terms[-1]
        days = {"day": formats.day(term.ends_on), "next": formats.day(term.ends_on + timedelta(days=1))}
        if contract.renewal == RenewalKind.TACIT and term.renewable:
            said = _("The contract renews by itself on %(next)s, as if it had not been refused.") % days
        elif contract.renewal == RenewalKind.EXPRESS and term.renewable:
            said = _("The contract may be renewed again; without an answer it ends after %(day)s.") % days
        else:
            said = _("The contract still ends after %(day)s: no renewal follows.") % days
        refusal = self.course.refusal
        along = withdrawn_told(refused_along(refusal)) if refusal else []
        return [said, *along, _("The refusal stays in the history as withdrawn.")]

    def refusals(self) -> list[str | Promise]:
        """Only a refusal in force, of a contract that runs."""
        if self.object.ended_on is not None:
            return [CANNOT_REFUSE["ended"]]
        return [] if self.course.refusal else [_("There is no refusal to withdraw.")]

    def confirm(self, form: Any) -> Any:
        """Withdraw it."""
        refusal = self.course.refusal
        if refusal is None:
            raise ValidationError(_("There is no refusal to withdraw."))
        try:
            along = refused_along(refusal)
            withdraw_refusal(refusal, self.on)
            withdraw_along(along, self.on)
        except CannotRefuse as refused:
            raise ValidationError(CANNOT_REFUSE[refused.args[0]]) from refused
