"""Who may be sent to a customer or to one of her sites; nobody named means everybody."""

import pytest
from django.test import Client

from customers.allowing import may_come
from customers.models import AllowedTechnician, Customer, Site
from tenancy.models import Company, Technician, User
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


def test_many_customers_get_and_lose_a_technician_after_a_preview(
    client_ana: Client, acting_a: Company
) -> None:
    luc, mia = Technician.objects.create(name="Luc"), Technician.objects.create(name="Mia")
    hers, open_one = (CustomerFactory.create(number=number) for number in ("C1", "C2"))
    AllowedTechnician.objects.create(customer=hers, technician=luc)
    chosen = {"pk": [hers.pk, open_one.pk], "technician": mia.pk}
    preview = client_ana.post("/t/alpha/customers/", chosen | {"action": "allow"}).content.decode()
    assert "Allowed today: Luc." in preview and "Everybody may be sent today" in preview
    assert AllowedTechnician.objects.count() == 1

    def done(action: str, expected: str) -> set[tuple[str, str]]:
        client_ana.post(
            "/t/alpha/customers/", chosen | {"action": action, "confirm": "1", "expected": expected}
        )
        rows = AllowedTechnician.objects.values_list("customer__number", "technician__name")
        return set(rows)

    assert done("allow", "2") == {("C1", "Luc"), ("C1", "Mia"), ("C2", "Mia")}
    assert done("allow", "2") == {("C1", "Luc"), ("C1", "Mia"), ("C2", "Mia")}
    assert done("disallow", "2") == {("C1", "Luc")}


@pytest.mark.parametrize("inherits", [True, False])
def test_a_leaving_member_s_customers_and_sites_go_to_whom_one_chooses(
    client_ana: Client, acting_a: Company, ben: User, inherits: bool
) -> None:
    hers = Technician.objects.create(name="Ben", membership=ben.memberships.get())
    luc = Technician.objects.create(name="Luc")
    alone, shared = (CustomerFactory.create(number=n, last_name=n, first_name="") for n in ("C1", "C2"))
    site = SiteFactory.create(customer=shared, name="Cellar")
    for customer, at, who in (
        (alone, None, hers), (shared, None, hers), (shared, None, luc), (shared, site, hers),
    ):  # fmt: skip
        AllowedTechnician.objects.create(customer=customer, site=at, technician=who)
    page = f"/t/alpha/settings/members/{ben.memberships.get().pk}/leave/"
    field = client_ana.get(page).context["form"]["heir_allowed"]
    assert str(field.label) == "Allowed at customers and sites (3)" and "Cellar" in str(field.help_text)
    client_ana.post(page, {"technician_leaves": "on", "heir_allowed": luc.pk if inherits else ""})
    rows = AllowedTechnician.objects.values_list("customer__number", "site__name", "technician__name")
    named = "Luc" if inherits else "Ben"
    assert set(rows) == {("C1", None, named), ("C2", None, "Luc"), ("C2", "Cellar", named)}
