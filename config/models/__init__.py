from config.models.portfolio_import import ImportedFile, PortfolioImport

__all__ = ["ImportedFile", "PortfolioImport"]
