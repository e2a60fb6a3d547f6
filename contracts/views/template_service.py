"""What a template offers of the catalogue: the service its fee is for, those included, the options."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.template_service import TemplateServicesForm
from contracts.models import ContractTemplate
from contracts.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import EditPage


class TemplateServices(EditPage):
    """One page for all of them; contracts made before keep theirs."""

    model = ContractTemplate
    right = Right.TEMPLATES_EDIT
    further_rights = (Right.FEES_VIEW,)  # prices stand in it
    form_class = TemplateServicesForm
    title = gettext_lazy("Services and options")
    template_name = "contracts/template_services.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Of this template."""
        return super().get_form_kwargs() | {"template": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the template."""
        return [
            list_crumb(),
            Crumb(_("Templates"), reverse("contracts:templates")),
            Crumb(self.object.name, self.get_cancel_url()),
        ]

    def get_actions(self) -> list[Action]:
        """To what can be chosen."""
        return [
            Action(_("Catalogue"), reverse("contracts:services"), "list-details", right=Right.CONTRACTS_EDIT)
        ]

    def get_cancel_url(self) -> str:
        """Back to the template."""
        return reverse("contracts:template_edit", args=[self.object.pk])

    def get_success_url(self, made: ContractTemplate) -> str:
        """The same page: further lines may follow."""
        return self.request.path
