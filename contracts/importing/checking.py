"""Which rows of a file of contracts are taken, and what is odd about those that are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from contracts.importing.columns import EQUIPMENT_UNKNOWN
from contracts.importing.own import PREFIX, OwnFields
from contracts.models import RenewalPrice
from customers.importing.known import refers
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Check, Checked, Read, RowReader
from ui.spreadsheets.columns import Mapped

OTHER_CUSTOMERS_EQUIPMENT = gettext_noop("the equipment belongs to another customer")
NOTICE_MISSING = gettext_noop("the notice is missing")
CANCELLED_BEFORE_START = gettext_noop("the cancellation lies before the start")
LAST_VISIT_LATER = gettext_noop("the last visit lies in the future")
NOTICE_SENT_LATER = gettext_noop("the notice was sent in the future")
TWO_RAISES = gettext_noop("a percentage and an amount: give one of them")

NO_EQUIPMENT = gettext_noop("the contract names no equipment")
VAT_RATE_TO_CONFIRM = gettext_noop("the contract has no VAT rate")
SIGNED_LATER = gettext_noop("the signature lies in the future")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract to write. `billing_months` 0 charges the whole term at once; `control` None follows the company."""

    line: int
    number: str
    customer: str
    equipment: tuple[str, ...]
    template: str
    signed_on: date | None
    starts_on: date
    months: int
    first_months: int | None
    renewal: str
    notice_months: int
    yearly_fee: Decimal
    vat_rate: Decimal | None
    billing_months: int
    due: str
    visits_a_year: int
    visit_month: int | None
    billed_until: date | None
    cancelled_on: date | None
    control: str | None
    technician: str
    revision_percent: Decimal | None
    last_visit_on: date | None
    notice_sent_on: date | None
    visit_cadence: str | None = None
    revision_amount: Decimal | None = None
    main: str = ""
    job: str = ""
    cost_centre: str = ""
    revenue_account: str = ""
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def renewal_price(self) -> RenewalPrice:
        """What becomes of the fee at renewal."""
        if self.revision_percent:
            return RenewalPrice.PERCENT
        return RenewalPrice.AMOUNT if self.revision_amount else RenewalPrice.KEEP


def check_contracts(
    sheet: Sheet, mapped: Mapped, *, on: date, customers: Collection[str], equipment: Mapping[str, str]
) -> Checked[ContractRow]:
    """Judges the rows of a sheet of contracts as of `on`.

    `customers` are the references of customers that exist or were taken (a set), `equipment` gives the customer's
    reference for each machine that does.
    """
    asked = [column.name for column in mapped.noun.columns if column.name.startswith(PREFIX)]
    own = OwnFields().checks(asked) if asked else {}
    reader = RowReader(mapped, _checks(on, customers, equipment) | own)
    checked: Checked[ContractRow] = Checked()
    for read in reader.rows(sheet):
        if read.reason:
            checked.refused.append(reader.refused(read))
        else:
            checked.accepted.append(_row(read, reader, on, checked))
    return checked


def _checks(on: date, customers: Collection[str], equipment: Mapping[str, str]) -> dict[str, Check]:
    def customer(values: dict[str, Any]) -> str | None:
        return refers(values, customers)

    def machines(values: dict[str, Any]) -> str | None:
        owners = [equipment.get(reference) for reference in values["equipment"]]
        if None in owners:
            return EQUIPMENT_UNKNOWN
        return OTHER_CUSTOMERS_EQUIPMENT if any(owner != values["customer"] for owner in owners) else None

    def notice(values: dict[str, Any]) -> str | None:
        return NOTICE_MISSING if values["notice_months"] is None and values["renewal"] == "tacit" else None

    def cancelled(values: dict[str, Any]) -> str | None:
        day = values["cancelled_on"]
        return CANCELLED_BEFORE_START if day and day < values["starts_on"] else None

    def last_visit(values: dict[str, Any]) -> str | None:
        day = values["last_visit_on"]
        return LAST_VISIT_LATER if day and day > on else None

    def notice_sent(values: dict[str, Any]) -> str | None:
        day = values["notice_sent_on"]
        return NOTICE_SENT_LATER if day and day > on else None

    def raised(values: dict[str, Any]) -> str | None:
        return TWO_RAISES if values["revision_percent"] and values["revision_amount"] else None

    return {
        "customer": customer,
        "equipment": machines,
        "notice_months": notice,
        "cancelled_on": cancelled,
        "last_visit_on": last_visit,
        "notice_sent_on": notice_sent,
        "revision_amount": raised,
    }


def _row(read: Read, reader: RowReader, on: date, checked: Checked[ContractRow]) -> ContractRow:
    values = read.values
    values["notice_months"] = values["notice_months"] or 0
    if not values["equipment"]:
        checked.remarks.append(reader.remark(read, "equipment", NO_EQUIPMENT))
    if values["vat_rate"] is None:
        checked.remarks.append(reader.remark(read, "vat_rate", VAT_RATE_TO_CONFIRM))
    if values["signed_on"] and values["signed_on"] > on:
        checked.remarks.append(reader.remark(read, "signed_on", SIGNED_LATER))
    own = {name: values.pop(name) for name in list(values) if name.startswith(PREFIX)}
    return ContractRow(line=read.line, **values, own=own)
