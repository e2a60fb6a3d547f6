"""Imported contracts hung under the main contracts their rows name, once all of a file are there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop

from contracts.importing.checking import ContractRow
from contracts.importing.columns import CONTRACTS
from contracts.main_contracts.fitting import Parties
from contracts.models import Contract
from tenancy.importing.taking import Taking
from tenancy.inserting import AnyOf, update
from ui.spreadsheets.checking import Remark
from ui.spreadsheets.written import Written

UNKNOWN = gettext_noop("the main contract is unknown: the contract stands alone")
DEEPER = gettext_noop("the main contract hangs under another: the contract stands alone")
SELF = gettext_noop("the row names itself as the main contract: the contract stands alone")
STRANGER = gettext_noop("the customer has nothing to do with the main contract: the contract stands alone")
#: of contracts that were there before the file
STAYS = {
    UNKNOWN: gettext_noop("the main contract is unknown: the contract stays where it is"),
    DEEPER: gettext_noop("the main contract hangs under another: the contract stays where it is"),
    SELF: gettext_noop("the row names itself as the main contract: the contract stays where it is"),
    STRANGER: gettext_noop(
        "the customer has nothing to do with the main contract: the contract stays where it is"
    ),
}
HAVING = gettext_noop("the contract has sub-contracts of its own: it stays where it is")
ENDED = gettext_noop("the main contract has ended: the contract stays where it is")


def hang(rows: Sequence[ContractRow], written: Written, on: date) -> None:
    """Hang new contracts under those their rows name; one that does not fit stays alone, with a remark. Constant
    number of queries.
    """
    if not rows:
        return
    fitting = _Fitting(rows, on)
    taken = []
    for row in rows:
        main, sub = fitting.of(row)
        fault = fitting.fault(sub, main)
        if fault or main is None:
            _remark(row, written, fault)
            fitting.above.pop(row.number)
        else:
            sub.main = main
            taken.append(sub)
    if taken:
        update(taken, ["main_id"])


def rehang(rows: Sequence[ContractRow], written: Written, on: date) -> None:
    """Hang contracts that were there already under those their rows name. One that does not fit stays where it is, with
    a remark, and the file's value is not taken. Terms, fees and dates stay. Constant number of queries.
    """
    if not rows:
        return
    fitting = _Fitting(rows, on)
    subs = [fitting.of(row)[1].pk for row in rows]
    having = set(Contract.objects.filter(AnyOf("main_id", subs)).values_list("main_id", flat=True))
    taking = Taking(Contract)
    for row in rows:
        main, sub = fitting.of(row)
        fault = fitting.fault(sub, main)
        if main is not None and not fault:
            fault = HAVING if sub.pk in having else ENDED if main.state_on(on) == "ended" else ""
        if fault or main is None:
            _remark(row, written, STAYS.get(fault, fault))
            _not_taken(row, written)
            fitting.above.pop(row.number)
        else:
            taking.take(sub, {"main_id": main.pk})
    written.replaced += taking.write()


class _Fitting:
    """The contracts that rows name, and who stands behind them."""

    def __init__(self, rows: Sequence[ContractRow], on: date) -> None:
        named = {row.number for row in rows} | {row.main for row in rows}
        self.contracts = {each.number: each for each in Contract.objects.filter(number__in=named)}
        self.above = {row.number: row.main for row in rows}
        self.parties = Parties(list(self.contracts.values()), on)

    def of(self, row: ContractRow) -> tuple[Contract | None, Contract]:
        """The main contract a row names, if there is one, and the row's own."""
        return self.contracts.get(row.main), self.contracts[row.number]

    def fault(self, sub: Contract, main: Contract | None) -> str:
        """What stands against hanging the one under the other; empty when nothing does."""
        if main is None:
            return UNKNOWN
        if main.number == sub.number:
            return SELF
        if main.main_id is not None or main.number in self.above:
            return DEEPER
        return "" if self.parties.fit(sub, main) else STRANGER


def _remark(row: ContractRow, written: Written, fault: str) -> None:
    label = str(CONTRACTS.column("main").label)
    written.remarks.append(Remark(row.line, row.number, label, row.main, fault))


def _not_taken(row: ContractRow, written: Written) -> None:
    """The difference stays, as one the file did not settle."""
    taken_else = False
    for place, each in enumerate(written.differences):
        if each.line == row.line and each.reference == row.number:
            if each.name == "main":
                written.differences[place] = replace(each, taken=False)
            else:
                taken_else = taken_else or each.taken
    written.updated -= not taken_else
