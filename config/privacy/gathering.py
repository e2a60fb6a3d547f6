"""Everything about one person, table by table: her row, all that hangs on it, what was sent to her, and history."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from config.company_export.tables import INTERNAL, Table, tables
from config.models import ReplacedValues
from customers.merged import former_ids
from customers.models import Customer
from tenancy.belonging import belongings_of, subject_columns
from tenancy.models import Change, OutboxMessage
from tenancy.permissions import Right

# Who answers must see all of the answer: a part of it would be a wrong answer. Private notes alone may stay out.
NEEDED = frozenset(
    {
        Right.PRIVACY_RUN,
        Right.CUSTOMERS_VIEW,
        Right.EQUIPMENT_VIEW,
        Right.CONTRACTS_VIEW,
        Right.LETTERS_VIEW,
        Right.FILES_VIEW,
        Right.ALERTS_VIEW,
        Right.FEES_VIEW,
        Right.HISTORY_VIEW,
    }
)

# Tables that hang on her and are about somebody else or nobody, and why they stay out.
LEFT_OUT: dict[str, str] = {label: why for label, why in INTERNAL.items() if label != "tenancy.Alert"} | {
    "customers.DistinctPair": "it names the person she was told apart from",
    "customers.Merge": "an undone one holds another person's values; what was merged into her is in her own rows",
}


@dataclass(slots=True)
class Section:
    """The rows of one table that are about her."""

    model: type[models.Model]
    name: str
    columns: list[tuple[str, str]]
    rows: list[dict[str, Any]]


@dataclass
class PersonalData:
    """What is kept about a customer; ``private`` tells whether private notes may be in it."""

    customer: Customer
    private: bool
    _keys: dict[type[models.Model], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        merged = Customer.everyone.filter(pk__in=former_ids(self.customer))
        belongings = belongings_of(self.customer, *merged)
        keys: defaultdict[type[models.Model], set[int]] = defaultdict(set)
        for found in (belongings.rows, belongings.frozen):
            for model, ids in found.items():
                keys[model] |= ids
        own = list(keys.items())
        for columns in subject_columns():
            # Papers of frozen letters, messages and values an import replaced are about rows of hers, yet go elsewhere.
            if not columns.stays or columns.model in (OutboxMessage, ReplacedValues):
                for model, ids in own:
                    keys[columns.model].update(columns.about(model, ids).values_list("pk", flat=True))
        self._keys = {model: ids for model, ids in keys.items() if ids and model._meta.label not in LEFT_OUT}

    @cached_property
    def tables(self) -> list[tuple[Table, set[int]]]:
        """The tables that say something about her, her own row first, and which of their rows do."""
        known = {table.model: table for table in tables(private=self.private)}
        found = [
            (known.get(model) or Table(model, str(model._meta.model_name), self.private), ids)
            for model, ids in self._keys.items()
            if model is not Change
        ]
        return sorted(found, key=lambda each: (each[0].model is not Customer, each[0].name))

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows there are of each kind, by the name people know."""
        counted = [
            (str(table.model._meta.verbose_name_plural), table.rows().filter(pk__in=ids).count())
            for table, ids in self.tables
        ]
        counted.append((str(Change._meta.verbose_name_plural), self._changes().count()))
        return [each for each in counted if each[1]]

    @property
    def counts_by_label(self) -> dict[str, int]:
        """The same by the table's label, as an answer stores it."""
        counted = {
            table.model._meta.label_lower: table.rows().filter(pk__in=ids).count()
            for table, ids in self.tables
        }
        counted[Change._meta.label_lower] = self._changes().count()
        return {label: count for label, count in counted.items() if count}

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(count for _name, count in self.counts)

    def sections(self) -> Iterable[Section]:
        """The rows, one query a table. Where a file lies in the house's storage is nobody's data and left out."""
        for table, ids in self.tables:
            columns = [pair for pair in table.columns if pair[0] not in table.file_columns]
            values = table.rows().filter(pk__in=ids).values_list(*(source for _name, source in columns))
            names = [name for name, _source in columns]
            rows = [dict(zip(names, row, strict=True)) for row in values]
            if rows:
                yield Section(table.model, table.name, columns, rows)

    def changes(self) -> list[dict[str, Any]]:
        """The history of her rows, the oldest first. Columns that are private never enter it."""
        columns = ("at", "noun", "row_id", "operation", "before", "after", "actor__name", "source")
        return list(self._changes().order_by("pk").values(*columns))

    def _changes(self) -> models.QuerySet[Change]:
        wanted = models.Q(pk__in=())
        for model, ids in self._keys.items():
            if hasattr(model, "history"):
                wanted |= models.Q(noun=model._meta.db_table, row_id__in=ids)
        return Change.objects.filter(wanted)
