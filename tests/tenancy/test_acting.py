from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from customers.models import Customer
from tenancy.acting import acting_company, acting_for, is_acting
from tenancy.models import Company
from tests.factories.customers import CustomerFactory


def test_rows_of_another_company_do_not_exist(company_a: Company, company_b: Company) -> None:
    with acting_for(company_a):
        mine = CustomerFactory()
    with acting_for(company_b):
        CustomerFactory()
    with acting_for(company_a):
        assert list(Customer.objects.all()) == [mine]


def test_without_an_acting_company_a_query_is_an_error_and_not_an_empty_page(company_a: Company) -> None:
    with acting_for(company_a):
        CustomerFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        Customer.objects.count()


def test_nested_use_goes_back_to_the_former_company(company_a: Company, company_b: Company) -> None:
    with acting_for(company_a):
        CustomerFactory()
        with acting_for(company_b):
            assert acting_company() == company_b
            assert Customer.objects.count() == 0
        assert acting_company() == company_a
        assert Customer.objects.count() == 1


def test_a_day_begins_at_the_company_s_own_midnight(company_a: Company) -> None:
    with time_machine.travel("2026-11-26 23:30Z", tick=False):
        with acting_for(company_a):
            made = CustomerFactory.create()
            assert company_a.today() == date(2026, 11, 27)
            assert list(Customer.objects.filter(created_at__date=company_a.today())) == [made]
            assert timezone.localtime(made.created_at).date() == company_a.today()
        assert timezone.localtime(made.created_at).date() == date(2026, 11, 26)


def test_an_error_inside_leaves_the_former_company_acting(company_a: Company, company_b: Company) -> None:
    with acting_for(company_a):
        with pytest.raises(ZeroDivisionError), acting_for(company_b):
            raise ZeroDivisionError
        CustomerFactory()
        assert Customer.objects.count() == 1
    assert not is_acting()


def test_a_database_error_inside_leaves_the_former_company_acting(
    company_a: Company, company_b: Company
) -> None:
    with acting_for(company_a):
        with pytest.raises(DatabaseError), acting_for(company_b):
            connection.cursor().execute("SELECT 1/0")
        assert Customer.objects.count() == 0
