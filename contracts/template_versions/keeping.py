"""A version for each change of a template."""

from collections.abc import Iterable

from contracts.clauses import clause_of
from contracts.models import ContractTemplate, TemplateVersion
from contracts.price_story import formula
from contracts.template_versions.offered import OFFERED, offered_of
from contracts.template_versions.values import values_of
from tenancy.acting import acting
from tenancy.inserting import AnyOf, insert


def keep(template: ContractTemplate) -> TemplateVersion:
    """The version of a template as it stands now: a new one when rules, services offered, coverage, fee, visits or
    formula changed.

    The name and whether it is offered are no part of it. Runs inside the transaction that saved the template.
    """
    ContractTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    clause = clause_of(template)
    words = formula(clause) if clause is not None else ""
    values = values_of(template) | {OFFERED: offered_of(template)}
    latest = template.versions.order_by("-number").first()
    # A version from before services were kept says nothing of them: a template that offers none is as it was.
    if latest is not None and ({OFFERED: []} | latest.values, latest.formula) == (values, words):
        return latest
    return template.versions.create(
        number=latest.number + 1 if latest is not None else 1,
        values=values,
        formula=words,
        written_by=acting().actor,
    )


def keep_new(templates: Iterable[ContractTemplate]) -> list[TemplateVersion]:
    """The first version of templates just made, in one statement."""
    versions = [
        TemplateVersion(
            template=each,
            number=1,
            values=values_of(each) | {OFFERED: []},
            formula="",
            written_by=acting().actor,
        )
        for each in templates
    ]
    insert(versions)
    return versions


def current(template_ids: Iterable[int]) -> dict[int, TemplateVersion]:
    """The latest version of templates, by the template's key; those from before versions were kept have none."""
    rows = (
        TemplateVersion.objects.filter(AnyOf("template_id", list(template_ids)))
        .order_by("template_id", "-number")
        .distinct("template_id")
    )
    return {row.template_id: row for row in rows}
