from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.course import Course
from contracts.dates.refund import Refund, refund_by_services, refund_by_time
from contracts.ending_wording import CANNOT_END
from contracts.forms.refund import RefundForm
from contracts.leaving import leaves_by, paid_for, with_tax, without_tax
from contracts.models import Contract, Ending
from contracts.overpaid import Close, net_of, to_credit
from contracts.views.crumbs import contract_crumbs
from customers.restricted import without_erased
from tenancy.money import CENT
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ObjectPage


class ContractRefund(ObjectPage):
    """What goes back when a customer leaves a term whose notice was missed; it computes and writes nothing."""

    model = Contract
    right = Right.CONTRACTS_RENEW
    further_rights = (Right.FEES_VIEW,)  # amounts are told
    title = gettext_lazy("Refund on leaving")
    template_name = "contracts/refund.html"

    def get_queryset(self) -> QuerySet[Contract]:
        """With the customer, whom the law protects or not."""
        rows = Contract.objects.select_related("customer", "template")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form with what it brings."""
        return self.respond()

    @cached_property
    def course(self) -> Course:
        """The contract's terms and all that hangs on them."""
        company = self.request.company  # type: ignore[attr-defined]
        return Course(self.object, company, company.today())

    @cached_property
    def form(self) -> RefundForm:
        """What was asked, else today and what was billed of the term."""
        term = self.course.term
        if "last_day" in self.request.GET or term is None:
            return RefundForm(self.request.GET)
        paid = with_tax(paid_for(term, self.course.periods), self.object)
        day = leaves_by(term, self.course.on)
        return RefundForm({"last_day": day.isoformat(), "paid": str(paid), "services": ""})

    @cached_property
    def readings(self) -> list[tuple[str, str, Refund, str]]:
        """Each reading of the law: its name, its reason, the refund, and the address of the termination with it."""
        term, form = self.course.term, self.form
        if self.course.freedom is None or term is None or not form.is_valid():
            return []
        given = form.cleaned_data
        span, paid, day = (term.starts_on, term.ends_on), given["paid"], given["last_day"]
        if day < term.starts_on:
            form.add_error("last_day", _("This day lies before the renewed term."))
            return []
        if day > term.ends_on:
            form.add_error("last_day", CANNOT_END["after"])
            return []
        found = [
            (
                _("By time"),
                _("The price of the term by the days used, both ends counted. The usual reading."),
                refund_by_time(*span, with_tax(term.fee, self.object), paid, day),
            )
        ]
        if given["services"] is not None:
            services = refund_by_services(*span, given["services"], paid, day)
            found.append(
                (_("By services given"), _("What was really done is kept, the rest goes back."), services)
            )
        return [(name, why, refund, self._termination(day, name, refund)) for name, why, refund in found]

    def _termination(self, day: date, reading: str, refund: Refund) -> str:
        """Where it is ended; the credit is said only where the termination would compute another one."""
        reason = _("Left at any time: the renewal notice was missed (%(article)s)") % {
            "article": self.course.freedom.article if self.course.freedom else ""
        }
        asked = {"last_day": day.isoformat(), "running": "prorated", "reason": reason}
        close = Close(day, Ending.Running.PRORATED, Ending.Kind.TERMINATION)
        computed = with_tax(net_of(to_credit(self.object, close)), self.object)
        if abs(computed - refund.amount) > CENT:
            asked |= {"credit": str(without_tax(refund.amount, self.object)), "credit_reason": reading}
        return reverse("contracts:terminate", args=[self.object.pk]) + "?" + urlencode(asked)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the form and what it brings."""
        readings = self.readings
        return super().get_context_data(
            course=self.course, form=self.form, readings=readings, freedom=self.course.freedom, **extra
        )
