from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.dates.renewal import renewal_opens
from contracts.express import CannotRenew, next_term, renew_express, why_not
from contracts.models import Term
from contracts.rules import stored_dates
from contracts.views.verb import ContractVerb
from contracts.wording import CANNOT_RENEW
from tenancy.permissions import Right
from ui import formats


class ContractRenew(ContractVerb):
    """The office renews an express contract: the next term is written now."""

    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Renew the contract")
    submit_label = gettext_lazy("Renew now")
    submit_icon = "refresh"
    success_message = gettext_lazy("The contract is renewed.")

    def get_question(self) -> str:
        """Whose contract."""
        return _("Renew contract %(number)s with %(customer)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def consequences(self) -> list[str | Promise]:
        """The next term with its fee, beside the fee now."""
        last = self._last
        if last is None or self.refusals():
            return []
        batch, _raised, _pricing = next_term(self.object, last, self.on)
        term = batch.terms[0]
        days = {"number": term.number, "start": formats.day(term.starts_on), "end": formats.day(term.ends_on)}
        said: list[str | Promise] = [_("Term %(number)s is written now: from %(start)s to %(end)s.") % days]
        if self.sees_fees:
            said.append(
                _("Its yearly fee is %(fee)s net (now: %(before)s).")
                % {
                    "fee": formats.money(term.annual_fee, self.currency),
                    "before": formats.money(last.annual_fee, self.currency),
                }
            )
        due = min(period.due_on for period in batch.periods)
        count = len(batch.periods)
        said.append(
            ngettext(
                "%(count)s billing period, due on %(day)s.",
                "%(count)s billing periods, the first due on %(day)s.",
                count,
            )
            % {"count": count, "day": formats.day(due)}
        )
        count = len(batch.visits)
        said.append(
            ngettext("%(count)s visit is owed.", "%(count)s visits are owed.", count) % {"count": count}
        )
        return said

    def refusals(self) -> list[str | Promise]:
        """Outside its time, or not an express contract; renewed already is no refusal but a page that says so."""
        last = self._last
        if last is not None and last.starts_on > self.on and len(self.course.terms) > 1:
            return [
                _("The next term is written already, until %(day)s: the contract was renewed.")
                % {"day": formats.day(last.ends_on)}
            ]
        code = why_not(self.object, last, self.on)
        if code == "early" and last is not None:
            days = self.request.company.renewal_open_days  # type: ignore[attr-defined]
            opens = renewal_opens(stored_dates(self.object, last), days)
            return [_("The renewal may be agreed from %(day)s on.") % {"day": formats.day(opens)}]
        return [CANNOT_RENEW[code]] if code else []

    def act(self, form: Any) -> Any:
        """A second click gives the term the first one wrote, so nothing is asked twice."""
        try:
            renew_express(self.object, self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotRenew as refused:
            raise ValidationError([str(reason) for reason in self.refusals()] or str(refused)) from refused
        return self.object

    @property
    def _last(self) -> Term | None:
        return self.course.terms[-1] if self.course.terms else None
