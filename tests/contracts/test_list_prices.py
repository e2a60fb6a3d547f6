from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from config import nightly
from contracts.amending.applying import amend
from contracts.amending.wanted import Content, Wanted, Wish, content_of
from contracts.leaks import LEAKS
from contracts.models import Contract, Notice, Revision, Service, TemplateService
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Alert, Company
from tests.contracts.test_contract_pages import BASE, filled
from tests.factories.contracts import (
    ContractFactory,
    LineFactory,
    PriceFactory,
    PriceListFactory,
    ServiceFactory,
    TemplateFactory,
    TemplateServiceFactory,
)
from tests.factories.customers import CustomerFactory, CustomerGroupFactory

D = Decimal
SIGNED, NOTICED, RENEWED = date(2026, 3, 1), date(2026, 10, 5), date(2027, 3, 4)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def boiler(company_a: Company) -> Service:
    """The service at 130.00 in 2026; for managers at 120.00, and at 125.50 from 2027 on."""
    with acting_for(company_a):
        service: Service = ServiceFactory(code="BOIL", name="Boiler service")
        group = CustomerGroupFactory()
        PriceFactory(service=service, price_list__name="All", amount=D("130.00"))
        for name, starts, ends, amount in (
            ("Managers 2026", date(2026, 1, 1), date(2026, 12, 31), "120.00"),
            ("Managers 2027", date(2027, 1, 1), None, "125.50"),
        ):
            price_list = PriceListFactory(name=name, group=group, starts_on=starts, ends_on=ends)
            PriceFactory(price_list=price_list, service=service, amount=D(amount))
        return service


def following(service: Service, **more: Any) -> Contract:
    contract = ContractFactory(renewal_price="list", customer__group=CustomerGroupFactory(), **more)
    contract.lines.update(service=service)
    return sign(contract, SIGNED, on=SIGNED)


def test_the_list_price_of_the_next_term_is_settled_shown_by_the_notice_and_applied(
    company_a: Company, boiler: Service
) -> None:
    with acting_for(company_a):
        contract = following(boiler)
        LineFactory(contract=contract, label="By hand", annual_fee=D("10.00"), visits_per_year=0)
        LineFactory(contract=contract, label="Included", service=boiler, annual_fee=0, visits_per_year=0)
    nightly.run(company_a, NOTICED)
    with acting_for(company_a):
        revision = Revision.objects.get()
        row = revision.lines.get()
        assert (revision.price_rule, row.old_fee, row.new_fee) == ("list", D("120.00"), D("125.50"))
        assert row.values == [{"price_list": "Managers 2027", "price": "125.50", "unit": "year"}]
        assert Notice.objects.get().price_shown == D("135.50")
        alert = Alert.objects.get(kind="list_price_missing")
        assert (alert.facts, alert.due_on) == ({"services": ["By hand"]}, RENEWED)
        boiler.prices.update(amount=D("999.00"))  # what was settled is not computed again
    nightly.run(company_a, RENEWED)
    with acting_for(company_a):
        fees = dict(contract.lines.values_list("label", "annual_fee"))
        assert fees == {"Maintenance": D("125.50"), "By hand": D("10.00"), "Included": D("0.00")}


def test_an_amendment_keeps_the_item_of_a_line_and_lets_its_settled_price_be_settled_anew(
    company_a: Company, boiler: Service
) -> None:
    with acting_for(company_a):
        contract = following(boiler)
    nightly.run(company_a, NOTICED)
    with acting_for(company_a):
        line = contract.lines.get()
        before = content_of(line)
        wish = Wish(line.pk, Content("Renamed", before.annual_fee, 1, None, "anywhere", (), before.service))
        amend(contract, Wanted(date(2026, 11, 1), (wish,), "Why"), on=NOTICED)
        after = contract.lines.get(label="Renamed")
        assert (after.service_id, Revision.objects.standing().count()) == (boiler.pk, 0)
    nightly.run(company_a, date(2026, 10, 6))
    with acting_for(company_a):
        assert Revision.objects.standing().get().lines.get().line_id == after.pk


