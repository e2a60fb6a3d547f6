"""The page of a price formula, of a template or of a contract."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.clauses import clause_of, establish, write_clause
from contracts.forms.clause import ClauseForm, initial_of
from contracts.models import Contract, ContractTemplate, LineBase, RevisionClause
from contracts.template_versions.keeping import keep
from contracts.views.crumbs import contract_crumbs, list_crumb
from customers.restricted import Restricted
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import EditPage


class _ClausePage(EditPage):
    """A formula is written whole."""

    form_class = ClauseForm
    title = gettext_lazy("Price formula")
    success_message = gettext_lazy("The fee follows this formula at its renewals.")
    with_base = False

    @cached_property
    def clause(self) -> RevisionClause | None:
        """The formula there is."""
        return clause_of(self.object)

    def get_initial(self) -> dict[str, Any]:
        """The formula there is, else the usual one."""
        return initial_of(self.clause)

    def get_form_kwargs(self) -> dict[str, Any]:
        """A signed contract is asked for the base of its price."""
        return super().get_form_kwargs() | {"clause": self.clause, "with_base": self.with_base}

    def act(self, form: Any) -> Any:
        """Write it."""
        write_clause(self.object, form.cleaned_data, form.cleaned_data["weights"])
        return self.object


class TemplateClause(_ClausePage):
    """The formula new contracts of a template take over."""

    model = ContractTemplate
    right = Right.TEMPLATES_EDIT

    def act(self, form: Any) -> Any:
        """Write it, with a version of the template."""
        template = super().act(form)
        keep(template)
        return template

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the template."""
        edit = reverse("contracts:template_edit", args=[self.object.pk])
        return [
            list_crumb(),
            Crumb(_("Templates"), reverse("contracts:templates")),
            Crumb(self.object.name, edit),
        ]

    def get_success_url(self, made: Any) -> str:
        """Back to the template."""
        return reverse("contracts:template_edit", args=[made.pk])

    def get_cancel_url(self) -> str:
        """Back to the template."""
        return reverse("contracts:template_edit", args=[self.object.pk])


class ContractClause(Restricted, _ClausePage):
    """The formula of a contract; a signed one gets the base of its price at once, a draft at its signature."""

    model = Contract
    right = Right.CONTRACTS_RENEW

    @property
    def with_base(self) -> bool:  # type: ignore[override]
        """Only once it is signed."""
        return bool(self.object.is_signed())

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    def get_initial(self) -> dict[str, Any]:
        """With the day the present fee was agreed: that of its base, else the first day of the running term."""
        base = LineBase.objects.filter(line__contract=self.object).first()
        term = self.object.terms.order_by("-number").first()
        since = base.since if base else term.starts_on if term else self.object.start_on
        return super().get_initial() | {"since": since}

    def act(self, form: Any) -> Any:
        """Write it and let the fees of today begin from their index values."""
        contract = super().act(form)
        if self.with_base:
            given = form.cleaned_data
            establish(
                contract,
                since=given["since"],
                known_on=given["since"],
                month=given["base_month"],
                strict=True,
            )
        return contract
