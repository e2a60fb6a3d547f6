"""The legal class stands apart from the kind, follows it unless chosen, and decides what the law wants."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from contracts.models import Contract
from contracts.noticing import owing_notice
from contracts.register import rows
from contracts.signing import sign
from contracts.standing import with_notice
from customers.models import Customer
from tenancy.models import Company
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory


@pytest.mark.parametrize(
    ("kind", "legal_class", "protected"),
    [
        ("individual", "consumer", True),
        ("condominium", "non_professional", True),
        ("business", "professional", False),
        ("public", "public", False),
    ],
)
def test_the_class_follows_the_kind(acting_a: Company, kind: str, legal_class: str, protected: bool) -> None:
    customer = CustomerFactory.create(kind=kind)
    assert (customer.legal_class, customer.is_protected()) == (legal_class, protected)


def edited(client: Client, customer: Customer, **typed: Any) -> Customer:
    shown = client.get(f"/t/alpha/customers/{customer.pk}/edit/").context["form"]
    data = {
        name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False, [])
    }
    response = client.post(f"/t/alpha/customers/{customer.pk}/edit/", data | typed)
    assert response.status_code == 302, response.context["form"].errors
    customer.refresh_from_db()
    return customer


def test_another_kind_takes_its_class_along_but_a_class_somebody_chose_stays(
    client_ana: Client, acting_a: Company
) -> None:
    customer = edited(client_ana, CustomerFactory.create(), kind="business")
    assert customer.legal_class == "professional"
    customer = edited(client_ana, customer, legal_class="non_professional")
    assert (customer.kind, customer.legal_class) == ("business", "non_professional")
    assert edited(client_ana, customer, kind="public").legal_class == "non_professional"


def test_flags_are_for_professionals_in_the_form_and_in_the_database(
    client_ana: Client, acting_a: Company
) -> None:
    customer = edited(client_ana, CustomerFactory.create(kind="business"), small_business="on")
    assert customer.small_business is True
    customer = edited(client_ana, customer, kind="individual", small_business="on")
    assert (customer.legal_class, customer.small_business) == ("consumer", False)
    with pytest.raises(IntegrityError, match="customer_flags_of_professionals"), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(small_business=True)


@pytest.mark.parametrize(
    ("values", "france", "italy"),
    [
        ({"kind": "individual"}, True, True),
        ({"kind": "condominium"}, False, False),
        ({"kind": "business", "small_business": True}, False, False),
        ({"kind": "business", "small_business": True, "outside_activity": True}, True, False),
        ({"kind": "business", "legal_class": "consumer"}, True, True),
    ],
)
def test_who_may_withdraw(acting_a: Company, values: dict[str, Any], france: bool, italy: bool) -> None:
    customer = CustomerFactory.create(**values)
    assert (customer.may_withdraw("FR"), customer.may_withdraw("IT")) == (france, italy)


def test_register_night_and_list_follow_the_class_and_not_the_kind(acting_a: Company) -> None:
    on = date(2026, 11, 22)
    shop = ContractFactory.create(customer__kind="business", customer__company_name="Durand")
    home = ContractFactory.create()
    for contract in (shop, home):
        sign(contract, date(2026, 3, 1), on=on)
    Customer.objects.filter(pk=shop.customer_id).update(legal_class="non_professional")
    Customer.objects.filter(pk=home.customer_id).update(legal_class="professional")
    assert [term.contract for term in owing_notice(on)] == [shop]
    informed = {row.number: row.notice for row in rows(on)}
    assert informed[home.number] == "not_required" != informed[shop.number]
    assert list(with_notice(Contract.objects.all(), "not_required", on)) == [home]
