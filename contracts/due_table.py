"""The list of maintenance due: a machine a row, with what the office needs to call and to plan."""

from collections import defaultdict
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from customers.columns import CustomerColumn
from customers.phones import written
from installed_base.badges import due_badge
from installed_base.due_words import CLOCK_NAMES, sentence
from installed_base.models import DueDate
from tenancy.permissions import Right
from ui import formats, tables


class RuledDateColumn(tables.DateColumn):
    """A due date that tells its rule on hover and focus."""

    def render(self, value: Any, record: DueDate | None = None) -> str:
        """The date with its rule."""
        assert record is not None  # noqa: S101 - given by the table
        return formats.ruled_day(value, sentence(record.rule, record.inputs))


class DueTable(tables.SelectableTable):
    """What is due, the most urgent first."""

    due_on = RuledDateColumn(verbose_name=_("Due on"))
    state = tables.BadgeColumn(accessor="pk", orderable=False, verbose_name=_("State"))
    clock = tables.Column(orderable=False, verbose_name=_("What"))
    equipment = tables.LinkColumn(
        "equipment:detail",
        target=lambda row: row.equipment_id,
        order_by=("equipment__number",),
        verbose_name=_("Machine"),
    )
    type = tables.Column(accessor="equipment__type", priority=4, verbose_name=_("Type"))
    customer = CustomerColumn("equipment__customer")
    phone = tables.Column(
        accessor="equipment__customer", orderable=False, priority=4, verbose_name=_("Telephone")
    )
    postcode = tables.Column(
        accessor="equipment__pk", orderable=False, priority=4, verbose_name=_("Postcode")
    )
    town = tables.Column(accessor="equipment__pk", orderable=False, priority=2, verbose_name=_("Town"))
    contract = tables.Column(
        accessor="contract_number", empty_values=(), orderable=False, priority=2, verbose_name=_("Contract"),
        right=Right.CONTRACTS_VIEW,
    )  # fmt: skip
    technician = tables.Column(
        accessor="technician_name", orderable=False, priority=3, verbose_name=_("Technician"),
        right=Right.CONTRACTS_VIEW,
    )  # fmt: skip
    others = tables.Column(
        accessor="equipment_id", orderable=False, priority=4, verbose_name=_("Other dates")
    )
    done_on = tables.DateColumn(priority=4, verbose_name=_("Last done"))

    class Meta:
        order_by: ClassVar = ("due_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The request is given to the table once it is made.
        self.columns["state"].column.badge = lambda due: due_badge(due, self.request.company.today())
        self._others: dict[int, list[DueDate]] | None = None

    def value_clock(self, record: DueDate) -> str:
        """In words, also in exports."""
        return str(record.get_clock_display())

    def render_phone(self, record: DueDate) -> str:
        """The mobile first: people answer it."""
        customer = record.equipment.customer
        number = customer.mobile or customer.phone
        return written(number, customer.country) if number else formats.NOTHING

    value_phone = render_phone

    def render_postcode(self, record: DueDate) -> str:
        """Of the site, else of the customer."""
        return (record.equipment.site or record.equipment.customer).postcode or formats.NOTHING

    value_postcode = render_postcode

    def render_town(self, record: DueDate) -> str:
        """Of the site, else of the customer."""
        return (record.equipment.site or record.equipment.customer).city or formats.NOTHING

    value_town = render_town

    def render_contract(self, record: Any) -> str | SafeString:
        """The contract that covers the machine, with the way to it."""
        if not record.contract_number:
            return formats.NOTHING
        address = reverse("contracts:detail", args=[record.contract_id])
        return format_html('<a href="{}">{}</a>', address, record.contract_number)

    def value_contract(self, record: Any) -> str:
        """The bare number."""
        return record.contract_number or ""

    def render_others(self, record: DueDate) -> str:
        """The machine's other clocks."""
        others = [due for due in self._by_machine().get(record.equipment_id, ()) if due.pk != record.pk]
        return (
            ", ".join(f"{CLOCK_NAMES[due.clock]} {formats.day(due.due_on)}" for due in others)
            or formats.NOTHING
        )

    value_others = render_others

    def _by_machine(self) -> dict[int, list[DueDate]]:
        """All dates of the machines shown; one query."""
        if self._others is None:
            shown = self.page.object_list if getattr(self, "page", None) else self.rows
            ids = {row.record.equipment_id for row in shown}
            self._others = defaultdict(list)
            for due in DueDate.objects.filter(equipment__in=ids).order_by("due_on", "pk"):
                self._others[due.equipment_id].append(due)
        return self._others
