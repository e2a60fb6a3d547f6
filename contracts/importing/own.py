"""The columns of the fields a company added to its contracts: ``Field: Access``, in files of contracts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contracts.models import Contract, ContractField, ContractFieldValue
from installed_base.attributes import columns_of
from installed_base.importing import attributes
from tenancy.inserting import insert
from ui.spreadsheets.checking import Check
from ui.spreadsheets.columns import Column
from ui.spreadsheets.headers import normalised

PREFIX = "field:"
HEADERS = ("Field", "Champ", "Campo")
ON_ITS_PAGE = gettext_noop("it is changed on the contract's own page")
OTHER_TEMPLATE = gettext_noop("contracts of this type have no such field")
# What is wrong with a cell, said of a field instead of an attribute.
_SAID = {
    attributes.CHOICE_UNKNOWN: gettext_noop("the value is none of the choices of the field"),
    attributes.OUT_OF_LIMITS: gettext_noop("the value is outside the limits of the field"),
    attributes.TOO_LONG: gettext_noop("the value is too long"),
    attributes.NOT_A_NUMBER: gettext_noop("the value is not a number"),
    attributes.TOO_PRECISE: gettext_noop("the value has too many decimals"),
    attributes.NOT_A_DATE: gettext_noop("the value is not a date"),
    attributes.NO_SUCH_DATE: gettext_noop("the date does not exist"),
}


def name_of(field: ContractField) -> str:
    """The column of a field."""
    return PREFIX + normalised(field.name)


def own_columns() -> tuple[Column, ...]:
    """A column for each field the acting company asks for; its bare name is known as well."""
    return tuple(
        Column(
            name_of(field),
            format_lazy(_("Field: {name}"), name=field.name),
            tuple(f"{word}: {field.name}" for word in HEADERS),
            lambda cell: cell,
            blank=None,
            also=(field.name,),
            fixed=ON_ITS_PAGE,
        )
        for field in ContractField.objects.current()
    )


class OwnFields:
    """The fields a file of contracts answers, by column."""

    def __init__(self) -> None:
        fields = ContractField.objects.current().select_related("template")
        self.fields = {name_of(field): field for field in fields}

    def checks(self, columns: Sequence[str]) -> dict[str, Check]:
        """Checks that read each cell as its field wants it."""
        return {column: self._check(self.fields[column]) for column in columns if column in self.fields}

    def _check(self, field: ContractField) -> Check:
        def check(values: dict[str, Any]) -> str | None:
            column = name_of(field)
            if values[column] is None:
                return None
            if field.template is not None and normalised(field.template.name) != normalised(
                values["template"]
            ):
                return OTHER_TEMPLATE
            values[column], reason = attributes.read_as(field, values[column])
            return _SAID.get(reason, reason) if reason else None

        return check

    def write(self, answers: Iterable[tuple[Contract, dict[str, Any]]]) -> None:
        """Keep what new contracts say, in one statement."""
        insert(
            [
                ContractFieldValue(contract=contract, field=self.fields[column], **columns_of(answer))
                for contract, said in answers
                for column, answer in said.items()
                if answer not in (None, "")
            ]
        )
