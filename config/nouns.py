"""What a portfolio is made of: each noun with its columns, how its rows are judged and how they are stored."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.importing.checking import check_contracts
from contracts.importing.columns import CONTRACTS
from contracts.importing.index_values import INDEX_VALUES, check_index_values, write_index_values
from contracts.importing.prices import PRICES, check_prices, write_prices
from contracts.importing.services import SERVICES, check_services, write_services
from contracts.importing.writing import write_contracts
from customers.importing.checking import check_customers
from customers.importing.columns import CUSTOMERS
from customers.importing.contacts import CONTACTS, check_contacts, write_contacts
from customers.importing.known import gone_numbers, known_customers
from customers.importing.sites import SITES, check_sites, write_sites
from customers.importing.writing import write_customers
from installed_base.importing.checking import check_equipment
from installed_base.importing.columns import EQUIPMENT
from installed_base.importing.types import TYPES, check_types, write_types
from installed_base.importing.writing import known_equipment, write_equipment
from tenancy.importing.technicians import TECHNICIANS, check_technicians, known_technicians, write_technicians
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun
from ui.spreadsheets.written import Written


@dataclass(slots=True)
class Known:
    """What rows may refer to: references the company has, and those taken from the files so far."""

    country: str
    on: date
    customers: dict[str, str] = field(default_factory=known_customers)
    gone: set[str] = field(default_factory=gone_numbers)
    #: the customer's reference by the machine's
    equipment: dict[str, str] = field(default_factory=known_equipment)

    def add(self, noun: Noun, rows: Sequence[Any]) -> None:
        """Let later files refer to the rows just taken."""
        if noun.name == CUSTOMERS.name:
            self.customers = {row.number: row.number for row in rows} | self.customers
        elif noun.name == EQUIPMENT.name:
            self.equipment = {row.number: row.customer for row in rows} | self.equipment


Write = Callable[[Sequence[Any], Collection[str], Collection[str], Known], Written]


@dataclass(frozen=True, slots=True)
class Kind:
    """A noun with the functions that judge and store its rows."""

    noun: Noun
    check: Callable[[Sheet, Mapped, Known], Checked[Any]]
    write: Write


#: in the order in which they need each other
KINDS = (
    Kind(
        TYPES,
        lambda sheet, mapped, _known: check_types(sheet, mapped),
        lambda rows, columns, update, _known: write_types(rows, columns, update),
    ),
    Kind(
        TECHNICIANS,
        lambda sheet, mapped, _known: check_technicians(sheet, mapped),
        lambda rows, columns, update, _known: write_technicians(rows, columns, update),
    ),
    Kind(
        SERVICES,
        lambda sheet, mapped, _known: check_services(sheet, mapped),
        lambda rows, columns, update, _known: write_services(rows, columns, update),
    ),
    Kind(
        PRICES,
        lambda sheet, mapped, _known: check_prices(sheet, mapped),
        lambda rows, columns, update, _known: write_prices(rows, columns, update),
    ),
    Kind(
        INDEX_VALUES,
        lambda sheet, mapped, known: check_index_values(sheet, mapped, on=known.on),
        lambda rows, columns, update, known: write_index_values(rows, columns, update, on=known.on),
    ),
    Kind(
        CUSTOMERS,
        lambda sheet, mapped, known: check_customers(
            sheet,
            mapped,
            country=known.country,
            known=known.customers,
            gone=known.gone,
            technicians=known_technicians(),
        ),
        lambda rows, columns, update, _known: write_customers(rows, columns, update),
    ),
    Kind(
        SITES,
        lambda sheet, mapped, known: check_sites(sheet, mapped, customers=known.customers),
        lambda rows, columns, update, _known: write_sites(rows, columns, update),
    ),
    Kind(
        CONTACTS,
        lambda sheet, mapped, known: check_contacts(
            sheet, mapped, country=known.country, customers=known.customers
        ),
        lambda rows, columns, update, _known: write_contacts(rows, columns, update),
    ),
    Kind(
        EQUIPMENT,
        lambda sheet, mapped, known: check_equipment(sheet, mapped, on=known.on, customers=known.customers),
        lambda rows, columns, update, _known: write_equipment(rows, columns, update),
    ),
    Kind(
        CONTRACTS,
        lambda sheet, mapped, known: check_contracts(
            sheet, mapped, on=known.on, customers=known.customers, equipment=known.equipment
        ),
        lambda rows, columns, update, known: write_contracts(rows, columns, update, on=known.on),
    ),
)
NOUNS = tuple(kind.noun for kind in KINDS)
ORDER = [noun.name for noun in NOUNS]
#: what a whole portfolio is; the others are brought in beside it
PORTFOLIO = (CUSTOMERS, EQUIPMENT, CONTRACTS)


def company_nouns() -> tuple[Noun, ...]:
    """The nouns with the columns that the acting company has added for itself; call inside ``acting_for``."""
    return tuple(noun.whole() for noun in NOUNS)


def kind_of(name: str) -> Kind:
    """The kind of a noun by its name."""
    return next(kind for kind in KINDS if kind.noun.name == name)


def column_of(noun: str, name: str) -> Column | None:
    """A column every company has, by the names of its noun and its own; None for those a company added."""
    columns = kind_of(noun).noun.columns if noun in ORDER else ()
    return next((column for column in columns if column.name == name), None)
