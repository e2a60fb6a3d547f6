from typing import Any

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from customers.columns import CustomerColumn
from installed_base.badges import badges_of
from installed_base.duty_words import Word
from installed_base.importing.attributes import name_of
from installed_base.models import Equipment, MaintenanceRule
from ui import tables
from ui.badges import Badge, drawn


class MarksColumn(tables.Column):
    """The machine's marks as badges; their words in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(empty_values=(), orderable=False)
        super().__init__(*args, **kwargs)

    def render(self, record: Equipment, table: Any) -> str:
        """Badges side by side."""
        return format_html_join(" ", "{}", ((drawn(badge),) for badge in _badges(record, table)))

    def value(self, record: Equipment, table: Any) -> str:
        """The badges' words."""
        return ", ".join(str(badge.label) for badge in _badges(record, table))


def _badges(record: Equipment, table: Any) -> list[Badge]:
    return badges_of(record, table.request.company.today())


class AnswersColumn(tables.Column):
    """What machines answer to the attribute of one name, whatever their types, for exports that come in again."""

    def __init__(self, *args: Any, column: str, **kwargs: Any) -> None:
        kwargs.update(empty_values=(), orderable=False, visible=False, accessor="pk")
        super().__init__(*args, **kwargs)
        self.column = column

    def value(self, record: Equipment) -> Any:
        """The answer, of the machine's own type."""
        for value in record.attribute_values.all():
            if value.attribute.type_id == record.type_id and name_of(value.attribute) == self.column:
                return value.value
        return ""


class EquipmentTable(tables.SelectableTable):
    """Machines as the office looks for them."""

    number = tables.LinkColumn("equipment:detail", verbose_name=_("Number"))
    type = tables.Column(verbose_name=_("Type"))
    name = tables.LinkColumn(
        "equipment:detail", order_by=("brand", "model"), verbose_name=_("Brand and model")
    )
    serial = tables.Column(priority=2, verbose_name=_("Serial number"))
    customer = CustomerColumn()
    town = tables.Column(accessor="site__city", priority=2, verbose_name=_("Town"))
    energy = tables.Column(priority=4, verbose_name=_("Energy"))
    location = tables.Column(visible=False, verbose_name=_("Location"))
    power_kw = tables.Column(visible=False, verbose_name=_("Power (kW)"))
    year_made = tables.Column(visible=False, verbose_name=_("Year made"))
    flue = tables.Column(visible=False, verbose_name=_("Flue"))
    refrigerant = tables.Column(visible=False, verbose_name=_("Refrigerant"))
    charge_kg = tables.Column(visible=False, verbose_name=_("Charge (kg)"))
    sealed = tables.BooleanColumn(visible=False, verbose_name=_("Hermetically sealed"))
    leak_detection = tables.BooleanColumn(visible=False, verbose_name=_("Leak detection system"))
    indoor_units = tables.Column(visible=False, verbose_name=_("Indoor units"))
    commissioned_on = tables.DateColumn(priority=4, verbose_name=_("Commissioned on"))
    warranty_until = tables.DateColumn(priority=3, verbose_name=_("Warranty until"))
    to_do = tables.NumberColumn(priority=3, verbose_name=_("At next visit"), order_by=("to_do", "pk"))
    marks = MarksColumn(verbose_name=_("To know"))

    def render_to_do(self, value: int) -> str:
        """How many things; nothing for none."""
        return str(value or "")


class EquipmentTypeTable(tables.BaseTable):
    """Types of machines and how many there are."""

    name = tables.LinkColumn("equipment:type_detail", verbose_name=_("Name"))
    machines = tables.NumberColumn(verbose_name=_("Machines"))


class RuleTable(tables.BaseTable):
    """Rules with what they are for."""

    scope = tables.Column(
        orderable=False, empty_values=(), verbose_name=_("For"),
        linkify=lambda record: reverse("equipment:rule_edit", args=[record.pk]),
    )  # fmt: skip
    kind = tables.Column(orderable=False, empty_values=(), verbose_name=_("Which is a"))
    months = tables.NumberColumn(verbose_name=_("Months"))
    month = tables.Column(priority=2, verbose_name=_("Wished month"))
    position = tables.Column(priority=3, verbose_name=_("When in the interval"))
    word = tables.Column(verbose_name=_("On whose word"), empty_values=())
    declared_on = tables.DateColumn(priority=3, verbose_name=_("Declared on"))
    note = tables.Column(priority=4, verbose_name=_("Note"))

    def render_kind(self, record: MaintenanceRule) -> str:
        """Machine, customer or type."""
        if record.equipment_id is not None:
            return str(_("machine"))
        return str(_("customer") if record.customer_id is not None else _("type"))

    value_kind = render_kind

    def render_month(self, value: int) -> str:
        """The month's name."""
        return str(MONTHS[value])

    value_month = render_month

    def render_word(self, record: MaintenanceRule) -> str:
        """On whose word, in words."""
        return record.get_word_display() or str(Word.OWN.label)

    value_word = render_word


class PlantTable(tables.SelectableTable):
    """Plants with their customer and machines."""

    name = tables.LinkColumn("plants:detail", verbose_name=_("Plant"))
    customer = CustomerColumn("site__customer")
    town = tables.Column(accessor="site__city", verbose_name=_("Town"))
    machines = tables.NumberColumn(accessor="machine_count", verbose_name=_("Machines"))
    catasto_code = tables.Column(priority=2, verbose_name=_("Register code"))
    pdr = tables.Column(priority=3, verbose_name="PDR")
    pod = tables.Column(priority=3, verbose_name="POD")
    commissioned_on = tables.DateColumn(priority=4, verbose_name=_("Commissioned on"))
