"""Tables of lists: the shared look and the kinds of column."""

from ui.tables.base import BaseTable, SelectableTable
from ui.tables.columns import (
    ActionsColumn,
    BadgeColumn,
    BooleanColumn,
    CheckboxColumn,
    Column,
    DateColumn,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
)

__all__ = [
    "ActionsColumn",
    "BadgeColumn",
    "BaseTable",
    "BooleanColumn",
    "CheckboxColumn",
    "Column",
    "DateColumn",
    "LinkColumn",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "SelectableTable",
]
