from typing import Any

from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import servicing
from installed_base.due_words import CLOCK_NAMES
from installed_base.duties.clocks import Service
from installed_base.forms.service import LiveServiceForm, ServiceForm
from installed_base.models import Equipment, ServiceDone
from installed_base.views.equipment.crumbs import card_crumbs
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage

TAB = "?tab=maintenance"


class ServiceCreate(ConfirmPage):
    """A service done on one machine: shows the old and the new due dates, then records it."""

    queryset = Equipment.objects.select_related("type", "customer")
    right = Right.EQUIPMENT_EDIT
    form_class = LiveServiceForm
    template_name = "installed_base/service_form.html"
    title = gettext_lazy("Record a service done")
    submit_label = gettext_lazy("Record")
    submit_icon = "checkup-list"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object)

    def get_initial(self) -> dict[str, Any]:
        """What was chosen so far, when only the dates are asked anew."""
        return {name: value for name, value in self.request.GET.items() if name in {"what", "on"}}

    def refusals(self) -> list[str | Promise]:
        """A machine that is gone is not maintained."""
        return [_("The machine is out of service.")] if self.object.removed_on else []

    @cached_property
    def moves(self) -> list[tuple[str, servicing.Move]]:
        """The clocks this service settles, by their names."""
        what, on = self.form.supposed  # type: ignore[attr-defined]
        pk = self.object.pk
        found = servicing.moves([pk], what, on, self.request.company.today())[pk]  # type: ignore[attr-defined]
        return [(str(CLOCK_NAMES[move.clock.value]), move) for move in found]

    def confirm(self, form: ServiceForm) -> Any:
        """Record it, once."""
        given = form.cleaned_data
        self.recorded = servicing.record(
            [self.object.pk],
            Service(given["what"]),
            given["on"],
            self.request.company.today(),  # type: ignore[attr-defined]
            technician=given["technician"],
            done_by=given["done_by"],
            note=given["note"],
            by=self.request.user,  # type: ignore[arg-type]
        )

    def get_success_message(self, made: Any) -> str:
        """Whether it was new."""
        return _("The service is recorded.") if self.recorded else _("It was recorded already.")

    def get_success_url(self, made: Any) -> str:
        """Back to the machine's maintenance."""
        return str(self.object.get_absolute_url()) + TAB

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)


class ServiceDelete(ConfirmPage):
    """Takes a service recorded by mistake away."""

    queryset = ServiceDone.objects.select_related("equipment__type")
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Take a service away")
    submit_label = gettext_lazy("Take away")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("The service is no longer recorded.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.object.equipment)

    def get_question(self) -> str:
        """Which one."""
        return _("Was this recorded by mistake: %(what)s on %(day)s?") % {
            "what": self.object.get_what_display(),
            "day": formats.day(self.object.on),
        }

    def consequences(self) -> list[str | Promise]:
        """The dates go back."""
        return [
            _("The due dates of the machine are counted again without it."),
            _("A visit of a contract that it closed stays closed."),
            _("The history keeps that it was recorded and taken away."),
        ]

    def confirm(self, form: Any) -> Any:
        """Forget it."""
        back = str(self.object.equipment.get_absolute_url()) + TAB
        servicing.forget(self.object, self.request.company.today())  # type: ignore[attr-defined]
        from django.contrib import messages

        messages.success(self.request, str(self.success_message))
        return redirect(back)

    def get_cancel_url(self) -> str:
        """Back to the machine's maintenance."""
        return str(self.object.equipment.get_absolute_url()) + TAB
