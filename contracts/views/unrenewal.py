from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.forms.unrenewal import LateRefusalForm, UndoRenewalForm
from contracts.last_renewal import Renewal
from contracts.models import RenewalAnswer, RenewalKind, Term
from contracts.unrenewing import CannotUndoRenewal, LateRefusal, undo_renewal
from contracts.views.verb import ContractVerb
from tenancy.permissions import Right
from ui import formats


class RenewalUndo(ContractVerb):
    """The last renewal is taken back; a tacit one only together with the refusal that should have stopped it."""

    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Undo the renewal")
    submit_label = gettext_lazy("Undo the renewal")
    submit_icon = "arrow-back-up"
    style = "danger"
    success_message = gettext_lazy("The renewal is undone.")

    @cached_property
    def renewal(self) -> Renewal:
        """The renewal as it stands."""
        return Renewal(self.object, self.on)

    @property
    def form_class(self) -> type[forms.Form]:  # type: ignore[override]
        """With the refusal, where one is needed."""
        return LateRefusalForm if self.renewal.needs_refusal else UndoRenewalForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of a refusal knows the term it was received in."""
        more = {"former": self.renewal.former} if self.renewal.needs_refusal else {}
        return super().get_form_kwargs() | more

    def get_initial(self) -> dict[str, Any]:
        """The term this page is about."""
        return {"number": self.renewal.term.number} if self.renewal.term else {}

    def get_question(self) -> str:
        """Which one."""
        return _("Undo the last renewal of contract %(number)s with %(customer)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def consequences(self) -> list[str | Promise]:
        """What goes, what comes back, and what follows."""
        term, former = self.renewal.term, self.renewal.former
        if term is None or former is None or self.refusals():
            return []
        days = {
            "number": term.number,
            "start": formats.day(term.starts_on),
            "end": formats.day(term.ends_on),
        }
        said: list[str | Promise] = [
            _("Term %(number)s, from %(start)s to %(end)s, goes.") % days,
            *self._hanging_on(term),
        ]
        if self.sees_fees and term.annual_fee != former.annual_fee:
            said.append(
                _("The yearly fee is %(before)s again (now: %(now)s).")
                % {
                    "before": formats.money(former.annual_fee, self.currency),
                    "now": formats.money(term.annual_fee, self.currency),
                }
            )
        if (row := self.renewal.applied.row) is not None:
            said.append(
                _(
                    "It has version %(version)s of its template no longer; that waits for the next renewal again."
                )
                % {"version": row.version.number}
            )
        said.append(self._what_follows(former))
        answered = RenewalAnswer.objects.filter(
            term=former, answer=RenewalAnswer.Answer.RENEWED, outcome=RenewalAnswer.Outcome.APPLIED
        )
        if answered.exists():
            said.append(
                _("The answer that renewed it stays, marked as undone with your name and the reason.")
            )
        said.append(_("The customer's log says that it was undone, by whom and why."))
        return said

    def refusals(self) -> Sequence[str | Promise]:
        """What stands in the way."""
        return self.renewal.obstacles()

    def confirm(self, form: Any) -> None:
        """Undo it, with the refusal where one is needed."""
        given = form.cleaned_data
        refusal = None
        if self.renewal.needs_refusal:
            refusal = LateRefusal(given["received_on"], given["channel"], given["reason"])
        try:
            undo_renewal(
                self.object,
                given["number"],
                on=self.on,
                reason=given["why"],
                by=self.request.user,  # type: ignore[arg-type]
                refusal=refusal,
            )
        except CannotUndoRenewal as refused:
            raise ValidationError(refused.args[0]) from refused

    def _hanging_on(self, term: Term) -> list[str]:
        periods, visits = term.billing_periods.count(), term.owed_visits.count()
        return [
            ngettext("%(count)s billing period goes.", "%(count)s billing periods go.", periods)
            % {"count": periods},
            ngettext("%(count)s owed visit goes.", "%(count)s owed visits go.", visits) % {"count": visits},
        ]

    def _what_follows(self, former: Term) -> str:
        days = {
            "end": formats.day(former.ends_on),
            "next": formats.day(former.ends_on + timedelta(days=1)),
        }
        if self.renewal.needs_refusal:
            return _("The refusal is recorded in the same step: the contract ended after %(end)s.") % days
        if self.object.renewal == RenewalKind.TACIT:
            return _("The contract renews by itself on %(next)s, unless it is refused before.") % days
        if former.ends_on < self.on:
            return _("The contract ended after %(end)s, as it was not renewed.") % days
        return _("The contract may be renewed again; without an answer it ends after %(end)s.") % days
