from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.answering import CannotAnswer, decide
from contracts.badges import ANSWER_BADGES
from contracts.columns import ContractColumn
from contracts.filters import OnDayFilter, customer_filter
from contracts.forms.answer import SetAsideForm
from contracts.models import Contract, RenewalAnswer
from contracts.views.crumbs import list_crumb
from customers.columns import CustomerColumn
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui import tables
from ui.actions import Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome
from ui.days import DaysFilter
from ui.views import ListPage

WAITING = RenewalAnswer.Outcome.WAITING, RenewalAnswer.Outcome.CONFLICT


def _badge(row: RenewalAnswer) -> Badge:
    return ANSWER_BADGES[RenewalAnswer.Outcome(row.outcome)]


class AnswerTable(tables.SelectableTable):
    """Answers to renewals, the latest first."""

    contract = ContractColumn(accessor="contract__number")
    customer = CustomerColumn("contract__customer")
    answered_on = tables.DateColumn(verbose_name=gettext_lazy("Answered on"))
    answer = tables.Column(
        accessor="get_answer_display", order_by=("answer",), verbose_name=gettext_lazy("Answer")
    )
    outcome = tables.BadgeColumn(badge=_badge, verbose_name=gettext_lazy("Outcome"))
    source = tables.Column(
        accessor="get_source_display", order_by=("source",), priority=2, verbose_name=gettext_lazy("Asked by")
    )
    reference = tables.Column(priority=3, verbose_name=gettext_lazy("Report number"))
    note = tables.Column(priority=4, orderable=False, verbose_name=gettext_lazy("Remark"))
    decide = tables.ActionsColumn("contracts/answer_actions.html")

    class Meta:
        order_by = ("-answered_on",)


class AnswerFilter(OnDayFilter):
    """How the office narrows the answers."""

    WHICH = (("open", gettext_lazy("To decide")),)

    which = django_filters.ChoiceFilter(choices=WHICH, method="that", label=gettext_lazy("Which"))
    answer = django_filters.ChoiceFilter(choices=RenewalAnswer.Answer.choices, label=gettext_lazy("Answer"))
    outcome = django_filters.ChoiceFilter(
        choices=RenewalAnswer.Outcome.choices, label=gettext_lazy("Outcome")
    )
    source = django_filters.ChoiceFilter(choices=RenewalAnswer.Source.choices, label=gettext_lazy("Asked by"))
    answered_on = DaysFilter(label=gettext_lazy("Answered between"))
    customer = customer_filter(field_name="contract__customer")

    def that(self, rows: Any, name: str, value: str) -> Any:
        """Those to decide."""
        return rows.to_decide()

    class Meta:
        model = RenewalAnswer
        fields = ()


class _Decide(BulkAction):
    """A decision about many answers that wait; what contradicts a record is decided one by one."""

    right = Right.CONTRACTS_RENEW
    accept: ClassVar[bool]
    will: ClassVar[Any]

    def outcome(self, row: RenewalAnswer) -> Outcome:
        """Only those that wait."""
        if row.outcome == RenewalAnswer.Outcome.CONFLICT and self.accept:
            return Outcome(row, _("Contradicts what was recorded: decide on its own page."), will=False)
        if row.outcome not in WAITING:
            return Outcome(row, _("There is nothing left to decide."), will=False)
        told = {"label": row.contract.number, "value": self.will}
        return Outcome(row, _("%(label)s: %(value)s") % told)

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """One by one; what somebody decided meanwhile is passed over."""
        done = 0
        for row in rows:
            try:
                decide(
                    row,
                    accept=self.accept,
                    on=self.request.company.today(),  # type: ignore[attr-defined]
                    by=self.request.user,  # type: ignore[arg-type]
                    reason=form.cleaned_data["reason"] if form else "",
                )
            except CannotAnswer:
                continue
            done += 1
        return ngettext("%(count)s answer decided.", "%(count)s answers decided.", done) % {"count": done}


class Accept(_Decide):
    """Do what the answers say."""

    name = "accept"
    label = gettext_lazy("Accept")
    icon = "check"
    accept = True
    will = gettext_lazy("what was answered is done.")


class SetAside(_Decide):
    """Leave things as they are."""

    name = "set_aside"
    label = gettext_lazy("Set aside")
    icon = "x"
    style = "secondary"
    form_class = SetAsideForm
    accept = False
    will = gettext_lazy("nothing changes; the answer is kept with your reason.")


class AnswerList(ListPage):
    """What customers answered to renewals, and what the office has to decide about."""

    table_class = AnswerTable
    filterset_class = AnswerFilter
    right = Right.CONTRACTS_VIEW
    bulk_actions: ClassVar = [Accept, SetAside]
    title = gettext_lazy("Answers to renewals")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "renewal-answers"
    searchable = True

    def get_queryset(self) -> QuerySet[RenewalAnswer]:
        """With what a row shows."""
        rows = RenewalAnswer.objects.select_related("contract__customer", "term")
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By contract number or customer."""
        return rows.filter(contract__in=Contract.objects.found_by(words))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the renewals."""
        return [list_crumb(), Crumb(_("Renewals"), reverse("contracts:cockpit"))]

    def get_empty_state(self) -> EmptyState:
        """Where answers come from."""
        return EmptyState(
            _("No answer yet"),
            _("What customers say about a renewal is recorded on the contract's page."),
            "message-question",
        )
