"""What contracts of a file stand on: templates and technicians, found by name or made."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.importing.checking import ContractRow
from contracts.models import ContractTemplate, TemplateVersion
from contracts.template_versions.keeping import current, keep_new
from tenancy import search
from tenancy.acting import acting_company
from tenancy.inserting import insert
from tenancy.models import Country, Technician

#: the standard rate, for a template whose first contract names none; the rate is to be confirmed anyway
STANDARD_VAT = {Country.FRANCE: Decimal(20), Country.ITALY: Decimal(22)}


@dataclass(frozen=True, slots=True)
class Foundations:
    """Templates and technicians by name; accents and case make no difference."""

    templates: dict[str, ContractTemplate]
    versions: dict[int, TemplateVersion]
    technicians: dict[str, int]

    def template(self, name: str) -> ContractTemplate:
        """The template of that name."""
        return self.templates[search.fold(name)]

    def version(self, template: ContractTemplate) -> TemplateVersion | None:
        """The version that template stands at."""
        return self.versions.get(template.pk)

    def technician(self, name: str) -> int | None:
        """The id of the technician of that name; None for no name."""
        return self.technicians[search.fold(name)] if name else None


def lay_foundations(rows: Sequence[ContractRow]) -> Foundations:
    """Finds the templates and technicians the rows name, and makes those nobody had: a template with the rules of the
    first contract that names it, a technician without a login.
    """
    templates = _templates(rows)
    versions = current(template.pk for template in templates.values())
    return Foundations(templates, versions, _technicians({row.technician for row in rows if row.technician}))


def _templates(rows: Sequence[ContractRow]) -> dict[str, ContractTemplate]:
    known = {search.fold(template.name): template for template in ContractTemplate.objects.all()}
    new: dict[str, ContractTemplate] = {}
    for row in rows:
        folded = search.fold(row.template)
        if folded not in known and folded not in new:
            new[folded] = _template(row)
    insert(list(new.values()))
    keep_new(new.values())
    return known | new


def _template(row: ContractRow) -> ContractTemplate:
    standard = STANDARD_VAT[Country(acting_company().country)]
    return ContractTemplate(
        name=row.template,
        term_months=row.months,
        first_term_months=row.first_months,
        renewal=row.renewal,
        renewal_price=row.renewal_price,
        revision_percent=row.revision_percent,
        revision_amount=row.revision_amount or None,
        notice_months=row.notice_months,
        billing_step=row.billing_months or None,
        billing_due=row.due,
        vat_rate=standard if row.vat_rate is None else row.vat_rate,
        visits_per_year=row.visits_a_year,
    )


def _technicians(names: set[str]) -> dict[str, int]:
    known = {search.fold(name): pk for name, pk in Technician.objects.values_list("name", "pk")}
    new = {folded: name for name in sorted(names) if (folded := search.fold(name)) not in known}
    made = [Technician(name=name) for name in new.values()]
    insert(made)
    return known | {search.fold(technician.name): technician.pk for technician in made}
