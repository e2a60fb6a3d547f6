from datetime import date

import factory
from factory.django import DjangoModelFactory

from config.models import ImportedFile, PortfolioImport


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
