import io
from datetime import date

from django.test import Client

from config.portfolio import Source, import_portfolio
from customers.models import Customer, CustomerGroup
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import PriceListFactory
from tests.factories.customers import CustomerFactory, CustomerGroupFactory

BASE = "/t/alpha/customers/"
FILE = "Code client;Type;Nom;Groupe de clients\nC1;Particulier;Dupont;Syndics\nC2;Particulier;Martin;\n"


def test_customers_are_put_into_a_group_and_found_by_it(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        group, one, other = CustomerGroupFactory(), CustomerFactory(), CustomerFactory()
    done = client_ana.post(
        BASE,
        {"action": "group", "pk": [one.pk], "group": group.pk, "confirm": "1", "expected": "1"},
        follow=True,
    )
    assert "1 customer changed." in done.content.decode()
    pages = {
        wanted: client_ana.get(BASE, {"group": wanted}).content.decode() for wanted in (group.pk, "null")
    }
    found = {wanted: [row.number in page for row in (one, other)] for wanted, page in pages.items()}
    assert found == {group.pk: [True, False], "null": [False, True]}
    exported = client_ana.get(BASE, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [("Property managers" in line) for line in exported] == [False, True, False]


def test_a_file_brings_groups_in_and_changes_them_only_when_told(company_a: Company) -> None:
    def bring(text: str, **kwargs: object) -> None:
        given = [Source("customers.csv", io.BytesIO(text.encode()))]
        import_portfolio(company_a, given, on=date(2026, 11, 22), **kwargs)  # type: ignore[arg-type]

    bring(FILE)
    bring(FILE.replace("Martin;", "Martin;Syndics").replace("Dupont;Syndics", "Dupont;Amis"),
          update={"customers": {"group"}})  # fmt: skip
    with acting_for(company_a):
        assert dict(Customer.objects.values_list("number", "group__name")) == {"C1": "Amis", "C2": "Syndics"}
        assert set(CustomerGroup.objects.values_list("name", flat=True)) == {"Amis", "Syndics"}


def test_a_group_goes_only_when_nobody_and_no_price_list_needs_it(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        used, priced, free = (CustomerGroupFactory(name=name) for name in ("Used", "Priced", "Free"))
        CustomerFactory(group=used)
        PriceListFactory(group=priced)
    answers = {
        group.name: client_ana.post(f"{BASE}groups/{group.pk}/delete/") for group in (used, priced, free)
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "Used": 200,
        "Priced": 200,
        "Free": 302,
    }
    assert "1 customer belongs to it" in answers["Used"].content.decode()
    assert "still name this group" in answers["Priced"].content.decode()
