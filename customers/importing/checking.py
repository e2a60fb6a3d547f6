"""Which rows of a file of customers are taken, and what is odd about those that are."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop
from stdnum.it import codicefiscale

from customers.guessing import guess_kind
from customers.importing.columns import CUSTOMERS, TECHNICIAN_UNKNOWN
from customers.importing.known import NUMBER_GONE
from customers.models import Customer, LegalClass
from customers.phones import e164
from tenancy.search import fold
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked, Read, RowReader
from ui.spreadsheets.columns import Mapped

NO_NAME = gettext_noop("no name")
PARENT_UNKNOWN = gettext_noop("the parent customer is unknown")
OWN_PARENT = gettext_noop("the customer is its own parent")
PARENT_CIRCLE = gettext_noop("the parent customers form a circle")

KIND_GUESSED = gettext_noop("the kind is not told; it was read from the data")
KIND_IN_DOUBT = gettext_noop(
    "the kind is not told; taken as a business that the law protects until somebody decides"
)
PHONE_KEPT = gettext_noop(
    "the telephone number is kept as written: it could not be read as a number of the country"
)
EMAIL_ODD = gettext_noop("the e-mail address does not look right; it is kept as written")
FISCAL_CODE_ODD = gettext_noop("the codice fiscale fails its check; it is kept as written")
RECIPIENT_CODE_ODD = gettext_noop(
    "the e-invoice recipient code has neither six nor seven letters and figures"
)

EMAIL = re.compile(r"[^@\s<>,;\"()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_RECIPIENT_CODE = re.compile(r"[A-Z0-9]{6,7}")
READ = ("company_name", "last_name", "first_name", "siret", "vat_number", "tax_code", "sdi_code")
_PARENT_PLACE = next(place for place, column in enumerate(CUSTOMERS.columns) if column.name == "parent")


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer to write. Telephone numbers are E.164 where they could be read, else as written."""

    line: int
    number: str
    kind: str
    last_name: str
    first_name: str
    company_name: str
    address: str
    address_extra: str
    postcode: str
    city: str
    province: str
    phone: str
    mobile: str
    email: str
    siret: str
    vat_number: str
    tax_code: str
    pec: str
    sdi_code: str
    parent: str
    notes: str
    attention: bool
    excluded: bool
    technicians: tuple[str, ...] = ()
    group: str = ""
    legal_class: str = ""
    kind_guessed: bool = False


def check_customers(
    sheet: Sheet,
    mapped: Mapped,
    *,
    country: str,
    known: Collection[str],
    gone: Collection[str] = (),
    technicians: Mapping[str, str] | None = None,
) -> Checked[CustomerRow]:
    """Judges the rows of a sheet of customers of a company in `country` ("FR", "IT").

    `known` are the references the company has already (a set), `gone` those of customers who were deleted;
    `technicians` are names by what they fold to. A parent may stand anywhere in the file; one whose own row is refused
    is unknown. Rows whose reference is known are checked like the others.
    """

    def number(values: dict[str, Any]) -> str | None:
        return NUMBER_GONE if values["number"] in gone else None

    def allowed(values: dict[str, Any]) -> str | None:
        found = {(technicians or {}).get(fold(name), "") for name in values["technicians"]}
        values["technicians"] = tuple(sorted(found))
        return TECHNICIAN_UNKNOWN if "" in found else None

    reader = RowReader(mapped, {"company_name": _named, "number": number, "technicians": allowed})
    reads = list(reader.rows(sheet))
    _judge_parents(reads, known)
    checked: Checked[CustomerRow] = Checked()
    for read in reads:
        if read.reason:
            checked.refused.append(reader.refused(read))
        else:
            checked.accepted.append(_row(read, reader, country, checked))
    return checked.in_order()


def _named(values: dict[str, Any]) -> str | None:
    return None if values["last_name"] or values["company_name"] else NO_NAME


def _judge_parents(reads: list[Read], known: Collection[str]) -> None:
    """Refuses rows whose parent is unknown or refused, or hangs under them. A fault in a later column gives way."""
    taken = {read.values["number"]: read for read in reads if not read.reason}
    children: defaultdict[str, list[Read]] = defaultdict(list)
    for read in reads:
        if (not read.reason or read.failed > _PARENT_PLACE) and read.values["parent"]:
            children[read.values["parent"]].append(read)

    def refuse(read: Read, reason: str) -> None:
        was_taken = not read.reason
        read.failed, read.column, read.reason = _PARENT_PLACE, "parent", reason
        if was_taken and (reference := read.values["number"]) not in known:
            del taken[reference]
            orphans.append(reference)

    orphans = [parent for parent in children if parent not in taken and parent not in known]
    for read in [
        read for parent, under in children.items() for read in under if read.values["number"] == parent
    ]:
        refuse(read, OWN_PARENT)
    for circle in _circles(taken, known):
        for read in circle:
            refuse(read, PARENT_CIRCLE)
    while orphans:
        for read in children[orphans.pop()]:
            if read.failed != _PARENT_PLACE:
                refuse(read, PARENT_UNKNOWN)


def _circles(taken: dict[str, Read], known: Collection[str]) -> list[list[Read]]:
    """Groups of new customers each of which stands, in the end, under itself."""
    circles = []
    done: set[str] = set()
    for start in taken:
        path: dict[str, Read] = {}
        reference = start
        while (
            reference in taken and reference not in done and reference not in known and reference not in path
        ):
            path[reference] = taken[reference]
            reference = taken[reference].values["parent"]
        if reference in path:
            ring = list(path)
            circles.append([path[member] for member in ring[ring.index(reference) :]])
        done.update(path)
    return circles


def _row(read: Read, reader: RowReader, country: str, checked: Checked[CustomerRow]) -> CustomerRow:
    values = read.values
    doubtful, told = False, bool(values["kind"])
    if not told:
        guess = guess_kind(**{name: values[name] for name in READ})
        doubtful = guess is None
        values["kind"] = guess.kind if guess else Customer.Kind.BUSINESS
        checked.remarks.append(reader.remark(read, "kind", KIND_IN_DOUBT if doubtful else KIND_GUESSED))
    for name in ("phone", "mobile"):
        if written := values[name]:
            number = e164(written, country)
            if number is None:
                checked.remarks.append(reader.remark(read, name, PHONE_KEPT))
            else:
                values[name] = number
    for name in ("email", "pec"):
        if values[name] and not EMAIL.fullmatch(values[name]):
            checked.remarks.append(reader.remark(read, name, EMAIL_ODD))
    if values["tax_code"]:
        values["tax_code"] = codicefiscale.compact(values["tax_code"])
        if not codicefiscale.is_valid(values["tax_code"]):
            checked.remarks.append(reader.remark(read, "tax_code", FISCAL_CODE_ODD))
    if values["sdi_code"]:
        values["sdi_code"] = values["sdi_code"].upper()
        if not _RECIPIENT_CODE.fullmatch(values["sdi_code"]):
            checked.remarks.append(reader.remark(read, "sdi_code", RECIPIENT_CODE_ODD))
    legal_class = LegalClass.NON_PROFESSIONAL if doubtful else ""
    return CustomerRow(line=read.line, **values, legal_class=legal_class, kind_guessed=not told)
