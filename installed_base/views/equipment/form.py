from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.forms import EquipmentForm
from installed_base.models import Equipment
from installed_base.views.equipment.crumbs import card_crumbs, list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import CreatePage, EditPage


class EquipmentCreate(CreatePage):
    """A new machine, of the customer named in the address; then back to her card."""

    form_class = EquipmentForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("New machine")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    def get_success_url(self, made: Equipment) -> str:
        """From a customer's card back to it, else to the machine."""
        return self._back() or made.get_absolute_url()

    def get_success_message(self, made: Equipment) -> str:
        """Its number was perhaps given only now."""
        return _("%(machine)s was added.") % {"machine": made}

    def get_cancel_url(self) -> str:
        """Where one came from."""
        return self._back() or reverse("equipment:list")

    def _back(self) -> str:
        customer = self.request.GET.get("customer", "")
        if not customer.isdecimal():
            return ""
        return reverse("customers:detail", args=[int(customer[:18])]) + "?tab=equipment"


class EquipmentEdit(EditPage):
    """A machine's data."""

    queryset = Equipment.objects.select_related("type", "customer")
    form_class = EquipmentForm
    right = Right.EQUIPMENT_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def get_title(self) -> str | Promise:
        """What is done."""
        return _("Edit %(name)s") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        """While the form asks for another customer's sites, that customer."""
        customer = self.request.GET.get("customer", "")
        return (
            {"customer": customer, "site": None}
            if self.request.method == "GET" and customer.isdecimal()
            else {}
        )
