"""Rows whose contract is there already: in what the file and the contract differ."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from contracts.importing.checking import ContractRow
from contracts.importing.columns import CONTRACTS
from contracts.importing.founding import Foundations
from contracts.models import Contract, Line, LineEquipment, Notice, Refusal, RenewalPrice, VisitCadence
from tenancy import search
from tenancy.importing.taking import Taking
from ui.spreadsheets.written import Alike, Written

#: a last visit is kept only where it closed a visit, so it cannot be compared
_NOT_COMPARED = ("number", "last_visit_on")
_COLUMNS = {
    "starts_on": "start_on",
    "months": "term_months",
    "first_months": "first_term_months",
    "due": "billing_due",
}
ACCOUNTING = ("job", "cost_centre", "revenue_account")
_FOLDED = ("template", "technician")
RAISES = frozenset(("revision_percent", "revision_amount"))
OTHER_RAISE = gettext_noop(
    "it goes: a contract is raised by a percentage or by an amount, and the other is taken"
)


def compare_known(
    rows: Sequence[ContractRow],
    columns: Collection[str],
    written: Written,
    update: Collection[str] = (),
    founded: Foundations | None = None,
    hung: list[ContractRow] | None = None,
) -> Iterator[ContractRow]:
    """The rows whose contract is new; of the others the differences are noted in `written`.

    The columns of `update` are taken, but for those whose change would touch a term that is written. A technician among
    them is found in `founded`; rows that bring another main contract are added to `hung`.
    """
    compared = [c.name for c in CONTRACTS.columns if c.name in columns and c.name not in _NOT_COMPARED]
    found = Contract.objects.filter(number__in=[row.number for row in rows])
    # not joined: in the transaction of a first import the planner knows nothing of the new rows and joins by loops
    contracts = {
        contract.number: contract
        for contract in found.prefetch_related("customer", "template", "technician", "main")
    }
    known = _Known(list(contracts.values()))
    taking = Taking(Contract)
    for row in rows:
        contract = contracts.get(row.number)
        if contract is None:
            yield row
            continue
        takes = written.compare(
            CONTRACTS, compared, row.line, row.number, _brought(row), known.reader(contract), update
        )
        if "main" in takes and hung is not None:
            hung.append(row)
        values = _values(row, takes, founded)
        if raised := RAISES.intersection(takes):
            values |= _raise(row, contract, raised, written)
        if values:
            taking.take(contract, values)
    written.replaced += taking.write()


def _values(row: ContractRow, takes: Collection[str], founded: Foundations | None) -> dict[str, Any]:
    """What is written for the columns taken; none of them stands in a term, they count from the next renewal on."""
    values: dict[str, Any] = {}
    if "signed_on" in takes:
        values["signed_on"] = row.signed_on
    if "control" in takes:
        values["renewal_control"] = row.control
    values |= {name: getattr(row, name) for name in ACCOUNTING if name in takes}
    if "technician" in takes and founded:
        values["technician_id"] = founded.technician(row.technician)
    return values


def _raise(row: ContractRow, contract: Contract, taken: Collection[str], written: Written) -> dict[str, Any]:
    """The raise a contract has once the columns of it that are taken count. It has one kind: what was kept in the other
    column goes, and is told of.
    """
    both: dict[str, Any] = {
        name: (getattr(row, name) if name in taken else getattr(contract, name)) or None for name in RAISES
    }
    if all(both.values()):
        (other,) = RAISES.difference(taken)
        written.gives_way(
            CONTRACTS, row.line, row.number, other, both[other], getattr(row, other), OTHER_RAISE
        )
        both[other] = None
    if both["revision_percent"]:
        rule = RenewalPrice.PERCENT
    elif both["revision_amount"]:
        rule = RenewalPrice.AMOUNT
    else:
        raises = contract.renewal_price in (RenewalPrice.PERCENT, RenewalPrice.AMOUNT)
        rule = RenewalPrice.KEEP if raises else RenewalPrice(contract.renewal_price)
    return both | {"renewal_price": rule}


def _brought(row: ContractRow) -> Callable[[str], object]:
    def read(name: str) -> object:
        value = getattr(row, name)
        if name in _FOLDED:
            return _name(value)
        if name == "visit_cadence":
            return value or VisitCadence.GRID.value
        return sorted(value) if name == "equipment" else value

    return read


class _Known:
    """What is kept of some contracts outside their own row, read in a constant number of queries."""

    def __init__(self, contracts: list[Contract]) -> None:
        ids = [contract.pk for contract in contracts]
        self.lines: defaultdict[int, list[Line]] = defaultdict(list)
        self.machines: defaultdict[int, list[str]] = defaultdict(list)
        if not ids:
            return
        for line in Line.objects.filter(contract__in=ids):
            self.lines[line.contract_id].append(line)
        machines = LineEquipment.objects.filter(line__contract__in=ids)
        for contract, number in machines.values_list("line__contract_id", "equipment__number"):
            self.machines[contract].append(number)
        refusals = Refusal.objects.filter(contract__in=ids, withdrawn_on=None)
        self.cancelled = dict(refusals.values_list("contract_id", "received_on"))
        notices = Notice.objects.filter(contract__in=ids, sent_on__isnull=False).order_by("pk")
        self.sent = {notice.contract_id: notice.sent_on for notice in notices}

    def reader(self, contract: Contract) -> Callable[[str], object]:
        """What is kept of a contract, by the name of the column."""
        lines = self.lines[contract.pk]
        first = lines[0] if lines else None

        def read(name: str) -> object:
            special: dict[str, Callable[[], object]] = {
                "customer": lambda: contract.customer.number,
                "main": lambda: contract.main.number if contract.main else "",
                "template": lambda: _name(contract.template.name),
                "technician": lambda: _name(contract.technician.name) if contract.technician else "",
                "equipment": lambda: sorted(self.machines[contract.pk]),
                "yearly_fee": lambda: sum((line.annual_fee for line in lines), Decimal("0.00")),
                "billing_months": lambda: contract.billing_step or 0,
                "visits_a_year": lambda: first.visits_per_year if first else 0,
                "visit_month": lambda: first.visit_month if first else None,
                "control": lambda: contract.renewal_control or None,
                "cancelled_on": lambda: self.cancelled.get(contract.pk),
                "notice_sent_on": lambda: self.sent.get(contract.pk),
            }
            return special[name]() if name in special else getattr(contract, _COLUMNS.get(name, name))

        return read


def _name(name: str) -> Alike | str:
    return Alike(search.fold(name), name) if name else ""
