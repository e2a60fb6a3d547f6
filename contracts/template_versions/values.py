"""The columns of a template as a version keeps them, and how contracts compare with that."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Field

from contracts.models import Conditions, Contract, ContractTemplate, Line

RULES: tuple[str, ...] = tuple(field.attname for field in Conditions._meta.concrete_fields)
TEXTS = ("services",)
OF_THE_LINE = ("annual_fee", "visits_per_year", "visit_month", "visit_position")
#: the order of the form; JSON keeps none
ORDER = (*RULES, *TEXTS, *OF_THE_LINE)
#: how the first term was laid: a running contract has it behind itself
LAID_AT_THE_START = {"anchor_rule", "calendar_month", "first_term_months", "first_term_free"}

Values = Mapping[str, Any]
#: by column what it was and what it becomes
Changes = dict[str, list[Any]]


def values_of(template: ContractTemplate) -> dict[str, Any]:
    """A template's columns, each as JSON holds it."""
    return {name: plain(getattr(template, name)) for name in ORDER}


def plain(value: Any) -> Any:
    """A value in one spelling: 10, 10.0 and 10.00 are the same."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def typed(name: str, value: Any) -> Any:
    """The value of a column of contracts or lines, from its spelling."""
    column: Field[Any, Any] = (Line if name in OF_THE_LINE else Contract)._meta.get_field(name)  # type: ignore[assignment]
    return column.to_python(value)


def changed(before: Values, after: Values) -> Changes:
    """The columns in which two versions differ; one that a version did not know yet counts as unchanged."""
    return {
        name: [before[name], after[name]]
        for name in ORDER
        if name in before and name in after and before[name] != after[name]
    }


def taken_by(contract: Contract, changes: Changes) -> Changes:
    """Those changes of its template that reach a running contract: of rules it still has as its version gave them.

    A price formula or a price list is neither taken nor given up: it is agreed contract by contract.
    """
    indexed = bool({"indexed", "list"} & {contract.renewal_price, changes.get("renewal_price", ["", ""])[1]})
    return {
        name: pair
        for name, pair in changes.items()
        if name not in LAID_AT_THE_START
        and name not in OF_THE_LINE
        and not (indexed and name in ("renewal_price", "revision_percent", "revision_amount"))
        and plain(getattr(contract, name)) == pair[0]
    }


def taken_by_line(line: Line, changes: Changes) -> Changes:
    """The same of one line: its visits and its fee."""
    return {
        name: pair
        for name, pair in changes.items()
        if name in OF_THE_LINE and plain(getattr(line, name)) == pair[0]
    }
