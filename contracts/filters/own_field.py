from typing import Any

import django_filters
from django.db.models import Exists, OuterRef

from contracts.models import ContractField, ContractFieldValue
from ui.days import DaysFilter


def own_filter(field: ContractField) -> django_filters.Filter:
    """The filter by a field the company added: a choice among its options, the words begun with, a span."""

    def narrow(rows: Any, conditions: dict[str, Any]) -> Any:
        found = ContractFieldValue.objects.filter(contract=OuterRef("pk"), field=field.pk, **conditions)
        return rows.filter(Exists(found))

    def by_text(rows: Any, _name: str, value: str) -> Any:
        return narrow(
            rows, {"text": value} if field.kind == field.Kind.CHOICE else {"text__istartswith": value}
        )

    def by_span(rows: Any, _name: str, value: slice) -> Any:
        column = "day" if field.kind == field.Kind.DATE else "number"
        bounds = {"gte": value.start, "lte": value.stop}
        return narrow(rows, {f"{column}__{name}": end for name, end in bounds.items() if end is not None})

    if field.kind == field.Kind.CHOICE:
        options = [(option, option) for option in field.options]
        return django_filters.ChoiceFilter(choices=options, method=by_text, label=field.name)
    if field.kind == field.Kind.TEXT:
        return django_filters.CharFilter(method=by_text, label=field.name)
    made = DaysFilter if field.kind == field.Kind.DATE else django_filters.RangeFilter
    return made(method=by_span, label=field.name)
