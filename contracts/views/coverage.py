"""What a service covers: of a template, or of a line while its contract is a draft."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.forms.coverage import CoverageForm
from contracts.models import Contract, Line, TemplateService
from contracts.views.crumbs import contract_crumbs, list_crumb
from contracts.views.promised import PromisedForm
from customers.restricted import Restricted
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import EditPage


class _CoveragePage(PromisedForm, EditPage):
    """One form for both."""

    form_class = CoverageForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose coverage."""
        return super().get_form_kwargs() | {"owner": self.object}

    def get_title(self) -> str:
        """Of which service."""
        return _("Coverage of %(service)s") % {"service": self.object}

    def get_success_url(self, made: Any) -> str:
        """Back to where it hangs."""
        return self.get_cancel_url()


class LineCoverage(Restricted, _CoveragePage):
    """Of a line, while its contract is a draft."""

    queryset = Line.objects.select_related("contract")
    customer_path = "contract__customer"
    right = Right.CONTRACTS_EDIT

    @property
    def contract(self) -> Contract:
        """The line's."""
        return self.object.contract  # type: ignore[no-any-return]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object.contract)

    def get_cancel_url(self) -> str:
        """Back to the contract."""
        return str(self.object.contract.get_absolute_url())


class TemplateServiceCoverage(_CoveragePage):
    """Of what a template offers; new contracts take it over."""

    queryset = TemplateService.objects.select_related("service", "template")
    right = Right.TEMPLATES_EDIT
    contract = None

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the services of the template."""
        return [
            list_crumb(),
            Crumb(_("Templates"), reverse("contracts:templates")),
            Crumb(
                self.object.template.name, reverse("contracts:template_edit", args=[self.object.template_id])
            ),
            Crumb(_("Services and options"), self.get_cancel_url()),
        ]

    def get_cancel_url(self) -> str:
        """Back to the services."""
        return reverse("contracts:template_services", args=[self.object.template_id])
