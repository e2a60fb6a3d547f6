"""What contracts say in the fields the company added to them, and what it calls its two free flags."""

from collections.abc import Mapping

from contracts.models import Contract, ContractField, ContractFieldValue, FlagLabel
from installed_base.attributes import Answer, write

PREFIX = "own_"


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
    rows = ContractFieldValue.objects
    write(
        answers_of(contract),
        answers,
        lambda field, columns: rows.create(contract=contract, field=field, **columns),
    )
