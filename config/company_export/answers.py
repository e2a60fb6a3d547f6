"""What machines answer to the attributes of their types, as columns of the equipment's table."""

from typing import Any

from config.company_export.tables import Table
from installed_base.importing.attributes import HEADERS, name_of
from installed_base.models import Attribute, AttributeValue, Equipment


def answer_columns(table: Table) -> dict[str, str]:
    """The header of each name that any type ever asked for, by its column; only equipment has some."""
    if table.model is not Equipment:
        return {}
    names: dict[str, str] = {}
    for name in Attribute.objects.order_by("name").values_list("name", flat=True):
        names.setdefault(name_of(name), f"{HEADERS[0]}: {name}")
    return names


def answers(columns: dict[str, str], keys: list[int]) -> dict[int, list[Any]]:
    """The values of some machines in the order of the columns, of each machine's own type."""
    if not columns:
        return {}
    found: dict[int, dict[str, Any]] = {key: {} for key in keys}
    for value in AttributeValue.objects.filter(machine__in=keys).select_related("machine"):
        if value.attribute.type_id == value.machine.type_id:
            found[value.machine_id][name_of(value.attribute)] = value.value
    return {key: [values.get(column, "") for column in columns] for key, values in found.items()}
