"""Take-overs that wait, applied as the terms they begin with are written: in memory first, then set-based."""

from collections.abc import Iterable, Sequence
from typing import Any

from contracts.dates.terms import Term as TermDates
from contracts.models import Contract, Line, TakeOver
from contracts.template_versions.values import TEXTS, plain, typed
from tenancy.inserting import AnyOf, update


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
        """Give lines what they take over with a term: those that have another fee by it, and those that keep theirs."""
        row = self.of(contract, number)
        if row is None:
            return [], list(lines)
        priced: list[Line] = []
        others: list[Line] = []
        for line in lines:
            taken = _given(line, row.lines.get(str(line.pk), {}))
            if taken:
                self._lines.setdefault(row.pk, []).append(line)
            (priced if "annual_fee" in taken else others).append(line)
        return priced, others

    def begin(self, contract: Contract, dates: TermDates) -> bool:
        """Give the contract the rules it takes over with a term; whether that changed how its terms are laid."""
        row = self.of(contract, dates.number)
        if row is None:
            return False
        del self.rows[contract.pk]
        taken = _given(contract, row.rules)
        relaid = "term_months" in taken
        if relaid:
            contract.anchor_on, contract.anchor_term = dates.starts, dates.number
        contract.template_version = row.version
        row.applied_on = dates.starts
        self.done.append((contract, row))
        return relaid

    def write(self) -> None:
        """Write what was begun: contracts, lines and the take-overs themselves, one statement each."""
        if not self.done:
            return
        names = {name for _contract, row in self.done for name in row.rules}
        columns = [*sorted(names), "template_version_id", "anchor_on", "anchor_term"]
        update([contract for contract, _row in self.done], columns)
        lines = [line for _contract, row in self.done for line in self._lines.get(row.pk, ())]
        if lines:
            update(lines, ["visits_per_year", "visit_month", "visit_position"])
        update([row for _contract, row in self.done], ["applied_on"])
        self.done = []


def _given(row: Any, changes: dict[str, list[Any]]) -> set[str]:
    """Set the columns that are still as they were when the take-over was decided; gives their names."""
    taken = {name for name, (before, _after) in changes.items() if plain(getattr(row, name)) == before}
    for name in taken:
        setattr(row, name, typed(name, changes[name][1]))
    return taken
