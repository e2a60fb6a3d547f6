from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import attributes
from installed_base.forms import EquipmentForm
from installed_base.forms.attribute_fields import PREFIX
from installed_base.models import Equipment
from installed_base.views.equipment.crumbs import card_crumbs, list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import CreatePage, EditPage


def attributes_in(asked: Any) -> dict[str, Any]:
    """The attributes typed in a form that asks again because its type changed."""
    return {name: value for name, value in asked.items() if name.startswith(PREFIX)}


class EquipmentCreate(CreatePage):
    """A new machine, of the customer named in the address; then back to her card."""

    form_class = EquipmentForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("New machine")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    def get_initial(self) -> dict[str, Any]:
        """What the address names, attributes typed for another type included."""
        return super().get_initial() | attributes_in(self.request.GET)

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
        if self.request.method != "GET":
            return {}
        asked = self.request.GET
        found: dict[str, Any] = attributes_in(asked)
        if asked.get("customer", "").isdecimal():
            found |= {"customer": asked["customer"], "site": None}
        if "type" in asked:
            found["type"] = asked["type"]
        return found

    def act(self, form: Any) -> Equipment:
        """Save it, and remember what another type no longer shows."""
        former = Equipment.objects.get(pk=self.object.pk)
        self.hidden = []
        if form.instance.type_id and form.instance.type_id != former.type_id:
            self.hidden = attributes.hidden_by(former, form.instance.type)
        return form.save()  # type: ignore[no-any-return]

    def get_success_message(self, made: Equipment) -> str:
        """With what the former type asked and this one does not."""
        saved = _("Saved.")
        if not self.hidden:
            return saved
        return (
            saved
            + " "
            + _(
                "No longer shown with this type: %(names)s. It is kept, and shows again with the former type."
            )
            % {"names": ", ".join(self.hidden)}
        )
