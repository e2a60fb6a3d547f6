"""Stores what the machines of a file answer to the attributes of their types."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from installed_base.attributes import columns_of
from installed_base.importing.attributes import Answer, Asked, bare
from installed_base.models import AttributeValue, Equipment
from tenancy.importing.taking import Taking
from tenancy.inserting import insert
from ui.spreadsheets.written import Replaced


class Answers:
    """The answers of some machines, kept and new; new ones wait until ``write``."""

    def __init__(self, asked: Asked, machines: Collection[Equipment] = ()) -> None:
        self._asked = asked
        self._kept: defaultdict[int, dict[int, AttributeValue]] = defaultdict(dict)
        for value in AttributeValue.objects.filter(machine__in=[machine.pk for machine in machines]):
            self._kept[value.machine_id][value.attribute_id] = value
        self._new: list[AttributeValue] = []
        self._taking = Taking(AttributeValue)

    def kept(self, machine: Equipment, type_id: int, column: str) -> Answer | None:
        """What a machine answers now, as one of a type."""
        attribute = self._asked.of(type_id, column)
        value = self._kept[machine.pk].get(attribute.pk) if attribute else None
        return _bare(value.value) if value else None

    def take(self, machine: Equipment, type_id: int, answers: Mapping[str, Any]) -> None:
        """Give a machine answers, by column; an empty one says nothing."""
        for column, answer in answers.items():
            attribute = self._asked.of(type_id, column)
            if attribute is None or answer is None:
                continue
            known = self._kept[machine.pk].get(attribute.pk)
            if known:
                self._taking.take(known, _columns(answer))
            else:
                self._new.append(AttributeValue(machine=machine, attribute=attribute, **_columns(answer)))

    def write(self) -> list[Replaced]:
        """Store what was taken; the machines have their keys by now. Gives what was replaced."""
        insert(self._new)
        return self._taking.write()


def _bare(value: Answer) -> Answer:
    return bare(value) if isinstance(value, Decimal) else value


def _columns(answer: Answer) -> dict[str, Any]:
    # with the places the database gives it, so that an undo finds what was written
    return columns_of(round(answer, 4) if isinstance(answer, Decimal) else answer)
