"""Imported contracts hung under the main contracts their rows name, once all of a file are there."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop

from contracts.importing.checking import ContractRow
from contracts.importing.columns import CONTRACTS
from contracts.main_contracts.fitting import Parties
from contracts.models import Contract
from tenancy.inserting import update
from ui.spreadsheets.checking import Remark
from ui.spreadsheets.written import Written

UNKNOWN = gettext_noop("the main contract is unknown: the contract stands alone")
DEEPER = gettext_noop("the main contract hangs under another: the contract stands alone")
STRANGER = gettext_noop("the customer has nothing to do with the main contract: the contract stands alone")


def hang(rows: Sequence[ContractRow], written: Written, on: date) -> None:
    """Hang new contracts under those their rows name; one that does not fit stays alone, with a remark. Constant
    number of queries.
    """
    named = {row.number for row in rows} | {row.main for row in rows}
    contracts = {each.number: each for each in Contract.objects.filter(number__in=named)} if rows else {}
    above = {row.number: row.main for row in rows}
    parties = Parties(list(contracts.values()), on)
    taken = []
    for row in rows:
        main, sub = contracts.get(row.main), contracts[row.number]
        fault = _fault(sub, main, above, parties)
        if fault or main is None:
            label = str(CONTRACTS.column("main").label)
            written.remarks.append(Remark(row.line, row.number, label, row.main, fault))
            above.pop(row.number)
        else:
            sub.main = main
            taken.append(sub)
    if taken:
        update(taken, ["main_id"])


def _fault(sub: Contract, main: Contract | None, above: dict[str, str], parties: Parties) -> str:
    if main is None:
        return UNKNOWN
    if main.main_id is not None or main.number in above or main.number == sub.number:
        return DEEPER
    return "" if parties.fit(sub, main) else STRANGER
