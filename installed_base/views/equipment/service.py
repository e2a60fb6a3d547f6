from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import outages
from installed_base.forms import TakingOutForm
from installed_base.models import Equipment
from installed_base.views.equipment.crumbs import card_crumbs
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage


class EquipmentTakeOut(ConfirmPage):
    """Takes a machine out of service."""

    queryset = Equipment.objects.select_related("type")
    right = Right.EQUIPMENT_EDIT
    form_class = TakingOutForm
    title = gettext_lazy("Take out of service")
    question = gettext_lazy("Take this machine out of service?")
    submit_label = gettext_lazy("Take out of service")
    submit_icon = "plug-off"
    success_message = gettext_lazy("The machine is out of service.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def consequences(self) -> list[str]:
        """What changes and what does not."""
        return [
            _("It leaves the list of equipment and can no longer be chosen in forms."),
            _(
                "Contracts that cover it are not changed: look at them and take it off where it stands on one."
            ),
            _("Its card and history stay, and it can be put back."),
        ]

    def refusals(self) -> list[str]:
        """Once is enough."""
        day = self.object.removed_on
        return [_("It was taken out on %(day)s already.") % {"day": formats.day(day)}] if day else []

    def confirm(self, form: Any) -> None:
        """Take it out, not before it came."""
        on = form.cleaned_data["on"]
        begun = self.object.commissioned_on
        if begun and on < begun:
            raise ValidationError(
                _("It was commissioned on %(day)s: it cannot be taken out before.")
                % {"day": formats.day(begun)}
            )
        given = form.cleaned_data
        if given["replaced_by"] == self.object:
            raise ValidationError(_("A machine cannot be replaced by itself."))
        outages.take_out(self.object, on, given["reason"], given["replaced_by"])


class EquipmentPutBack(ConfirmPage):
    """Puts a machine back into service."""

    queryset = Equipment.objects.select_related("type")
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Put back into service")
    question = gettext_lazy("Put this machine back into service?")
    submit_label = gettext_lazy("Put back into service")
    submit_icon = "plug"
    success_message = gettext_lazy("The machine is in service again.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def consequences(self) -> list[str]:
        """What changes."""
        return [_("It stands in the list of equipment again and can be chosen in forms.")]

    def confirm(self, form: forms.BaseForm) -> None:
        """Put it back."""
        outages.put_back(self.object, acting_company().today())
