"""What contracts say in the fields the company added to them, and what it calls its two free flags."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from contracts.models import Contract, ContractField, ContractFieldValue, FlagLabel
from installed_base.attributes import columns_of

PREFIX = "own_"
Answer = str | Decimal | date | None


def flag_labels() -> dict[str, str]:
    """The flags that have a label, by their column."""
    return dict(FlagLabel.objects.values_list("flag", "label"))


def asked_of(template_id: int | None) -> list[ContractField]:
    """The fields that contracts of a template are asked for now, in order."""
    return list(ContractField.objects.of_template(template_id))


def answers_of(contract: Contract) -> dict[int, ContractFieldValue]:
    """All a contract ever said, by field; also what is asked no more."""
    return {value.field_id: value for value in ContractFieldValue.objects.filter(contract=contract)}


def shown_of(contract: Contract) -> list[ContractFieldValue]:
    """What a contract says, withdrawn fields last."""
    values = ContractFieldValue.objects.filter(contract=contract)
    return sorted(values, key=lambda value: (value.field.withdrawn_on is not None, value.field.position))


def keep(contract: Contract, answers: Mapping[ContractField, Answer]) -> None:
    """Write what a contract says; an empty answer takes the former away. What did not change is not touched."""
    known = answers_of(contract)
    for field, answer in answers.items():
        row = known.get(field.pk)
        if answer in (None, ""):
            if row:
                row.delete()
            continue
        columns = columns_of(answer)
        if row is None:
            ContractFieldValue.objects.create(contract=contract, field=field, **columns)
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            row.save(update_fields=list(columns))
