from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client

from customers.models import Customer
from tenancy import links
from tenancy.acting import acting, acting_for
from tenancy.links import Link
from tenancy.models import Company
from tests.factories.customers import CustomerFactory


def show(request: HttpRequest, link: Link) -> HttpResponse:
    customer = Customer.objects.filter(pk=link.object_id).first()
    if customer is None:
        raise Http404
    if request.method == "POST":
        Customer.objects.filter(pk=customer.pk).update(city="Cluny")
        if request.POST.get("fail"):
            return HttpResponse(status=500)
    who = acting()
    rows = Customer.objects.all()
    template = engines["django"].from_string(
        "{{ who.source }} {{ who.actor }}{% for row in rows %} {{ row.number }}{% endfor %}"
    )
    return TemplateResponse(request, template, {"who": who, "rows": rows})


@pytest.fixture(autouse=True)
def purpose() -> Iterator[None]:
    links.register("show", show)
    yield
    links._views.pop("show")


def address(company: Company, object_id: int, days: int = 0, purpose: str = "show") -> str:
    return links.make(company, purpose, object_id, company.today() + timedelta(days=days)).removeprefix(
        settings.SITE_URL
    )


@pytest.fixture
def customer(company_a: Company, company_b: Company) -> Customer:
    with acting_for(company_b):
        CustomerFactory.create(number="B1")
    with acting_for(company_a):
        mine: Customer = CustomerFactory.create(number="A1", city="Mâcon")
    return mine


def test_a_link_shows_its_object_and_acts_as_link_for_its_company_alone(
    client: Client, company_a: Company, customer: Customer
) -> None:
    answer = client.get(address(company_a, customer.pk))
    assert (answer.status_code, answer.content.decode()) == (200, "link None A1")
    assert (answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"]) == ("noindex", True)


def test_a_link_works_on_its_last_day_and_is_gone_the_day_after(
    client: Client, company_a: Company, customer: Customer
) -> None:
    answers = [client.get(address(company_a, customer.pk, days)).status_code for days in (0, -1)]
    assert answers == [200, 410]


def test_a_damaged_link_and_one_of_no_known_purpose_are_not_found(
    client: Client, company_a: Company, customer: Customer
) -> None:
    good = address(company_a, customer.pk)
    bad = [good[:-1], good + "x", "/l/guessed", "/l/a:b:c", address(company_a, customer.pk, purpose="other")]
    assert [client.get(path).status_code for path in bad] == [404] * 5


def test_a_link_does_not_open_the_row_of_another_company(
    client: Client, company_b: Company, customer: Customer
) -> None:
    assert client.get(address(company_b, customer.pk)).status_code == 404


def test_the_links_of_a_closed_company_are_not_found(
    client: Client, company_a: Company, customer: Customer
) -> None:
    path = address(company_a, customer.pk)
    Company.objects.update(closed_on="2026-11-01")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("form", "city"), [({}, "Cluny"), ({"fail": "1"}, "Mâcon")])
def test_a_link_that_fails_writes_nothing(
    client: Client, company_a: Company, customer: Customer, form: dict[str, str], city: str
) -> None:
    client.post(address(company_a, customer.pk), form)
    with acting_for(company_a):
        assert Customer.objects.get().city == city
