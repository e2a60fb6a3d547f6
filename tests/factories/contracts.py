from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from contracts.models import Contract, ContractTemplate, Line
from tests.factories.customers import CustomerFactory


class TemplateFactory(DjangoModelFactory[ContractTemplate]):
    """Comfort: tacit, yearly, one visit; one row however often asked."""

    class Meta:
        model = ContractTemplate
        django_get_or_create = ("name",)

    name = "Comfort"
    annual_fee = Decimal("120.00")
    vat_rate = Decimal("10")


class ContractFactory(DjangoModelFactory[Contract]):
    """A draft from 4 March 2026, tacit, two months' notice, one line of 120.00."""

    class Meta:
        model = Contract
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"K{n:05}")
    customer = factory.SubFactory(CustomerFactory)
    template = factory.SubFactory(TemplateFactory)
    start_on = date(2026, 3, 4)
    vat_rate = Decimal("10")
    line = factory.RelatedFactory("tests.factories.contracts.LineFactory", factory_related_name="contract")


class LineFactory(DjangoModelFactory[Line]):
    """One service at 120.00 a year, one visit."""

    class Meta:
        model = Line

    contract = factory.SubFactory(ContractFactory, line=None)
    label = "Maintenance"
    annual_fee = Decimal("120.00")
    visits_per_year = 1
