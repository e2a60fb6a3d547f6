from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from installed_base.badges import badges_of
from installed_base.filters import EquipmentFilter
from installed_base.forms import EquipmentForm, TakingOutForm
from installed_base.models import Equipment
from installed_base.tables import EquipmentTable
from tenancy import history
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import ConfirmPage, CreatePage, DetailPage, EditPage, ListPage, OptionsPage


def list_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Equipment"), reverse("equipment:list"))


class EquipmentList(ListPage):
    """Machines; as a panel those of one customer."""

    queryset = Equipment.objects.select_related("type", "customer", "site")
    table_class = EquipmentTable
    filterset_class = EquipmentFilter
    right = Right.EQUIPMENT_VIEW
    title = gettext_lazy("Equipment")
    export_name = "equipment"
    search_hint = gettext_lazy("Number, serial number, brand, customer")

    def get_actions(self) -> list[Action]:
        """A new one, of the customer whose panel this is."""
        customer = self.request.GET.get("customer", "")
        address = reverse("equipment:create") + (f"?customer={customer}" if customer.isdecimal() else "")
        return [Action(_("New machine"), address, "plus", "primary", Right.EQUIPMENT_EDIT)]

    def get_empty_state(self) -> EmptyState:
        """How machines come in."""
        return EmptyState(
            _("No machine yet"),
            _("Add what is looked after here, or import it."),
            "tools",
            self.get_actions(),
        )

    def excluded_columns(self) -> list[str]:
        """On a customer's card her name needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "customer"] if "customer" in self.fixed else hidden


class EquipmentOptions(OptionsPage):
    """Machines to choose from in forms: those in service; ``?customer=`` narrows to hers."""

    right = Right.EQUIPMENT_VIEW

    def get_queryset(self) -> Any:
        """Machines in service."""
        rows = Equipment.objects.installed().select_related("type", "customer")
        customer = self.request.GET.get("customer", "")
        return rows.filter(customer=int(customer[:18])) if customer.isdecimal() else rows

    def label(self, row: Equipment) -> str:
        """Number, what it is, whose it is."""
        return f"{row.number} · {row.name} · {row.customer.name}"


class EquipmentCard(DetailPage):
    """A machine's card."""

    queryset = Equipment.objects.select_related("type", "customer", "site")
    right = Right.EQUIPMENT_VIEW
    template_name = "installed_base/equipment_card.html"

    def get_title(self) -> str:
        """What it is."""
        return str(self.object.name)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list, and below its customer for those who may see her."""
        customer: Customer = self.object.customer
        crumbs = [list_crumb()]
        if self.may(Right.CUSTOMERS_VIEW):
            crumbs.append(Crumb(customer.name, customer.get_absolute_url() + "?tab=equipment"))
        return crumbs

    def get_subtitle(self) -> str:
        """Number, type and serial number."""
        row: Equipment = self.object
        return " · ".join(part for part in (row.number, str(row.type), row.serial) if part)

    def get_badges(self) -> list[Badge]:
        """Its marks today."""
        return badges_of(self.object, acting_company().today())

    def get_actions(self) -> list[Action]:
        """What is done with a machine."""
        if self.object.removed_on:
            return [self._act(_("Put back into service"), "equipment:put_back", "plug")]
        return [
            self._act(_("Take out of service"), "equipment:take_out", "plug-off"),
            self._act(_("Edit"), "equipment:edit", "pencil", "primary"),
        ]

    def get_tabs(self) -> list[Tab]:
        """The card, and who changed what."""
        return [
            Tab("overview", _("Overview"), "id", template="installed_base/equipment_overview.html"),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Whether the customer's name leads to her card."""
        row: Equipment = self.object
        seen = self.may(Right.CUSTOMERS_VIEW)
        return {
            "customer_url": row.customer.get_absolute_url() if seen else "",
            "in_warranty": row.in_warranty(acting_company().today()),
        }

    def tab_history(self) -> dict[str, Any]:
        """Changes of the machine."""
        return history.tab(self.request, self.object)

    def _act(self, label: str, name: str, icon: str, style: Any = "secondary") -> Action:
        return Action(label, reverse(name, args=[self.object.pk]), icon, style, Right.EQUIPMENT_EDIT)


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
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

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
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

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
        self.object.take_out(on)


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
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def consequences(self) -> list[str]:
        """What changes."""
        return [_("It stands in the list of equipment again and can be chosen in forms.")]

    def confirm(self, form: forms.BaseForm) -> None:
        """Put it back."""
        self.object.put_back()
