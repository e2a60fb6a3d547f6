"""What imports keep of a person: values that gave way, and the rows that were refused."""

from collections.abc import Collection
from typing import Any

from django.db import models

from config.models import ImportedFile, PortfolioImport, ReplacedValues
from customers.models import Customer
from tenancy import erasing
from tenancy.erasing import Rows

QUOTED = ("value", "kept", "brought")
SETTLED = (PortfolioImport.State.IMPORTED, PortfolioImport.State.UNDONE)


def register() -> None:
    """Say what becomes of the tables of imports."""
    erasing.deletes(ReplacedValues)
    erasing.leaves(ImportedFile, "an uploaded file is everybody's and is thrown away after thirty days")
    erasing.register_sweep(forget_imports)


def forget_imports(model: type[models.Model], ids: Collection[int], rows: Rows) -> dict[str, int]:
    """Values of hers that an import replaced, and what was said of rows of hers that were refused."""
    count = 0
    for table, keys in rows.items():
        replaced = ReplacedValues.objects.filter(table=table._meta.db_table, row_id__in=keys)
        count += replaced.delete()[0]
    numbers = {row.number for row in Customer.everyone.filter(pk__in=ids)}
    for job in PortfolioImport.objects.filter(state__in=SETTLED):
        told, seen = _without(job.report, numbers), _without_samples(job.sheets)
        if told or seen:
            job.save(update_fields=["report", "sheets"])
    return {ReplacedValues._meta.label_lower: count}


def _without(told: Any, numbers: Collection[str]) -> bool:
    """Empty what was quoted from rows under these numbers; gives whether there was any."""
    if isinstance(told, list):
        return sum(_without(each, numbers) for each in told) > 0
    if not isinstance(told, dict):
        return False
    quoted = [name for name in QUOTED if told.get("reference") in numbers and told.get(name)]
    told.update(dict.fromkeys(quoted, ""))
    return sum(_without(each, numbers) for each in told.values()) > 0 or bool(quoted)


def _without_samples(sheets: Any) -> bool:
    """Empty the examples of values that helped to settle the columns; nobody needs them after the import."""
    having = [sheet for sheet in sheets if isinstance(sheet, dict) and any(sheet.get("samples") or ())]
    for sheet in having:
        sheet["samples"] = [[] for _column in sheet["samples"]]
    return bool(having)
