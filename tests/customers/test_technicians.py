"""Who may be sent to a customer or to one of her sites; nobody named means everybody."""

import pytest
from django.test import Client

from customers.allowing import may_come
from customers.models import AllowedTechnician, Customer, Site
from tenancy.models import Company, Technician
from tests.factories.contracts import ContractFactory
from tests.factories.customers import AllowedTechnicianFactory, CustomerFactory, SiteFactory
from tests.factories.tenancy import TechnicianFactory

HOME = "/t/alpha/customers/"


@pytest.fixture
def crew(acting_a: Company) -> tuple[Technician, Technician]:
    return TechnicianFactory.create(name="Luc"), TechnicianFactory.create(name="Eva")


def test_the_site_s_list_counts_before_the_customer_s(crew: tuple[Technician, Technician]) -> None:
    luc, eva = crew
    site = SiteFactory.create()
    customer = site.customer
    assert may_come(luc, customer, site) and may_come(eva, customer)
    AllowedTechnicianFactory.create(customer=customer, technician=luc)
    assert (may_come(luc, customer, site), may_come(eva, customer, site)) == (True, False)
    AllowedTechnicianFactory.create(customer=customer, site=site, technician=eva)
    assert (may_come(luc, customer, site), may_come(eva, customer, site)) == (False, True)
    assert may_come(luc, customer)


def test_they_are_chosen_in_the_forms_and_shown_on_the_cards(
    client_ana: Client, crew: tuple[Technician, Technician]
) -> None:
    luc, eva = crew
    typed = {"last_name": "A", "kind": "individual", "country": "FR"}
    client_ana.post(f"{HOME}new/", typed | {"technicians": [luc.pk, eva.pk], "city": "Mâcon"})
    customer, site = Customer.objects.get(), Site.objects.get()
    assert [each.technician for each in AllowedTechnician.objects.of(customer)] == [eva, luc]
    edit = f"{HOME}{customer.pk}/edit/"
    assert client_ana.get(edit).context["form"]["technicians"].value() == [eva.pk, luc.pk]
    client_ana.post(edit, typed | {"number": customer.number, "technicians": [luc.pk]})
    client_ana.post(
        f"{HOME}sites/{site.pk}/edit/", {"name": "Cellar", "country": "FR", "technicians": [eva.pk]}
    )
    assert [each.technician for each in AllowedTechnician.objects.of(customer)] == [luc]
    assert [each.technician for each in AllowedTechnician.objects.of(customer, site)] == [eva]
    assert "Luc" in client_ana.get(f"{HOME}{customer.pk}/").content.decode()
    assert "Eva" in client_ana.get(f"{HOME}sites/{site.pk}/").content.decode()


def test_customers_are_filtered_by_who_may_be_sent(
    client_ana: Client, crew: tuple[Technician, Technician]
) -> None:
    luc, eva = crew
    free, only_luc, only_eva = (CustomerFactory.create(last_name=name, first_name="") for name in "ABC")
    AllowedTechnicianFactory.create(customer=only_luc, technician=luc)
    AllowedTechnicianFactory.create(customer=only_eva, technician=eva)
    shown = client_ana.get(HOME, {"technician": luc.pk}).context["table"].paginated_rows
    assert [row.record for row in shown] == [free, only_luc]


def test_a_contract_takes_no_technician_who_may_not_come(
    client_ana: Client, crew: tuple[Technician, Technician]
) -> None:
    luc, eva = crew
    contract = ContractFactory.create()
    AllowedTechnicianFactory.create(customer=contract.customer, technician=luc)
    edit = f"/t/alpha/contracts/{contract.pk}/edit/"
    shown = client_ana.get(edit).context["form"]
    typed = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    lines = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-label": "A", "lines-0-annual_fee": 120,
             "lines-0-visits_per_year": 1, "lines-0-visit_position": "anywhere"}  # fmt: skip
    errors = client_ana.post(edit, typed | lines | {"technician": eva.pk}).context["form"].errors
    assert errors["technician"] == ["This technician is not among those allowed there."]
    allowed = client_ana.post(edit, typed | lines | {"technician": luc.pk})
    assert allowed.status_code == 302 or "technician" not in allowed.context["form"].errors


def test_a_new_contract_begins_with_the_customer_s_vat_rate(client_ana: Client, acting_a: Company) -> None:
    customer = CustomerFactory.create(vat_rate=10)
    form = client_ana.get("/t/alpha/contracts/new/", {"customer": customer.pk}).context["form"]
    assert form["vat_rate"].value() == 10
    again = client_ana.post(
        "/t/alpha/contracts/new/", {"refresh": "customer", "customer": customer.pk, "vat_rate": "20"}
    )
    assert again.context["form"]["vat_rate"].value() == "10.00"
