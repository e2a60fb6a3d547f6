from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import refreshing
from installed_base.forms.rule import RuleForm
from installed_base.models import MaintenanceRule
from installed_base.tables import RuleTable
from installed_base.views.equipment.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.views import ConfirmPage, CreatePage, EditPage, ListPage

RULES = MaintenanceRule.objects.select_related("type", "customer", "equipment__type")


def rules_crumbs() -> list[Crumb]:
    """Equipment, then its rules."""
    return [list_crumb(), Crumb(_("Maintenance rules"), reverse("equipment:rules"))]


class RuleList(ListPage):
    """How often what is maintained."""

    queryset = RULES
    table_class = RuleTable
    right = Right.EQUIPMENT_VIEW
    title = gettext_lazy("Maintenance rules")
    export_name = "maintenance-rules"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the equipment."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            Action(_("New rule"), reverse("equipment:rule_create"), "plus", "primary", Right.EQUIPMENT_EDIT)
        ]

    def get_empty_state(self) -> EmptyState:
        """What rules are for."""
        return EmptyState(
            _("No rule yet"),
            _("A rule says how often machines of a type, of a customer or a single one are maintained."),
            "repeat",
            self.get_actions(),
        )


class _OfRules:
    """Types of machines are the administrator's; what rules change is refreshed."""

    request: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether a rule for a whole type may be made."""
        may = Right.SETTINGS_EDIT in self.request.rights
        return super().get_form_kwargs() | {"may_types": may}  # type: ignore[misc, no-any-return]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the rules."""
        return rules_crumbs()

    def get_cancel_url(self) -> str:
        """Back to the machine one came from, or to the rules."""
        machine = self.request.GET.get("equipment", "")
        if machine.isdecimal():
            return reverse("equipment:detail", args=[int(machine[:18])]) + "?tab=maintenance"
        return reverse("equipment:rules")

    def get_success_url(self, made: MaintenanceRule) -> str:
        """To the machine's maintenance, or to the rules."""
        if made.equipment_id is not None:
            return reverse("equipment:detail", args=[made.equipment_id]) + "?tab=maintenance"
        return reverse("equipment:rules")

    def get_success_message(self, made: MaintenanceRule) -> str:
        """Whether the dates are there or on their way."""
        if self.at_once:
            return _("Saved; the due dates follow it.")
        return _("Saved; the due dates of its many machines follow within minutes.")

    def act(self, form: Any) -> MaintenanceRule:
        """Save it, and move the dates."""
        made: MaintenanceRule = form.save()
        self.at_once = refreshing.of_rule(made)
        return made


class RuleCreate(_OfRules, CreatePage):
    """A new rule, for the machine, customer or type named in the address."""

    form_class = RuleForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("New maintenance rule")


def may_change(page: Any) -> None:
    """Rules of whole types are changed by those who change settings."""
    if page.object.type_id is not None and not page.may(Right.SETTINGS_EDIT):
        raise PermissionDenied


class RuleEdit(_OfRules, EditPage):
    """How often, changed."""

    queryset = RULES
    form_class = RuleForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Maintenance rule")

    def get_actions(self) -> list[Action]:
        """It may go."""
        return [
            Action(
                _("Delete"), reverse("equipment:rule_delete", args=[self.object.pk]), "trash", "danger",
                Right.EQUIPMENT_EDIT,
            )
        ]  # fmt: skip

    def find(self, rows: Any) -> Any:
        """With the right to change it."""
        self._found = super().find(rows)
        may_change(self)
        return self._found

    def act(self, form: Any) -> MaintenanceRule:
        """What it was for before follows too."""
        before = MaintenanceRule.objects.get(pk=self.object.pk)
        made = super().act(form)
        if (before.type_id, before.customer_id, before.equipment_id) != (
            made.type_id,
            made.customer_id,
            made.equipment_id,
        ):
            self.at_once = refreshing.of_rule(before) and self.at_once
        return made


class RuleDelete(ConfirmPage):
    """A rule goes; the next less specific one takes its place."""

    queryset = RULES
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Delete a maintenance rule")
    submit_label = gettext_lazy("Delete")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("The rule is deleted.")

    def find(self, rows: Any) -> Any:
        """With the right to change it."""
        self._found = super().find(rows)
        may_change(self)
        return self._found

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the rules."""
        return rules_crumbs()

    def get_question(self) -> str:
        """Which one."""
        return _("Delete the rule “%(rule)s”?") % {"rule": self.object}

    def consequences(self) -> list[str | Promise]:
        """What counts then."""
        return [
            _("Its machines follow the next rule that holds for them: contract, customer, type."),
            _("Machines without any other rule have no maintenance date but the legal ones."),
            _("The history keeps the rule."),
        ]

    def confirm(self, form: Any) -> Any:
        """Delete it, and move the dates."""
        rule: MaintenanceRule = self.object
        kept = MaintenanceRule(type=rule.type, customer=rule.customer, equipment=rule.equipment)
        rule.delete()
        refreshing.of_rule(kept)
        from django.contrib import messages

        messages.success(self.request, str(self.success_message))
        return redirect(reverse("equipment:rules"))

    def get_cancel_url(self) -> str:
        """Back to the rules."""
        return reverse("equipment:rules")
