from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from customers.badges import badges_of
from customers.columns import CustomerColumn
from customers.models import Communication, Customer
from customers.templatetags.phones import phone
from tenancy.permissions import Right
from ui import tables
from ui.badges import drawn


class PhoneColumn(tables.Column):
    """A telephone number to dial; in exports as it is kept."""

    def render(self, value: str) -> str:
        """The number as people write it."""
        return phone(value)

    def value(self, value: str) -> str:
        """The number with its country code."""
        return value


class MarksColumn(tables.Column):
    """The customer's marks as badges; their words in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(empty_values=(), orderable=False)
        super().__init__(*args, **kwargs)

    def render(self, record: Customer, table: Any) -> str:
        """Badges side by side."""
        return format_html_join(" ", "{}", ((drawn(badge),) for badge in _badges(record, table)))

    def value(self, record: Customer, table: Any) -> str:
        """The badges' words."""
        return ", ".join(str(badge.label) for badge in _badges(record, table))


def _badges(record: Customer, table: Any) -> Any:
    return badges_of(record, table.request.company.today())


class AllowedColumn(tables.Column):
    """The technicians who may be sent, for exports: names with ; between them, as the import reads them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(empty_values=(), orderable=False, visible=False, accessor="pk")
        super().__init__(*args, **kwargs)

    def value(self, record: Customer) -> str:
        """The names; read along by ``with_technicians``."""
        return "; ".join(str(each.technician) for each in record.technicians_named)  # type: ignore[attr-defined]


class CustomerTable(tables.SelectableTable):
    """Customers as the office looks for them; exports have the whole address and the state's numbers, too."""

    number = tables.LinkColumn("customers:detail", verbose_name=_("Number"))
    name = tables.LinkColumn("customers:detail", order_by=("sort_name",), verbose_name=_("Name"))
    kind = tables.Column(priority=2, verbose_name=_("Kind"))
    address = tables.Column(visible=False, verbose_name=_("Address"))
    address_extra = tables.Column(visible=False, verbose_name=_("Address, second line"))
    postcode = tables.Column(priority=3, verbose_name=_("Postcode"))
    city = tables.Column(verbose_name=_("Town"))
    province = tables.Column(visible=False, verbose_name=_("Province"))
    phone = PhoneColumn(orderable=False, verbose_name=_("Telephone"))
    mobile = PhoneColumn(priority=2, orderable=False, verbose_name=_("Mobile"))
    email = tables.Column(visible=False, verbose_name=_("E-mail"))
    legal_class = tables.Column(visible=False, verbose_name=_("Legal class"))
    standing = tables.Column(visible=False, verbose_name=_("Standing"))
    siren = tables.Column(visible=False, verbose_name="SIREN")
    siret = tables.Column(visible=False, verbose_name="SIRET")
    vat_number = tables.Column(visible=False, verbose_name=_("VAT number"))
    tax_code = tables.Column(visible=False, verbose_name=_("Tax code"))
    pec = tables.Column(visible=False, verbose_name="PEC")
    sdi_code = tables.Column(visible=False, verbose_name=_("Recipient code"))
    iban = tables.Column(visible=False, verbose_name="IBAN", right=Right.FEES_VIEW)
    discount_percent = tables.NumberColumn(
        visible=False, verbose_name=_("Usual discount"), right=Right.FEES_VIEW
    )
    group = tables.Column(priority=4, order_by=("group__name",), verbose_name=_("Customer group"))
    vat_rate = tables.NumberColumn(visible=False, verbose_name=_("VAT rate"))
    language = tables.Column(visible=False, verbose_name=_("Language of letters"))
    marks = MarksColumn(verbose_name=_("To know"))


class SaidColumn(tables.Column):
    """The sentence, and below it the beginning of what was said; in exports the sentence alone."""

    def render(self, record: Communication) -> str:
        """Both, with the mark of a private entry."""
        return render_to_string("customers/communication_said.html", {"entry": record})

    def value(self, value: str) -> str:
        """The sentence."""
        return value


class CommunicationTable(tables.BaseTable):
    """What was said with customers, the latest first."""

    at = tables.MomentColumn(
        verbose_name=_("When"), linkify=lambda record: record.get_absolute_url(), order_by=("at", "pk")
    )
    customer = CustomerColumn()
    channel = tables.BadgeColumn(verbose_name=_("Channel"))
    direction = tables.Column(
        accessor="get_direction_display", orderable=False, priority=3, verbose_name=_("Direction")
    )
    summary = SaidColumn(orderable=False, verbose_name=_("What was said"))
    text = tables.Column(visible=False, verbose_name=_("In full"))
    contact = tables.Column(priority=4, orderable=False, verbose_name=_("Spoke with"))
    subject_label = tables.Column(
        priority=3,
        orderable=False,
        verbose_name=_("About"),
        linkify=lambda record: record.subject_url or None,
    )
    by = tables.Column(priority=2, orderable=False, default=_("by itself"), verbose_name=_("Written by"))

    class Meta:
        order_by = ("-at",)
