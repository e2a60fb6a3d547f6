from config.models.import_record import ImportedRows, ImportUndo, ReplacedValues
from config.models.portfolio_import import ColumnMapping, ImportedFile, PortfolioImport

__all__ = [
    "ColumnMapping",
    "ImportUndo",
    "ImportedFile",
    "ImportedRows",
    "PortfolioImport",
    "ReplacedValues",
]
