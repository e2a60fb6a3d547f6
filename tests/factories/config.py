from datetime import date

import factory
from factory.django import DjangoModelFactory

from config.models import (
    ColumnMapping,
    ImportedFile,
    ImportedRows,
    ImportUndo,
    PortfolioImport,
    ReplacedValues,
)


class PortfolioImportFactory(DjangoModelFactory[PortfolioImport]):
    """Files that were checked."""

    class Meta:
        model = PortfolioImport

    on = date(2026, 11, 22)
    state = PortfolioImport.State.TRIED


class ImportedFileFactory(DjangoModelFactory[ImportedFile]):
    """A file of which only the row exists."""

    class Meta:
        model = ImportedFile

    owner = factory.SubFactory(PortfolioImportFactory)
    name = "customers.csv"
    size = 6
    content = "nowhere/customers.csv"


class ColumnMappingFactory(DjangoModelFactory[ColumnMapping]):
    """The columns of some headers, settled."""

    class Meta:
        model = ColumnMapping

    fingerprint = factory.Sequence(lambda n: f"{n:064}")
    noun = "customers"
    headers = ["Ref"]
    columns = {"Ref": "number"}


class ImportedRowsFactory(DjangoModelFactory[ImportedRows]):
    """Rows of a table where nobody has any."""

    class Meta:
        model = ImportedRows

    owner = factory.SubFactory(PortfolioImportFactory)
    table = "customers_customer"
    first_key = 900_000_001
    last_key = 900_000_002


class ReplacedValuesFactory(DjangoModelFactory[ReplacedValues]):
    """A town that gave way to another, of a customer who is gone."""

    class Meta:
        model = ReplacedValues

    owner = factory.SubFactory(PortfolioImportFactory)
    table = "customers_customer"
    row_id = 900_000_001
    before = {"city": "Lyon"}
    after = {"city": "Paris"}


class ImportUndoFactory(DjangoModelFactory[ImportUndo]):
    """An import that was taken back."""

    class Meta:
        model = ImportUndo

    owner = factory.SubFactory(PortfolioImportFactory)
