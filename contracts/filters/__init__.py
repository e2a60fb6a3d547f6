"""How the office narrows contracts, visits owed and billing periods."""

from contracts.filters.contract import ContractFilter
from contracts.filters.fields import OnDayFilter, all_technicians, all_templates, customer_filter
from contracts.filters.period import PeriodFilter
from contracts.filters.visit import VisitFilter

__all__ = [
    "ContractFilter",
    "OnDayFilter",
    "PeriodFilter",
    "VisitFilter",
    "all_technicians",
    "all_templates",
    "customer_filter",
]
