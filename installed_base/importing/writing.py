"""Stores the rows that were taken: equipment and the types that are new, some queries a thousand rows."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields

from customers.models import Customer, Site
from installed_base.importing.answers import Answers
from installed_base.importing.attributes import PREFIX, Asked
from installed_base.importing.checking import EquipmentRow
from installed_base.importing.columns import EQUIPMENT
from installed_base.models import Equipment, EquipmentType
from tenancy import search, statistics
from tenancy.importing.taking import Taking
from tenancy.inserting import insert
from ui.spreadsheets.written import Alike, Written, chunks

_STORED = [field.name for field in fields(EquipmentRow) if field.name not in {"line", "answers"}]


def known_equipment() -> dict[str, str]:
    """The customer's reference of every machine the company has, by the machine's."""
    return dict(Equipment.objects.values_list("number", "customer__number"))


def write_equipment(
    rows: Sequence[EquipmentRow], columns: Collection[str], update: Collection[str] = ()
) -> Written:
    """Creates the machines that are new, at their customer's first site; of the others takes the columns of `update`.

    `columns` are those the file has: only in them a known machine can differ. Call inside `acting_for`.
    """
    written = Written()
    types = _types({row.type for row in rows})
    asked = Asked()
    for chunk in chunks(rows):
        taking = Taking(Equipment)
        new = list(_new(chunk, columns, update, types, asked, taking, written))
        if new:
            _create(new, types, asked)
            if not written.created:
                statistics.count_rows(Equipment, EquipmentType, coming=len(rows))
        written.created += len(new)
        written.replaced += taking.write()
        search.index("equipment", ((machine.pk, machine.search_words()) for machine in taking.rows))
    return written


def _types(names: Collection[str]) -> dict[str, int]:
    """The id of each type by its name without accents and case; types nobody had are made."""
    known = {search.fold(name): pk for name, pk in EquipmentType.objects.values_list("name", "pk")}
    new = {folded: name for name in sorted(names) if (folded := search.fold(name)) not in known}
    made = [EquipmentType.called(name) for name in new.values()]
    insert(made)
    return known | {search.fold(kind.name): kind.pk for kind in made}


def _new(
    rows: Sequence[EquipmentRow],
    columns: Collection[str],
    update: Collection[str],
    types: dict[str, int],
    asked: Asked,
    taking: Taking[Equipment],
    written: Written,
) -> Iterator[EquipmentRow]:
    noun = EQUIPMENT.whole()
    compared = [column.name for column in noun.columns if column.name in columns and column.name != "number"]
    found = Equipment.objects.filter(number__in=[row.number for row in rows]).prefetch_related(
        "customer", "type"
    )
    kept = {machine.number: machine for machine in found}
    answers = Answers(asked, kept.values())
    for row in rows:
        machine = kept.get(row.number)
        if machine is None:
            yield row
            continue
        brought = types[search.fold(row.type)]
        kind = brought if "type" in update else machine.type_id
        takes = written.compare(
            noun,
            _compared(compared, row, answered=kind == brought),
            row.line,
            row.number,
            lambda name, row=row: _brought(row, name),  # type: ignore[misc]
            lambda name, machine=machine, kind=kind: (  # type: ignore[misc]
                answers.kept(machine, kind, name) if name.startswith(PREFIX) else _kept(machine, name)
            ),
            update,
        )
        answers.take(machine, kind, {name: row.answers[name] for name in takes if name in row.answers})
        takes = [name for name in takes if name not in row.answers]
        if takes:
            values = {name: getattr(row, name) for name in takes if name != "type"}
            if "type" in takes:
                values["type_id"] = types[search.fold(row.type)]
            taking.take(machine, values)
    written.replaced += answers.write()


def _compared(columns: Sequence[str], row: EquipmentRow, *, answered: bool) -> list[str]:
    """The columns to compare: an answer that is empty, or asked by a type that is not taken, says nothing."""
    return [
        name
        for name in columns
        if not name.startswith(PREFIX) or (answered and row.answers[name] is not None)
    ]


def _brought(row: EquipmentRow, name: str) -> object:
    if name in row.answers:
        return row.answers[name]
    return Alike(search.fold(row.type), row.type) if name == "type" else getattr(row, name)


def _kept(machine: Equipment, name: str) -> object:
    if name == "customer":
        return machine.customer.number
    name_of = machine.type.name
    return Alike(search.fold(name_of), name_of) if name == "type" else getattr(machine, name)


def _create(rows: Sequence[EquipmentRow], types: dict[str, int], asked: Asked) -> None:
    customers = dict(
        Customer.objects.filter(number__in={row.customer for row in rows}).values_list("number", "pk")
    )
    # the latest first, so that the first site of each customer stays
    sites = dict(
        Site.objects.filter(customer__in=customers.values()).order_by("-pk").values_list("customer_id", "pk")
    )
    machines = []
    for row in rows:
        values = {name: getattr(row, name) for name in _STORED}
        customer = customers[values.pop("customer")]
        kind = types[search.fold(values.pop("type"))]
        machines.append(Equipment(**values, customer_id=customer, type_id=kind, site_id=sites.get(customer)))
    insert(machines)
    answers = Answers(asked)
    for row, machine in zip(rows, machines, strict=True):
        answers.take(machine, machine.type_id, row.answers)
    answers.write()
    search.index("equipment", ((machine.pk, machine.search_words()) for machine in machines))
