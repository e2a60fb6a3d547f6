"""The columns of the attributes that types ask for: ``Attribute: Number of circuits``, in files and in exports."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from installed_base.models import Attribute
from tenancy.search import fold
from ui.spreadsheets.cells import Cell
from ui.spreadsheets.checking import Check
from ui.spreadsheets.columns import OUT_OF_REACH, Column
from ui.spreadsheets.headers import normalised
from ui.spreadsheets.values import BadValue, Fault, calendar_date, number, text

Answer = str | Decimal | date

PREFIX = "attribute:"
HEADERS = ("Attribute", "Caractéristique", "Caratteristica")
NOT_ASKED = gettext_noop("the category does not ask for this attribute")
CHOICE_UNKNOWN = gettext_noop("the attribute is none of the choices of the category")
OUT_OF_LIMITS = gettext_noop("the attribute is outside its limits")
TOO_LONG = gettext_noop("the attribute is too long")
NOT_A_NUMBER = gettext_noop("the attribute is not a number")
TOO_PRECISE = gettext_noop("the attribute has too many decimals")
NOT_A_DATE = gettext_noop("the attribute is not a date")
NO_SUCH_DATE = gettext_noop("the date of the attribute does not exist")
_FAULTS = {
    Fault.NOT_A_NUMBER: NOT_A_NUMBER,
    Fault.TOO_PRECISE: TOO_PRECISE,
    Fault.TOO_LARGE: OUT_OF_LIMITS,
    Fault.NOT_A_DATE: NOT_A_DATE,
    Fault.NO_SUCH_DATE: NO_SUCH_DATE,
    Fault.OUT_OF_REACH: OUT_OF_REACH,
}
_LONGEST = 200
_LARGEST = Decimal(10) ** 10


def name_of(attribute: Attribute | str) -> str:
    """The column of an attribute: types that ask for something of the same name share it."""
    return PREFIX + normalised(attribute if isinstance(attribute, str) else attribute.name)


def attribute_columns() -> tuple[Column, ...]:
    """A column for each name that the types of the acting company ask for."""
    names: dict[str, str] = {}
    for name in Attribute.objects.current().order_by("name").values_list("name", flat=True):
        names.setdefault(name_of(name), name)
    return tuple(_column(column, name) for column, name in names.items())


def label_of(name: str) -> Any:
    """How an attribute's column is headed in a list that is let out."""
    return format_lazy(_("Attribute: {name}"), name=name)


def _column(column: str, name: str) -> Column:
    return Column(
        column,
        label_of(name),
        tuple(f"{word}: {name}" for word in HEADERS),
        lambda cell: cell,
        blank=None,
        also=(name,),
    )


def bare(value: Decimal) -> Decimal:
    """A number without zeros at its end."""
    return Decimal(format(value.normalize(), "f"))


class Asked:
    """What each type asks for, by the names that stand in a file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Attribute] = {}
        self._of_type: dict[tuple[int, str], Attribute] = {}
        for each in Attribute.objects.current().select_related("type"):
            self._found[fold(each.type.name), name_of(each)] = each
            self._of_type[each.type_id, name_of(each)] = each

    def of(self, type_id: int, column: str) -> Attribute | None:
        """The attribute of a column as a type asks for it."""
        return self._of_type.get((type_id, column))

    def checks(self, columns: Sequence[str]) -> dict[str, Check]:
        """Checks that read each cell as the category of its row wants it."""
        return {column: self._check(column) for column in columns if column.startswith(PREFIX)}

    def _check(self, column: str) -> Check:
        def check(values: dict[str, Any]) -> str | None:
            if values[column] is None:
                return None
            attribute = self._found.get((fold(values["type"]), column))
            if attribute is None:
                return NOT_ASKED
            values[column], reason = read_as(attribute, values[column])
            return reason

        return check


def read_as(asked: Any, cell: Cell) -> tuple[Any, str | None]:
    """A cell as an attribute or any other field of these kinds wants it, and what is wrong with it, said of an
    attribute.
    """
    try:
        return _READERS[asked.kind](asked, cell)
    except BadValue as error:
        return cell, _FAULTS.get(error.fault, _FAULTS[Fault.NOT_A_NUMBER])


def _text(_attribute: Attribute, cell: Cell) -> tuple[Answer, str | None]:
    value = text(cell)
    return value, TOO_LONG if len(value) > _LONGEST else None


def _number(attribute: Attribute, cell: Cell) -> tuple[Answer, str | None]:
    value = number(cell, places=4)
    low, high = attribute.smallest, attribute.largest
    inside = (low is None or low <= value) and (high is None or value <= high) and abs(value) < _LARGEST
    return bare(value), None if inside else OUT_OF_LIMITS


def _choice(attribute: Attribute, cell: Cell) -> tuple[Answer, str | None]:
    options = {normalised(option): option for option in attribute.options}
    value = text(cell)
    exact = value if value in attribute.options else options.get(normalised(value))
    return exact or value, None if exact else CHOICE_UNKNOWN


def _date(_attribute: Attribute, cell: Cell) -> tuple[Answer, str | None]:
    return calendar_date(cell), None


_READERS: dict[str, Callable[[Attribute, Cell], tuple[Answer, str | None]]] = {
    Attribute.Kind.TEXT: _text,
    Attribute.Kind.NUMBER: _number,
    Attribute.Kind.CHOICE: _choice,
    Attribute.Kind.DATE: _date,
}
