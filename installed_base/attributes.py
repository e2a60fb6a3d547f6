"""What machines answer to the attributes of their type."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from installed_base import due_dates
from installed_base.models import Attribute, AttributeValue, Equipment, EquipmentType
from installed_base.models.answered import Answered
from tenancy.acting import acting_company
from tenancy.search import fold

Answer = str | Decimal | date | None
Question = TypeVar("Question", bound=Model)


def asked_of(type_id: int | None) -> list[Attribute]:
    """The attributes a type asks for now, in order."""
    return list(Attribute.objects.current().filter(type=type_id)) if type_id else []


def names_answered(type_id: int | None) -> list[str]:
    """The names a type asks for, in order; of all types, those that any machine answers."""
    if type_id:
        return [attribute.name for attribute in asked_of(type_id)]
    answered = Attribute.objects.current().filter(
        Exists(AttributeValue.objects.filter(attribute=OuterRef("pk")))
    )
    return list(answered.order_by("name").values_list("name", flat=True))


def answers_of(machine: Equipment) -> dict[int, AttributeValue]:
    """All a machine ever answered, by attribute; also what its present type does not ask."""
    return {value.attribute_id: value for value in AttributeValue.objects.filter(machine=machine)}


def shown_of(machine: Equipment) -> list[AttributeValue]:
    """What a machine answers to its own type, withdrawn attributes last."""
    values = AttributeValue.objects.filter(machine=machine, attribute__type=machine.type_id)
    return sorted(
        values, key=lambda value: (value.attribute.withdrawn_on is not None, value.attribute.position)
    )


def keep(machine: Equipment, answers: Mapping[Attribute, Answer]) -> None:
    """Write a machine's answers; an empty one takes the former away. What did not change is not touched."""
    rows = AttributeValue.objects
    write(
        answers_of(machine),
        answers,
        lambda attribute, columns: rows.create(machine=machine, attribute=attribute, **columns),
    )


def write(
    known: Mapping[int, Answered],
    answers: Mapping[Question, Answer],
    make: Callable[[Question, dict[str, Any]], object],
) -> None:
    """Write answers: ``known`` has the rows there are, by the question's key, ``make`` a new one with its columns.

    An empty answer takes the former away; what did not change is not touched.
    """
    for question, answer in answers.items():
        row = known.get(question.pk)
        if answer in (None, ""):
            if row:
                row.delete()
            continue
        columns = columns_of(answer)
        if row is None:
            make(question, columns)
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            row.save(update_fields=list(columns))


def same_named(
    attributes: Iterable[Attribute], values: Iterable[AttributeValue]
) -> dict[int, AttributeValue]:
    """For each attribute the value of one with its name and kind, whatever type that belongs to; the own one first."""
    named: dict[tuple[str, str], AttributeValue] = {}
    own = {value.attribute_id: value for value in values}
    for value in own.values():
        named[fold(value.attribute.name), value.attribute.kind] = value
    found = {}
    for attribute in attributes:
        answer = own.get(attribute.pk) or named.get((fold(attribute.name), attribute.kind))
        if answer is not None:
            found[attribute.pk] = answer
    return found


def hidden_by(machine: Equipment, new_type: EquipmentType) -> list[str]:
    """The names of what a machine answers now that would no longer show under another type."""
    asked = {(fold(each.name), each.kind) for each in asked_of(new_type.pk)}
    return [
        value.attribute.name
        for value in shown_of(machine)
        if (fold(value.attribute.name), value.attribute.kind) not in asked
    ]


def with_answers(machines: QuerySet[Equipment]) -> QuerySet[Equipment]:
    """The machines with their answers read along, in one query however many, for lists that are let out."""
    return machines.prefetch_related("attribute_values")


def follow_type(machines: Iterable[Equipment], new_type: EquipmentType) -> int:
    """Give machines another type; gives how many.

    Answers to attributes of the same name and kind go along, the others are kept and no longer show.
    """
    ids = [machine.pk for machine in machines]
    asked = asked_of(new_type.pk)
    values: dict[int, list[AttributeValue]] = {}
    for value in AttributeValue.objects.filter(machine__in=ids):
        values.setdefault(value.machine_id, []).append(value)
    made = []
    for pk, known in values.items():
        own = {value.attribute_id for value in known}
        for attribute_id, value in same_named(asked, known).items():
            if attribute_id not in own:
                made.append(
                    AttributeValue(machine_id=pk, attribute_id=attribute_id, **columns_of(value.value))
                )
    AttributeValue.objects.bulk_create(made)
    changed = Equipment.objects.filter(pk__in=ids).update(type=new_type)
    due_dates.refresh(ids, acting_company().today())
    return changed


def columns_of(answer: Answer) -> dict[str, Any]:
    """The columns of a value that hold an answer; the other ones are emptied."""
    empty: dict[str, Any] = {"text": "", "number": None, "day": None}
    if isinstance(answer, Decimal):
        return empty | {"number": answer}
    if isinstance(answer, date):
        return empty | {"day": answer}
    return empty | {"text": answer}
