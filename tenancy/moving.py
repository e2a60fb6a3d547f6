"""Moving everything from one row to another, whatever app it belongs to: what a merge of two rows is made of.

Every foreign key moves, those of models added later too. Frozen rows stay where they are, for the database refuses to
change them; who reads them follows the merge. Of two rows that may stand only once, the one already there stays and the
other goes into the merge's box, unless an app says that the other comes along and gives something up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from tenancy import trash
from tenancy.belonging import belongings_of, is_frozen, names_of, relations_to, subject_columns

Rows = dict[type[models.Model], set[int]]


@dataclass(frozen=True, slots=True)
class Pointing:
    """The rows of one table that point at a row by one column."""

    model: type[models.Model]
    column: str
    only: Q

    def at(self, row_id: int) -> QuerySet[Any]:
        """Those that point at this one."""
        return self.model._base_manager.filter(self.only, **{self.column: row_id})


@dataclass(slots=True)
class Plan:
    """What moving would do: ``moves`` by column, ``doubles`` that give way, ``stays`` frozen where they are.

    ``yields`` are those among the moves that give up what only one may have.
    """

    moves: dict[Pointing, set[int]] = field(default_factory=dict)
    yields: dict[Pointing, set[int]] = field(default_factory=dict)
    doubles: Rows = field(default_factory=lambda: defaultdict(set))
    stays: Rows = field(default_factory=lambda: defaultdict(set))

    def moved(self) -> Rows:
        """The rows that move, each once."""
        found: Rows = defaultdict(set)
        for pointing, ids in self.moves.items():
            found[pointing.model] |= ids
        return found


@dataclass(frozen=True, slots=True)
class Yield:
    """What a row gives up that comes to one who has such a row already: a mark in ``column``, said in words."""

    column: str
    words: Any


_staying: dict[tuple[type[models.Model], str], str] = {}
_yielding: dict[str, Yield] = {}
_doubled: dict[tuple[type[models.Model], str], Callable[[int, int], set[int]]] = {}


def yields(rule: str, column: str, words: Any) -> None:
    """Say that on a clash by a rule (the name of a constraint) the row moves and its mark in ``column`` is dropped."""
    _yielding[rule] = Yield(column, words)


def doubled_by(model: type[models.Model], column: str, find: Callable[[int, int], set[int]]) -> None:
    """Say which rows give way that no unique constraint knows: ``find(old id, new id)``."""
    _doubled[model, column] = find


def what_yields(model: type[models.Model]) -> Yield | None:
    """What rows of a model give up when they come to one who has such a row."""
    return next((_yielding[rule.name] for rule in model._meta.constraints if rule.name in _yielding), None)


def is_minded(model: type[models.Model], column: str) -> bool:
    """Whether an app said which of its rows give way."""
    return (model, column) in _doubled


def stays(model: type[models.Model], column: str, why: str) -> None:
    """Say that a column keeps pointing at the row that was merged away, and why; called by apps when they are ready."""
    _staying[model, column] = why


def why_stays(model: type[models.Model], column: str) -> str:
    """Why a column does not move; empty when it does."""
    if is_frozen(model):
        return "frozen rows are never changed: who reads them follows the merge"
    return _staying.get((model, column), "")


def plan(old: models.Model, new: models.Model) -> Plan:
    """What moves from one row to another of its kind. Reads only."""
    made = Plan()
    for pointing in _pointing_at(type(old)):
        ids = set(pointing.at(old.pk).exclude(**_itself(pointing, new)).values_list("pk", flat=True))
        if not ids:
            continue
        if is_frozen(pointing.model):
            made.stays[pointing.model] |= ids
        elif not why_stays(pointing.model, pointing.column.removesuffix("_id")):
            doubles, giving_up = _doubles(pointing, old.pk, new.pk)
            if find := _doubled.get((pointing.model, pointing.column.removesuffix("_id"))):
                doubles |= find(old.pk, new.pk)
            made.doubles[pointing.model] |= doubles & ids
            made.moves[pointing] = ids - doubles
            if giving_up := (giving_up & ids) - doubles:
                made.yields[pointing] = giving_up
    return made


def carry_out(made: Plan, new: models.Model, box: models.Model) -> list[dict[str, Any]]:
    """Do it; gives what moved, to be undone by ``take_back``. Doubles lie in ``box`` (a JSON column ``rows``)."""
    doubles = [row for model, ids in made.doubles.items() for row in model._base_manager.filter(pk__in=ids)]
    if doubles:
        trash.take_out(belongings_of(*doubles).rows, box)
    given_up = []
    for pointing, ids in made.yields.items():
        if giving := what_yields(pointing.model):
            pointing.model._base_manager.filter(pk__in=ids).update(**{giving.column: False})
            given_up.append(
                {
                    "model": pointing.model._meta.label_lower,
                    "column": pointing.column,
                    "mark": giving.column,
                    "gave_up": sorted(ids),
                }
            )
    for pointing, ids in made.moves.items():
        pointing.model._base_manager.filter(pk__in=ids).update(**{pointing.column: new.pk})
    return given_up + [
        {"model": pointing.model._meta.label_lower, "column": pointing.column, "ids": sorted(ids)}
        for pointing, ids in made.moves.items()
        if ids
    ]


def still_there(moved: Iterable[dict[str, Any]], new_id: int) -> tuple[Rows, Rows]:
    """Of what moved: the rows that still point at the new one, and those that were moved on since."""
    here: Rows = defaultdict(set)
    gone_on: Rows = defaultdict(set)
    for each in moved:
        if "ids" not in each:
            continue
        model = apps.get_model(each["model"])
        rows = model._base_manager.filter(pk__in=each["ids"])
        here[model] |= set(rows.filter(**{each["column"]: new_id}).values_list("pk", flat=True))
        gone_on[model] |= set(rows.exclude(**{each["column"]: new_id}).values_list("pk", flat=True))
    return here, gone_on


def take_back(moved: Sequence[dict[str, Any]], old_id: int, new_id: int, box: Any) -> None:
    """Let what moved point at the old row again, unless moved on since; doubles and what was given up come back."""
    for each in moved:
        if "ids" not in each:
            continue
        rows = apps.get_model(each["model"])._base_manager.filter(
            pk__in=each["ids"], **{each["column"]: new_id}
        )
        rows.update(**{each["column"]: old_id})
    trash.put_in(box)
    for each in moved:
        if "gave_up" in each:
            back = apps.get_model(each["model"])._base_manager.filter(
                pk__in=each["gave_up"], **{each["column"]: old_id}
            )
            back.update(**{each["mark"]: True})


def _pointing_at(model: type[models.Model]) -> list[Pointing]:
    found = [Pointing(column.model, column.attname, Q()) for column in relations_to(model)]
    return found + [
        Pointing(each.model, each.key, Q(**{f"{each.kind}__in": names_of(model)}))
        for each in subject_columns()
        if each.moves
    ]


def _itself(pointing: Pointing, new: models.Model) -> dict[str, Any]:
    """A row does not come to point at itself."""
    return {"pk": new.pk} if pointing.model is type(new) else {"pk": None}


def _doubles(pointing: Pointing, old_id: int, new_id: int) -> tuple[set[int], set[int]]:
    """The rows for which the new one has its own already, by the table's unique constraints: those that give way, and
    those that come along and give something up.
    """
    found: set[int] = set()
    giving_up: set[int] = set()
    name = pointing.column.removesuffix("_id") if pointing.only == Q() else pointing.column
    for constraint in pointing.model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or name not in constraint.fields:
            continue
        others = [column for column in constraint.fields if column not in {"company", name}]
        condition = constraint.condition or Q()
        taken = set(
            pointing.at(new_id).filter(condition).values_list(*others, *([] if others else ["company"]))
        )
        for pk, *values in (
            pointing.at(old_id).filter(condition).values_list("pk", *others, *([] if others else ["company"]))
        ):
            if tuple(values) in taken:
                (giving_up if constraint.name in _yielding else found).add(pk)
    return found, giving_up
