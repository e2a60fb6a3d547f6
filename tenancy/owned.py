"""What a row that belongs to a company is made of."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from tenancy.acting import acting_company_id


class CompanyField(models.ForeignKey):
    """The owner of a row, filled from the acting company; the schema editor closes tables that have one."""

    owns_row = True

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("to", "tenancy.Company")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("default", acting_company_id)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)
        super().__init__(**kwargs)


class OwnedForeignKey(models.ForeignKey):
    """A reference between two rows of one company, held by the composite key ``(company_id, x_id)``.

    At most one referring row is said with ``UniqueConstraint(fields=["company", "x"])``, as for any other unique.
    """

    owned_key = True

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, path, args, kwargs


class CompanyOwned(models.Model):
    """A row of one company. Domain code never names the company: the acting one fills and filters it."""

    company = CompanyField()

    class Meta:
        abstract = True
