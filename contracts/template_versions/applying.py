"""Take-overs that wait, applied as the terms they begin with are written: in memory first, then set-based."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from contracts.dates.terms import Term as TermDates
from contracts.models import Contract, Coverage, Line, TakeOver
from contracts.template_versions.offered import FREE, coverage_rows, covers_of
from contracts.template_versions.values import TEXTS, plain, typed
from tenancy.inserting import AnyOf, insert, update
from tenancy.months import ONE_DAY


class Waiting:
    """The take-overs that wait of some contracts. Two queries, one when there is none."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        by_key = {contract.pk: contract for contract in contracts}
        self.rows: dict[int, TakeOver] = {
            row.contract_id: row
            for row in TakeOver.objects.waiting()
            .filter(AnyOf("contract_id", list(by_key)))
            .select_related("version")
        }
        self.done: list[tuple[Contract, TakeOver]] = []
        self._lines: dict[int, list[Line]] = {}
        self._made: dict[int, list[tuple[Line, dict[str, Any]]]] = {}
        self._ended: list[Line] = []
        if self.rows:  # a night reads contracts without their texts
            texts = Contract.objects.filter(AnyOf("pk", list(self.rows))).values_list("pk", *TEXTS)
            for key, *values in texts:
                for name, value in zip(TEXTS, values, strict=True):
                    setattr(by_key[key], name, value)

    def of(self, contract: Contract, number: int) -> TakeOver | None:
        """The take-over that begins with that term."""
        row = self.rows.get(contract.pk)
        return row if row is not None and number >= row.term_number else None

    def give_lines(
        self, contract: Contract, lines: Sequence[Line], number: int
    ) -> tuple[list[Line], list[Line]]:
        """Give lines what they take over with a term: those that have another fee by it, and those that keep theirs.

        A line that goes with the term is in neither.
        """
        row = self.of(contract, number)
        if row is None:
            return [], list(lines)
        priced: list[Line] = []
        others: list[Line] = []
        taken_by: dict[str, list[str]] = {}
        for line in lines:
            if _goes(row, line):
                continue
            taken = _given(line, row.lines.get(str(line.pk), {}))
            if taken:
                self._lines.setdefault(row.pk, []).append(line)
                taken_by[str(line.pk)] = sorted(taken)
            (priced if "annual_fee" in taken else others).append(line)
        row.effect = {**row.effect, "lines": taken_by}
        return priced, others

    def begin(self, contract: Contract, dates: TermDates, lines: list[Line]) -> bool:
        """Give the contract the rules and services it takes over with a term; whether that changed how its terms are
        laid. ``lines`` are all of the contract: those of new services are added, those of services gone end before.
        """
        row = self.of(contract, dates.number)
        if row is None:
            return False
        del self.rows[contract.pk]
        before = {"anchor_on": plain(contract.anchor_on), "anchor_term": contract.anchor_term}
        taken = _given(contract, row.rules)
        relaid = "term_months" in taken
        if relaid:
            contract.anchor_on, contract.anchor_term = dates.starts, dates.number
        row.effect = {
            **row.effect,
            **before,
            "rules": sorted(taken),
            "version": contract.template_version_id,
            "ended": self._end_gone(row, dates, lines),
        }
        self._begin_new(contract, row, dates, lines)
        contract.template_version = row.version
        row.applied_on = dates.starts
        self.done.append((contract, row))
        return relaid

    def write(self) -> None:
        """Write what was begun: contracts, lines, coverage and the take-overs themselves, one statement each; lines of
        new services were written with their terms.
        """
        if not self.done:
            return
        names = {name for _contract, row in self.done for name in row.rules}
        columns = [*sorted(names), "template_version_id", "anchor_on", "anchor_term"]
        update([contract for contract, _row in self.done], columns)
        lines = [line for _contract, row in self.done for line in self._lines.get(row.pk, ())]
        if lines:
            update(lines, ["visits_per_year", "visit_month", "visit_position"])
        if self._ended:
            update(self._ended, ["ends_on"])
        self._cover()
        for _contract, row in self.done:
            row.effect["made"] = [line.pk for line, _entry in self._made.get(row.pk, ())]
        update([row for _contract, row in self.done], ["applied_on", "effect"])
        self.done, self._ended = [], []

    def _end_gone(self, row: TakeOver, dates: TermDates, lines: Sequence[Line]) -> dict[str, Any]:
        """End the lines of services no longer included, where they are still free; gives the ends they had."""
        ended = {}
        for line in lines:
            if _goes(row, line):
                ended[str(line.pk)] = plain(line.ends_on)
                line.ends_on = dates.starts - ONE_DAY
                self._ended.append(line)
        return ended

    def _begin_new(self, contract: Contract, row: TakeOver, dates: TermDates, lines: list[Line]) -> None:
        last = max((line.position for line in lines), default=0)
        for place, entry in enumerate(row.offer.get("new", ()), start=last + 1):
            made = Line(
                company_id=contract.company_id,
                contract=contract,
                label=entry["name"][:160],
                service_id=entry["service"],
                annual_fee=Decimal("0.00"),
                visits_per_year=entry["visits"],
                starts_on=dates.starts,
                position=place,
            )
            lines.append(made)
            self._made.setdefault(row.pk, []).append((made, entry))

    def _cover(self) -> None:
        """Coverage of lines that still have their former one becomes another, and new lines get theirs."""
        changed = {
            int(key): pair
            for _contract, row in self.done
            for key, pair in row.offer.get("covers", {}).items()
        }
        fresh = [
            each
            for _contract, row in self.done
            for line, entry in self._made.get(row.pk, ())
            for each in coverage_rows(line, entry["covers"])
        ]
        if changed:
            taken = recover(changed)
            for _contract, row in self.done:
                row.effect["covers"] = [key for key in row.offer.get("covers", {}) if int(key) in taken]
        if fresh:
            insert(fresh)


def recover(pairs: dict[int, list[Any]]) -> set[int]:
    """Give lines, by key, another coverage where they have the first of the pair; gives those that were given it."""
    lines = list(Line.objects.filter(AnyOf("pk", sorted(pairs))).prefetch_related("coverages"))
    taken = [line for line in lines if covers_of(line.coverages.all()) == pairs[line.pk][0]]
    keys = [line.pk for line in taken]
    Coverage.objects.filter(AnyOf("line_id", keys)).delete()
    if fresh := [each for line in taken for each in coverage_rows(line, pairs[line.pk][1])]:
        insert(fresh)
    return set(keys)


def _goes(row: TakeOver, line: Line) -> bool:
    """Whether a line ends because its service is no longer included, and still costs nothing."""
    return str(line.pk) in row.offer.get("gone", {}) and plain(line.annual_fee) == FREE


def _given(row: Any, changes: dict[str, list[Any]]) -> set[str]:
    """Set the columns that are still as they were when the take-over was decided; gives their names."""
    taken = {name for name, (before, _after) in changes.items() if plain(getattr(row, name)) == before}
    for name in taken:
        setattr(row, name, typed(name, changes[name][1]))
    return taken
