"""Price formulas of templates and contracts: written whole, taken over, and begun from the price agreed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contracts.indexing import Formulas
from contracts.models import (
    Contract,
    ContractTemplate,
    IndexSeries,
    LineBase,
    RenewalPrice,
    Revision,
    RevisionClause,
    RevisionTerm,
)
from tenancy.acting import acting_company
from tenancy.models import Country

Weights = Sequence[tuple[IndexSeries, Decimal]]
COPIED: tuple[str, ...] = (
    *("fixed_part", "method", "rounding", "reference", "months_before"),
    *("cap", "floor", "threshold", "first_months"),
)


def clause_of(owner: ContractTemplate | Contract) -> RevisionClause | None:
    """The formula of a template or a contract, with its indices."""
    return owner.revision_clauses.prefetch_related("terms__series").first()


@transaction.atomic
def write_clause(
    owner: ContractTemplate | Contract, values: Mapping[str, Any], weights: Weights
) -> RevisionClause:
    """Give a template or contract this formula in the place of any other; its fee follows it from now on.

    Raises ``ValidationError`` when the parts do not sum to 1, an index stands twice, the law forbids one
    (Code monétaire et financier, L112-2), or the next price is settled already.
    """
    if values["fixed_part"] + sum(weight for _series, weight in weights) != 1:
        raise ValidationError(_("The fixed part and the weights must sum to 1."))
    if len({series.pk for series, _weight in weights}) != len(weights):
        raise ValidationError(_("An index stands in the formula twice."))
    for series, _weight in weights:
        if forbidden(series):
            raise ValidationError(why_forbidden(series))
    if isinstance(owner, Contract) and is_settled(owner):
        raise ValidationError(_("The price of the next term is settled already: take it back first."))
    clause = owner.revision_clauses.select_for_update().first()
    if clause is None:
        of: dict[str, Any] = {"contract" if isinstance(owner, Contract) else "template": owner}
        clause = RevisionClause(**of)
    for name in COPIED:
        setattr(clause, name, values[name])
    clause.save()
    wanted = {series.pk: weight for series, weight in weights}
    clause.terms.exclude(series__in=wanted).delete()
    for series_id, weight in wanted.items():
        RevisionTerm.objects.update_or_create(clause=clause, series_id=series_id, defaults={"weight": weight})
    if owner.renewal_price != RenewalPrice.INDEXED:
        owner.renewal_price, owner.revision_percent = RenewalPrice.INDEXED, None
        owner.save(update_fields=["renewal_price", "revision_percent", "updated_at"])
    return clause


def copy_clause(owner: ContractTemplate | Contract, contract: Contract) -> None:
    """Let a new contract follow the formula of its template or predecessor, where it has none of its own."""
    clause = clause_of(owner)
    if clause is None or contract.revision_clauses.exists():
        return
    weights = [(term.series, term.weight) for term in clause.terms.all()]
    write_clause(contract, {name: getattr(clause, name) for name in COPIED}, weights)


def establish(
    contract: Contract, *, since: date, known_on: date, month: date | None = None, strict: bool = False
) -> None:
    """Begin the formula of a contract from the fees its lines have, agreed on ``since``.

    Their index values are those of a month, else those the clause refers to. A value that is not known leaves the
    contract without a base; with ``strict`` it raises ``ValidationError`` instead.
    """
    if contract.renewal_price != RenewalPrice.INDEXED:
        return
    formulas = Formulas([contract])
    if contract.pk not in formulas.clauses:
        return
    bases = [
        formulas.establish(contract, line, line.starts_on or since, line.starts_on or known_on, month)
        for line in contract.lines.all()
    ]
    found = [base for base in bases if base is not None]
    if len(found) < len(bases):
        if strict:
            raise ValidationError(_("A value of that time is missing: enter it among the indices first."))
        return
    LineBase.objects.filter(line__contract=contract).delete()
    LineBase.objects.bulk_create(found)


def is_settled(contract: Contract) -> bool:
    """Whether the price of a term that is not written yet is settled."""
    if contract.runs_until is None:
        return False
    return (
        Revision.objects.standing().filter(contract=contract, effective_on__gt=contract.runs_until).exists()
    )


def forbidden(series: IndexSeries) -> bool:
    """Whether no price may follow an index: in France the general level of prices or wages."""
    return series.general_level and acting_company().country == Country.FRANCE


def why_forbidden(series: IndexSeries) -> str:
    """The law, by its article."""
    return _(
        "%(index)s tells the general level of prices or wages: French law forbids prices that follow it "
        "(Code monétaire et financier, L112-2)."
    ) % {"index": series.code}
