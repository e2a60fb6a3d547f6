"""What a machine's card shows of its maintenance."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from installed_base.badges import due_badge
from installed_base.due_words import sentence
from installed_base.duty_words import LEGAL_CLASSES
from installed_base.models import DueDate, Equipment, MaintenanceRule, ServiceDone
from tenancy.permissions import Right
from ui.actions import Action
from ui.badges import Badge

SHOWN = 30


def dues(machine: Equipment, on: date) -> list[tuple[DueDate, Badge, str]]:
    """The machine's due dates, the earliest first, each with its state on the day and its reason."""
    return [
        (due, due_badge(due, on), sentence(due.rule, due.inputs))
        for due in machine.due_dates.order_by("due_on", "pk")
    ]


def tab(machine: Equipment, on: date, *, may_edit: bool) -> dict[str, Any]:
    """The maintenance tab."""
    rules = MaintenanceRule.objects.filter(
        Q(equipment=machine) | Q(customer=machine.customer_id) | Q(type=machine.type_id)
    ).select_related("equipment__type", "customer", "type")
    classes = dict(LEGAL_CLASSES)
    found = machine.legal_class or machine.type.legal_class
    pk = [machine.pk]
    new_rule = f"{reverse('equipment:rule_create')}?equipment={machine.pk}"
    return {
        "dues": dues(machine, on),
        "services": list(ServiceDone.objects.filter(equipment=machine).select_related("technician")[:SHOWN]),
        "rules": sorted(rules, key=lambda rule: (not rule.equipment_id, not rule.customer_id)),
        "machine_class": classes.get(found) or _("not said yet; choose it on the type or on the machine"),
        "may_edit": may_edit,
        "service_actions": [
            Action(_("Record a service"), reverse("equipment:service_create", args=pk), "checkup-list")
        ]
        if may_edit and not machine.removed_on
        else [],
        "rule_actions": [Action(_("New rule"), new_rule, "plus", right=Right.EQUIPMENT_EDIT)]
        if may_edit
        else [],
    }
