from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import labels
from installed_base.forms.labels import LabelForm
from installed_base.models import Equipment
from installed_base.views.equipment.crumbs import card_crumbs
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage


class EquipmentLabel(ConfirmPage):
    """The label of one machine, as PDF."""

    queryset = Equipment.objects.select_related("type", "customer")
    right = Right.EQUIPMENT_VIEW
    form_class = LabelForm
    title = gettext_lazy("Print a label")
    submit_label = gettext_lazy("Make the PDF")
    submit_icon = "qrcode"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def consequences(self) -> list[str]:
        """What the code is good for."""
        return [
            _("The label shows number, name and serial number, and a code to scan."),
            _("The code opens this card, after sign-in, for people of this company and nobody else."),
        ]

    def confirm(self, form: Any) -> Any:
        """The sheet."""
        return labels.response(labels.of_machines([self.object.pk]), form.cleaned_data["start"])
