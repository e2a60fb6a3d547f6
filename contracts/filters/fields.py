"""What several lists about contracts are narrowed by."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.models import ContractTemplate
from customers.models import Customer
from tenancy.models import Technician
from ui.forms import RemoteSelect


class OnDayFilter(django_filters.FilterSet):
    """Filters that need to know which day it is at the company."""

    @property
    def on(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[no-any-return]


def _customers(request: Any) -> QuerySet[Customer]:
    rows: QuerySet[Customer] = Customer.objects.all()
    return rows


def all_templates(request: Any) -> QuerySet[ContractTemplate]:
    """The templates to choose among."""
    return ContractTemplate.objects.all()


def all_technicians(request: Any) -> QuerySet[Technician]:
    """The technicians to choose among."""
    return Technician.objects.all()


def customer_filter(**kwargs: Any) -> django_filters.ModelChoiceFilter:
    """A filter by one customer, found while one types."""
    return django_filters.ModelChoiceFilter(
        queryset=_customers, widget=RemoteSelect("customers:options"), label=_("Customer"), **kwargs
    )
