"""The contracts of a proposal with their fees, and changing one."""

from typing import Any, ClassVar

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.price_round import RoundPriceForm
from contracts.models import RoundPrice
from contracts.price_rounds.bulk import LeaveOut, TakeIn
from contracts.price_rounds.foreseeing import FIRM
from contracts.price_rounds.proposing import edit
from contracts.price_rounds.tables import RoundPriceFilter, RoundPriceTable
from contracts.views.crumbs import round_crumbs
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import EditPage, ListPage


class RoundPriceList(ListPage):
    """The contracts of a proposal, or of all: old fee, new fee, and how it comes about."""

    table_class = RoundPriceTable
    filterset_class = RoundPriceFilter
    bulk_actions: ClassVar = [LeaveOut, TakeIn]
    right = Right.FEES_VIEW
    title = gettext_lazy("Proposed fees")
    export_name = "proposed-fees"

    def get_queryset(self) -> QuerySet[RoundPrice]:
        """Those left out last."""
        may = self.may(Right.CONTRACTS_RENEW)
        open_ = Q(round__approved_at=None, round__dropped_at=None) & ~Q(left__in=FIRM)
        rows = (
            RoundPrice.objects.select_related("round__run", "contract__customer", "revision", "edited_by")
            .annotate(
                may_change=Case(
                    When(open_, then=Value("1" if may else "")), default=Value(""), output_field=CharField()
                )
            )
            .order_by("-round", "left", "contract__number", "pk")
        )
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def excluded_columns(self) -> list[str]:
        """Beside its proposal the name needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "proposal"] if self.as_panel and self.request.GET.get("round") else hidden

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposals."""
        return round_crumbs()


class RoundPriceEdit(EditPage):
    """One contract gets another fee than the rule gives."""

    queryset = RoundPrice.objects.select_related("round__run", "contract__customer")
    right = Right.CONTRACTS_RENEW
    further_rights = (Right.FEES_VIEW,)  # who sees no fees changes none
    form_class = RoundPriceForm
    success_message = gettext_lazy("The fee is changed.")

    def get_queryset(self) -> QuerySet[RoundPrice]:
        """Not of those erased."""
        rows = super().get_queryset()
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def get_title(self) -> str:
        """Whose fee."""
        return _("New fee of contract %(number)s") % {"number": self.object.contract.number}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposal."""
        return round_crumbs(self.object.round)

    def get_initial(self) -> dict[str, Any]:
        """The fee proposed."""
        return {"new_fee": self.object.new_fee, "reason": self.object.reason}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form compares with what was computed."""
        return super().get_form_kwargs() | {"price": self.object}

    def act(self, form: Any) -> RoundPrice:
        """Keep it with its reason."""
        given = form.cleaned_data
        return edit(self.object, given["new_fee"], given["reason"], by=self.request.user)  # type: ignore[arg-type]