def test_fees_below_the_list_and_lines_it_does_not_know_are_what_would_be_lost(
    company_a: Company, boiler: Service
) -> None:
    on = date(2026, 11, 23)
    with acting_for(company_a):
        visit = ServiceFactory(unit=Service.Unit.VISIT)
        PriceFactory(
            price_list__name="Visits", price_list__group=CustomerGroupFactory(name="X"), service=visit
        )
        cheap = ContractFactory(number="CHEAP", template__annual_fee=D("500"))  # 120.00 beside 130.00
        cheap.lines.update(service=boiler)
        LineFactory(contract=cheap, service=boiler, annual_fee=0, label="Included")
        LineFactory(contract=cheap, service=visit, annual_fee=1, label="Of a list for others")
        sign(cheap, SIGNED, on=on)
        following(boiler, number="RIGHT")  # 120.00 as its group pays
        unknown = following(boiler, number="UNKNOWN")
        unknown.lines.update(service=visit)
        found = {
            cause: sorted((row.number, row.lost) for row in LEAKS[cause].rows(on))
            for cause in ("under_list", "no_list_price", "under_template", "old_price")
        }
    assert found == {
        "under_list": [("CHEAP", D("10.00"))],
        "no_list_price": [("UNKNOWN", D("120.00"))],
        "under_template": [],
        "old_price": [],
    }


def test_a_contract_takes_the_list_price_the_included_services_and_the_options_ticked(
    client_ana: Client, company_a: Company, boiler: Service
) -> None:
    with acting_for(company_a):
        customer = CustomerFactory(group=CustomerGroupFactory())
        template = TemplateFactory(name="Serenity", annual_fee=None)
        swept, fast, filter_ = (ServiceFactory(name=name) for name in ("Sweeping", "Within a day", "Filter"))
        TemplateServiceFactory(template=template, service=boiler, mode="base")
        TemplateServiceFactory(template=template, service=swept, visits_per_year=1)
        ticked = TemplateServiceFactory(template=template, service=fast, mode="option", price=D("39.00"))
        unpriced = TemplateServiceFactory(template=template, service=filter_, mode="option")
    page = client_ana.get(f"{BASE}new/?customer={customer.pk}&template={template.pk}").content.decode()
    assert [
        text in page for text in ('value="120.00"', "Included: Sweeping.", "Within a day (€39.00 a year)")
    ] == ([True] * 3)
    typed = filled(customer.pk, template.pk) | {"lines-0-service": boiler.pk, "options": [ticked.pk]}
    refused = client_ana.post(f"{BASE}new/", typed | {"options": [unpriced.pk]}).content.decode()
    assert "“Filter” has no price on that day" in refused
    assert client_ana.post(f"{BASE}new/", typed).status_code == 302
    with acting_for(company_a):
        rows = Contract.objects.get().lines.values_list("label", "service", "annual_fee", "visits_per_year")
        assert list(rows) == [
            ("Boiler", boiler.pk, D("123.45"), 1),
            ("Sweeping", swept.pk, D("0.00"), 1),
            ("Within a day", fast.pk, D("39.00"), 0),
        ]


def test_choosing_an_item_brings_its_name_and_its_price_for_the_visits_of_the_line(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory()
        sweeping = PriceFactory(amount=D("62.00"), service__unit="visit", service__name="Sweeping").service
    typed = filled(customer.pk, template.pk) | {
        "refresh": "service", "of": "lines-0", "lines-0-service": sweeping.pk, "lines-0-visits_per_year": "2",
    }  # fmt: skip
    page = client_ana.post(f"{BASE}new/", typed).content.decode()
    assert ('value="Sweeping"' in page, 'value="124.00"' in page) == (True, True)


def test_the_services_of_a_template_are_written_on_one_page(
    client_ana: Client, company_a: Company, boiler: Service
) -> None:
    with acting_for(company_a):
        template, other = TemplateFactory(), ServiceFactory()
    path = f"{BASE}templates/{template.pk}/services/"
    typed = {
        "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0",
        "rows-0-service": boiler.pk, "rows-0-mode": "base", "rows-0-price": "", "rows-0-visits_per_year": "0",
        "rows-1-service": other.pk, "rows-1-mode": "option", "rows-1-price": "25,00", "rows-1-visits_per_year": "1",
    }  # fmt: skip
    twice = client_ana.post(path, typed | {"rows-1-mode": "base", "rows-1-price": ""}).content.decode()
    assert "The fee of the contract is for one service only." in twice
    priced = client_ana.post(path, typed | {"rows-1-mode": "included"}).content.decode()
    assert "Only an option has a price here." in priced
    again = client_ana.post(path, typed | {"rows-1-service": boiler.pk}).content.decode()
    assert "This service stands in another line already." in again
    assert client_ana.post(path, typed).status_code == 302
    held = client_ana.post(path, typed).content.decode()
    assert "This service stands in another line already." in held
    with acting_for(company_a):
        rows = TemplateService.objects.values_list("service", "mode", "price", "visits_per_year")
        assert list(rows) == [(boiler.pk, "base", None, 0), (other.pk, "option", D("25.00"), 1)]
