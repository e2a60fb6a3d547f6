"""Stores the rows that were taken: customers with their sites, some queries a thousand rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields

from customers.importing.checking import CustomerRow
from customers.importing.columns import CUSTOMERS
from customers.merged import known_as
from customers.models import CLASS_OF_KIND, AllowedTechnician, Customer, CustomerGroup, Site, Trait
from tenancy import search, statistics
from tenancy.acting import acting_company
from tenancy.importing.taking import Taking
from tenancy.inserting import insert
from tenancy.models import SearchToken, Technician
from ui.spreadsheets.written import Written, chunks

_STORED = [
    field.name
    for field in fields(CustomerRow)
    if field.name not in {"line", "kind_guessed", "technicians", "group"}
]


# What ``prepare`` may change with the columns taken.
DERIVED = ("sort_name", "siren", "small_business", "outside_activity")


def write_customers(
    rows: Sequence[CustomerRow], columns: Collection[str], update: Collection[str] = ()
) -> Written:
    """Creates the customers that are new, each with a site at its address; of the others takes the columns of `update`.

    `columns` are those the file has: only in them a known customer can differ. Call inside `acting_for`.
    """
    written = Written()
    new = list(_new(rows, columns, update, written))
    ids: dict[str, int] = {}
    for level in _levels(new):
        for chunk in chunks(level):
            _create(chunk, ids)
            if not written.created:
                statistics.count_rows(Customer, Site, SearchToken, Trait, coming=len(new))
            written.created += len(chunk)
    return written


def _new(
    rows: Sequence[CustomerRow], columns: Collection[str], update: Collection[str], written: Written
) -> Iterator[CustomerRow]:
    compared = [
        column.name for column in CUSTOMERS.columns if column.name in columns and column.name != "number"
    ]
    merged = known_as()
    for chunk in chunks(rows):
        kept = {
            customer.number: customer
            for customer in Customer.objects.filter(
                number__in=[row.number for row in chunk]
            ).prefetch_related("parent", "contacts", "group")
        }
        groups = _groups(chunk)
        allowed = _Allowed(kept.values())
        taking = Taking(Customer)
        for row in chunk:
            if row.number in merged:  # she is another today, and whose data count was decided then
                written.known += 1
                continue
            customer = kept.get(row.number)
            if customer is None:
                yield row
                continue
            takes = written.compare(
                CUSTOMERS,
                [name for name in compared if name != "kind" or not row.kind_guessed],
                row.line,
                row.number,
                lambda name, row=row, customer=customer, allowed=allowed: (  # type: ignore[misc]
                    allowed.with_these(customer, row) if name == "technicians" else getattr(row, name)
                ),
                lambda name, customer=customer, allowed=allowed: (  # type: ignore[misc]
                    allowed.names(customer) if name == "technicians" else _kept(customer, name)
                ),
                update,
            )
            if "technicians" in takes:
                allowed.add(customer, row)
                takes.remove("technicians")
            if takes:
                taken = {name: getattr(row, name) for name in takes}
                if "group" in taken:
                    taken["group_id"] = groups.get(taken.pop("group"))
                if "kind" in taken and customer.legal_class == CLASS_OF_KIND[customer.kind]:
                    taken["legal_class"] = CLASS_OF_KIND[row.kind].value
                taking.take(customer, taken)
                customer.prepare()
        allowed.write()
        written.replaced += taking.write(*DERIVED)
        search.index_rows("customer", taking.rows)


class _Allowed:
    """The technicians who may be sent to some customers. A file names more of them and takes no name away."""

    def __init__(self, customers: Iterable[Customer]) -> None:
        self._ids = {technician.name: technician.pk for technician in Technician.objects.all()}
        self._named: defaultdict[int, set[str]] = defaultdict(set)
        found = AllowedTechnician.objects.filter(customer__in=[each.pk for each in customers], site=None)
        for customer, name in found.values_list("customer_id", "technician__name"):
            self._named[customer].add(name)
        self._new: list[AllowedTechnician] = []

    def names(self, customer: Customer) -> str:
        """Who is named today."""
        return "; ".join(sorted(self._named[customer.pk]))

    def with_these(self, customer: Customer, row: CustomerRow) -> str:
        """Who would be named with those of the file."""
        return "; ".join(sorted(self._named[customer.pk].union(row.technicians)))

    def add(self, customer: Customer, row: CustomerRow) -> None:
        """Name those of the file who are not named yet."""
        for name in row.technicians:
            if name not in self._named[customer.pk]:
                self._new.append(AllowedTechnician(customer=customer, technician_id=self._ids[name]))

    def write(self) -> None:
        """Store the names that are new."""
        insert(self._new)


def _kept(customer: Customer, name: str) -> object:
    if name == "parent":
        return customer.parent.number if customer.parent else ""
    if name == "group":
        return customer.group.name if customer.group else ""
    return getattr(customer, name)


def _groups(rows: Sequence[CustomerRow]) -> dict[str, int]:
    """The groups that rows name, by name; those that are new are made."""
    wanted = {row.group for row in rows if row.group}
    known = dict(CustomerGroup.objects.filter(name__in=wanted).values_list("name", "pk"))
    new = [CustomerGroup(name=name) for name in sorted(wanted - known.keys())]
    insert(new)
    return known | {group.name: group.pk for group in new}


def _levels(rows: Sequence[CustomerRow]) -> Iterator[list[CustomerRow]]:
    """The rows so that each parent comes in an earlier list than those under it. The checks left no circle."""
    waiting = {row.number for row in rows}
    left = list(rows)
    while left:
        level = [row for row in left if row.parent not in waiting]
        left = [row for row in left if row.parent in waiting]
        waiting.difference_update(row.number for row in level)
        yield level


def _create(rows: Sequence[CustomerRow], ids: dict[str, int]) -> None:
    country = acting_company().country
    parents = {row.parent for row in rows if row.parent}
    if missing := parents - ids.keys():
        ids.update(Customer.objects.filter(number__in=missing).values_list("number", "pk"))
    groups = _groups(rows)
    customers = []
    for row in rows:
        values = {name: getattr(row, name) for name in _STORED}
        parent = values.pop("parent")
        customer = Customer(
            **values,
            country=country,
            parent_id=ids[parent] if parent else None,
            group_id=groups.get(row.group),
        )
        customer.prepare()
        customers.append(customer)
    insert(customers)
    ids.update((customer.number, customer.pk) for customer in customers)
    sites = [
        Site(
            customer=customer,
            address=customer.address,
            address_extra=customer.address_extra,
            postcode=customer.postcode,
            city=customer.city,
            province=customer.province,
            country=customer.country,
        )
        for customer in customers
        if customer.address or customer.postcode or customer.city
    ]
    insert(sites)
    allowed = _Allowed(())
    for row, customer in zip(rows, customers, strict=True):
        allowed.add(customer, row)
    allowed.write()
    search.index_rows("customer", customers)
    search.index_rows("site", sites)
