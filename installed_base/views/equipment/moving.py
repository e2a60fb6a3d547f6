from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import moving
from installed_base.forms import MovingForm
from installed_base.models import Equipment
from installed_base.views.equipment.crumbs import card_crumbs
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage


class EquipmentMove(ConfirmPage):
    """Moves a machine to another site or customer."""

    queryset = Equipment.objects.select_related("type", "customer", "site")
    right = Right.EQUIPMENT_EDIT
    form_class = MovingForm
    title = gettext_lazy("Move")
    question = gettext_lazy("Where does this machine go?")
    submit_label = gettext_lazy("Move")
    submit_icon = "truck"
    success_message = gettext_lazy("The machine was moved.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def get_initial(self) -> dict[str, Any]:
        """Where it is now; while the form asks for another customer's sites, that customer."""
        asked = self.request.GET.get("customer", "")
        return {"customer": asked if asked.isdecimal() else self.object.customer_id}

    def consequences(self) -> list[str]:
        """Where it stands, and what stays."""
        row: Equipment = self.object
        since = moving.arrived_on(row)
        here = _("It stands at %(customer)s, %(site)s.") % {
            "customer": row.customer.name, "site": row.site or _("no site"),
        }  # fmt: skip
        return [
            here + (" " + _("Since %(day)s.") % {"day": formats.day(since)} if since else ""),
            _("Its history, photos and documents go with it; its card keeps where it stood before."),
            _("Contracts that cover it are not changed: look at them where it goes to another customer."),
        ]

    def confirm(self, form: Any) -> None:
        """Move it."""
        given = form.cleaned_data
        moving.move(self.object, given["customer"], given["site"], given["on"])
