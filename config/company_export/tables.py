"""Which tables a company takes away, and how their columns read: all but those named here with a reason."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import override

from tenancy.models import Company, User
from tenancy.owned import CompanyOwned

# Tables nobody misses elsewhere, and why.
INTERNAL: dict[str, str] = {
    "tenancy.SearchToken": "made from the other tables' words",
    "tenancy.PecAccount": "how to sign in to a mailbox is not taken away",
    "customers.Trait": "made from the customers' own columns",
    "tenancy.Counter": "the last numbers given can be read from the numbers themselves",
    "tenancy.JobRun": "how this installation's machines worked",
    "tenancy.JobFailure": "how this installation's machines worked",
    "tenancy.Alert": "what a night finds in the other tables",
    "installed_base.DueDate": "counted anew each night from machines, rules, services and contracts",
    "echeo.PortfolioImport": "uploads are the company's own files and kept for thirty days",
    "echeo.ImportedFile": "uploads are the company's own files and kept for thirty days",
}

# Columns for those with a right only, and rows that are for them only.
PRIVATE_COLUMNS: dict[str, Collection[str]] = {
    "customers.Customer": {"private_notes"},
    "contracts.Contract": {"private_notes"},
    # Whole rows as they were, with whatever they held.
    "customers.Merge": {"before", "after", "rows"},
    "echeo.ReplacedValues": {"before", "after"},
    "tenancy.Trashed": {"rows"},
}
PRIVATE_ROWS: dict[str, str] = {"customers.Communication": "private"}


@dataclass(frozen=True)
class Table:
    """One table of the archive."""

    model: type[models.Model]
    name: str
    private: bool  # whether the one who asked may read private notes

    @property
    def path(self) -> str:
        """Where it stands in the archive."""
        return f"tables/{self.name}.csv"

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """Each column's name and where its value is read: a reference gives the number or name people know."""
        hidden = () if self.private else PRIVATE_COLUMNS.get(self.model._meta.label, ())
        found = []
        for field in self.model._meta.concrete_fields:
            if getattr(field, "owns_row", False) or field.name in hidden:
                continue
            if isinstance(field, models.BinaryField):
                continue
            known = known_by(field.related_model) if field.is_relation else ""
            found.append((field.name, f"{field.name}__{known}") if known else (field.attname, field.attname))
        return found

    @property
    def file_columns(self) -> list[str]:
        """Columns that name a stored file."""
        fields = self.model._meta.concrete_fields
        return [field.name for field in fields if isinstance(field, models.FileField)]

    def rows(self) -> QuerySet[Any]:
        """The rows this export may hold, in the order of their keys."""
        rows = every_row(self.model).order_by("pk")
        mark = PRIVATE_ROWS.get(self.model._meta.label)
        return rows if self.private or not mark else rows.filter(**{mark: False})


def every_row(model: type[models.Model]) -> QuerySet[Any]:
    """All rows, also those that lists hide, such as what lies in the trash."""
    return model._base_manager.all()


def known_by(model: Any) -> str:
    """The column by which people know a row of a model: unique in its company and a text; empty where there is none."""
    if model is User:
        return "email"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            fields = list(constraint.fields)
            if len(fields) == 2 and fields[0] == "company" and fields[1] in {"number", "name"}:
                return fields[1]
    return ""


def tables(*, private: bool) -> list[Table]:
    """Every table of the archive."""
    found = [model for model in owned_models() if model._meta.label not in INTERNAL]
    with override("en"):
        names = [slugify(str(model._meta.verbose_name_plural)) for model in found]
    twice = Counter(names)
    return [
        Table(model, name if twice[name] == 1 else f"{model._meta.app_label}-{name}", private)
        for model, name in zip(found, names, strict=True)
    ]


def owned_models() -> Iterator[type[models.Model]]:
    """Every model whose rows belong to a company."""
    return (model for model in apps.get_models() if issubclass(model, CompanyOwned))


def company_row(company: Company) -> tuple[list[str], list[Any]]:
    """What the company says of itself."""
    fields = [f for f in Company._meta.concrete_fields if not isinstance(f, models.BinaryField)]
    return [field.name for field in fields], [getattr(company, field.attname) for field in fields]


def member_rows(company: Company) -> tuple[list[str], Iterator[list[Any]]]:
    """The people of the company."""
    names = ["id", "name", "email", "role", "granted", "denied", "joined_at", "left_on"]
    columns = ("pk", "user__name", "user__email", "role", "granted", "denied", "joined_at", "left_on")
    return names, (list(row) for row in company.memberships.order_by("pk").values_list(*columns))
