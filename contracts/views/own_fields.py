"""Settings: the two flags of contracts and the fields a company adds to them."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.own_fields import ContractFieldForm, FlagsForm
from contracts.models import ContractField
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.views import CreatePage, EditPage, ListPage, SwitchPage
from ui.views.form_page import FormPage

ASKED = Badge("green", "circle-check", gettext_lazy("Asked on contracts"))
WITHDRAWN = Badge("secondary", "archive", gettext_lazy("Withdrawn"))


class ContractFieldTable(tables.BaseTable):
    """Fields with how many contracts say something there."""

    name = tables.LinkColumn("contracts:field_edit", verbose_name=gettext_lazy("Name"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    template = tables.Column(
        empty_values=(), order_by=("template__name",), verbose_name=gettext_lazy("Contracts")
    )
    required = tables.BooleanColumn(verbose_name=gettext_lazy("Must be given"))
    used = tables.NumberColumn(verbose_name=gettext_lazy("Answers"))
    withdrawn_on = tables.BadgeColumn(
        empty_values=(),
        badge=lambda field: WITHDRAWN if field.withdrawn_on else ASKED,
        verbose_name=gettext_lazy("State"),
    )
    actions = tables.ActionsColumn("contracts/field_actions.html")

    class Meta:
        order_by = ("position",)
        sequence = ("name", "...")

    def render_template(self, value: Any) -> str:
        """Of which template; all without one."""
        return str(value) if value else _("All contracts")

    value_template = render_template


class ContractFieldList(ListPage):
    """The fields a company added."""

    table_class = ContractFieldTable
    right = Right.SETTINGS_EDIT
    title = gettext_lazy("Fields and flags of contracts")
    export_name = "contract-fields"

    def get_queryset(self) -> QuerySet[ContractField]:
        """With how often they are answered."""
        return ContractField.objects.select_related("template").annotate(used=Count("values"))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [Crumb(_("Settings"), reverse("settings:index"))]

    def get_actions(self) -> list[Action]:
        """A new one; the flags."""
        return [
            Action(_("Flags"), reverse("contracts:flags"), "flag"),
            Action(_("New field"), reverse("contracts:field_create"), "plus", "primary"),
        ]

    def get_empty_state(self) -> EmptyState:
        """What it is for."""
        text = _("A field of your own is asked on each contract, filters the list and goes out with exports.")
        return EmptyState(_("No field yet"), text, "forms", self.get_actions())


class _BelowFields:
    """Leads to and from the list of fields."""

    right: str = Right.SETTINGS_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [
            Crumb(_("Settings"), reverse("settings:index")),
            Crumb(_("Fields and flags of contracts"), reverse("contracts:fields")),
        ]

    def get_success_url(self, made: Any) -> str:
        """The list."""
        return reverse("contracts:fields")

    def get_cancel_url(self) -> str:
        """The list."""
        return reverse("contracts:fields")


class FlagsEdit(_BelowFields, FormPage):
    """What the flags are called."""

    form_class = FlagsForm
    title = gettext_lazy("Flags of contracts")
    success_message = gettext_lazy("The flags are named.")


class FieldCreate(_BelowFields, CreatePage):
    """A new field."""

    form_class = ContractFieldForm
    title = gettext_lazy("New field")


class FieldEdit(_BelowFields, EditPage):
    """Its name, kind and choices."""

    model = ContractField
    form_class = ContractFieldForm


class FieldWithdraw(_BelowFields, SwitchPage):
    """A field is asked no more, or again."""

    model = ContractField
    away_label = gettext_lazy("Withdraw")
    back_label = gettext_lazy("Bring back")

    def get_question(self) -> str:
        """Which field."""
        return _("Field “%(name)s”") % {"name": self.object}

    def consequences(self) -> list[str | Promise]:
        """What stays."""
        if self.object.withdrawn_on:
            return [_("It is asked again; what was answered before shows again.")]
        return [_("It is asked no more. What was answered so far stays, and it can be brought back.")]

    def is_away(self) -> bool:
        """Asked no more."""
        return self.object.withdrawn_on is not None

    def turn(self, *, away: bool) -> None:
        """Ask it no more from today on, or again."""
        field = self.object
        field.withdrawn_on = self.request.company.today() if away else None  # type: ignore[attr-defined]
        field.save(update_fields=["withdrawn_on"])
