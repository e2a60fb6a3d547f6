"""Customers are made, changed, deactivated; what is wrong stands at its field."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.forms import CustomerForm
from customers.models import Customer, Site
from tenancy.models import Company, Membership, User
from tests.factories.customers import CustomerFactory

NEW = "/t/alpha/customers/new/"
NOBODY = {"kind": "individual", "country": "FR"}


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def test_a_customer_gets_a_number_and_her_address_as_site(client_ana: Client, acting_a: Company) -> None:
    response = client_ana.post(
        NEW,
        NOBODY | {"last_name": "Durand", "address": "3, rue Haute", "postcode": "71000", "city": "Mâcon",
                  "phone": "03 85 12 34 56", "mobile": "00 39 06 698 12345"},
    )  # fmt: skip
    made = Customer.objects.get()
    assert response.headers["Location"] == f"/t/alpha/customers/{made.pk}/"
    assert (made.number, made.name, made.phone, made.mobile) == (
        "C00001",
        "Durand",
        "+33385123456",
        "+390669812345",
    )
    site = Site.objects.get()
    assert (site.customer, site.one_line, site.country) == (made, "3, rue Haute, 71000 Mâcon", "FR")


def test_numbers_are_never_given_twice(client_ana: Client, acting_a: Company) -> None:
    CustomerFactory.create(number="C00001")
    CustomerFactory.create(number="C00020")
    client_ana.post(NEW, NOBODY | {"last_name": "A"})
    client_ana.post(NEW, NOBODY | {"last_name": "B", "number": "C00030"})
    Customer.objects.filter(number="C00030").update(number="X")
    client_ana.post(NEW, NOBODY | {"last_name": "C"})
    assert list(
        Customer.objects.filter(last_name__in="ABC").order_by("last_name").values_list("number", flat=True)
    ) == [
        "C00021",
        "X",
        "C00031",
    ]


def test_each_fault_stands_at_its_field_and_nothing_typed_is_lost(
    client_ana: Client, acting_a: Company
) -> None:
    CustomerFactory.create(number="C7")
    typed = NOBODY | {
        "number": "C7", "phone": "12", "siret": "732 829 320 00075", "vat_number": "12345678901",
        "tax_code": "RSSMRA", "sdi_code": "12", "email": "nobody", "excluded_until": "31/02/2026", "parent": "abc",
    }  # fmt: skip
    response = client_ana.post(NEW, typed)
    assert sorted(errors(response)) == [
        *(
            "email",
            "excluded_until",
            "last_name",
            "number",
            "parent",
            "phone",
            "sdi_code",
            "siret",
            "tax_code",
        ),
        "vat_number",
    ]
    assert errors(response)["last_name"] == ["Give a surname or a company name."]
    page = response.content.decode()
    assert 'value="732 829 320 00075"' in page and 'value="12"' in page and 'id="id_siret_error"' in page
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "35600000049837", "35600000049837"),
        ("vat_number", "FR 83 404 833 048", "FR83404833048"),
        ("vat_number", "IT 00743110157", "00743110157"),
        ("vat_number", "be 0776 091 951", "BE0776091951"),
        ("tax_code", "rss mra 85t10 a562s", "RSSMRA85T10A562S"),
        ("sdi_code", "m5uxcr1", "M5UXCR1"),
        ("mobile", "06.12.34.56.78", "+33612345678"),
        ("siren", "732 829 320", "732829320"),
        ("siren", "356 000 000", "356000000"),
        ("tax_code", "RSSMRA85T10A56NH", "RSSMRA85T10A56NH"),
        ("tax_code", "80012340016", "80012340016"),
        ("iban", "fr76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("iban", "IT60 X054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
        ("discount_percent", "12.5", Decimal("12.5")),
        ("vat_rate", "5.5", Decimal("5.5")),
    ],
)
def test_numbers_of_the_state_are_kept_in_one_form(
    client_ana: Client, acting_a: Company, field: str, typed: str, kept: object
) -> None:
    assert client_ana.post(NEW, NOBODY | {"last_name": "A", field: typed}).status_code == 302
    assert getattr(Customer.objects.get(), field) == kept


def test_fields_of_the_other_country_show_only_where_they_mean_something(
    client_ana: Client, client_chloe: Client, acting_a: Company
) -> None:
    at_home = client_ana.get(NEW).context["form"].fields
    assert [name in at_home for name in ("siret", "tax_code", "pec", "province")] == [
        True,
        False,
        False,
        False,
    ]
    abroad = CustomerFactory.create(country="IT")
    fields = client_ana.get(f"/t/alpha/customers/{abroad.pk}/edit/").context["form"].fields
    assert [name in fields for name in ("siret", "tax_code", "pec", "province")] == [True, True, True, True]
    italian = client_chloe.get("/t/beta/customers/new/").context["form"].fields
    assert [name in italian for name in ("siret", "tax_code", "pec", "province")] == [False, True, True, True]


def test_a_business_is_asked_for_its_company_name(client_ana: Client, acting_a: Company) -> None:
    assert errors(client_ana.post(NEW, NOBODY | {"kind": "business"})) == {
        "company_name": ["Give a surname or a company name."]
    }


def test_what_an_import_kept_as_written_does_not_block_other_changes(
    client_ana: Client, acting_a: Company
) -> None:
    row = CustomerFactory.create(phone="ask the caretaker", tax_code="ODD")
    edit = f"/t/alpha/customers/{row.pk}/edit/"
    typed = NOBODY | {"last_name": "New", "number": row.number, "phone": row.phone, "tax_code": "ODD"}
    assert client_ana.post(edit, typed).status_code == 302
    row.refresh_from_db()
    assert (row.last_name, row.phone, row.tax_code) == ("New", "ask the caretaker", "ODD")
    assert list(errors(client_ana.post(edit, typed | {"phone": "ask somebody"}))) == ["phone"]


def test_private_notes_are_neither_shown_to_nor_lost_by_those_without_the_right(
    client_ben: Client, ben: User, acting_a: Company
) -> None:
    Membership.objects.filter(user=ben).update(granted=["customers.edit"])
    row = CustomerFactory.create(private_notes="Owes the baker")
    edit = f"/t/alpha/customers/{row.pk}/edit/"
    assert "Owes the baker" not in client_ben.get(edit).content.decode()
    typed = NOBODY | {"last_name": "New", "number": row.number, "private_notes": "gone"}
    assert client_ben.post(edit, typed).status_code == 302
    row.refresh_from_db()
    assert (row.last_name, row.private_notes) == ("New", "Owes the baker")


def test_a_customer_never_hangs_under_itself(client_ana: Client, acting_a: Company) -> None:
    owner = CustomerFactory.create()
    flat = CustomerFactory.create(parent=owner)
    room = CustomerFactory.create(parent=flat)
    for parent in (owner, flat, room):
        typed = NOBODY | {"last_name": "New", "number": owner.number, "parent": parent.pk}
        assert list(errors(client_ana.post(f"/t/alpha/customers/{owner.pk}/edit/", typed))) == ["parent"]


def test_another_company_s_customer_is_no_choice(
    client_ana: Client, acting_a: Company, company_b: Company
) -> None:
    from tenancy.acting import acting_for

    with acting_for(company_b):
        stranger = CustomerFactory.create()
    assert list(errors(client_ana.post(NEW, NOBODY | {"last_name": "A", "parent": stranger.pk}))) == [
        "parent"
    ]


def test_deactivating_says_what_happens_and_can_be_taken_back(client_ana: Client, acting_a: Company) -> None:
    row = CustomerFactory.create()
    page = f"/t/alpha/customers/{row.pk}/"
    assert "Running contracts go on" in client_ana.get(page + "deactivate/").content.decode()
    assert client_ana.post(page + "deactivate/").status_code == 302
    row.refresh_from_db()
    assert row.deactivated_on == acting_a.today()
    assert "Deactivated on" in client_ana.get(page).content.decode()
    again = client_ana.post(page + "deactivate/")
    assert again.status_code == 200 and "already" in again.content.decode()
    assert client_ana.post(page + "reactivate/").status_code == 302
    row.refresh_from_db()
    assert row.deactivated_on is None


@pytest.mark.parametrize("what", ["edit/", "deactivate/", "reactivate/", "sites/new/", "contacts/new/"])
def test_nobody_without_the_right_gets_in(
    client_ben: Client, client_chloe: Client, acting_a: Company, what: str
) -> None:
    row = CustomerFactory.create()
    address = f"customers/{row.pk}/{what}"
    assert client_ben.get("/t/alpha/" + address).status_code == 403
    assert client_ben.post("/t/alpha/" + address).status_code == 403
    assert client_ben.get(NEW).status_code == 403
    assert client_chloe.get("/t/alpha/" + address).status_code == 404
    assert client_chloe.get("/t/beta/" + address).status_code == 404
    assert client_chloe.post("/t/beta/" + address).status_code == 404
    assert client_ben.delete("/t/alpha/" + address).status_code in {403, 405}


def test_a_number_taken_in_the_same_moment_is_a_fault_of_the_form(
    client_ana: Client, acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    CustomerFactory.create(number="TAKEN")
    monkeypatch.setattr(CustomerForm, "clean_number", lambda form: form.cleaned_data["number"])
    response = client_ana.post(NEW, NOBODY | {"last_name": "A", "number": "TAKEN"})
    assert errors(response) == {"__all__": ["Another customer has this number."]}
    assert Customer.objects.count() == 1


def test_the_siren_is_read_from_the_siret_and_may_stand_alone(client_ana: Client, acting_a: Company) -> None:
    company = NOBODY | {"kind": "business", "company_name": "Durand SA"}
    client_ana.post(NEW, company | {"siret": "73282932000074"})
    made = Customer.objects.get()
    assert (made.siren, made.siret) == ("732829320", "73282932000074")
    differing = client_ana.post(NEW, company | {"siret": "73282932000074", "siren": "356000000"})
    assert list(errors(differing)) == ["siren"]


@pytest.mark.parametrize(
    ("kind", "code", "fault"),
    [
        ("business", "M5UXCR1", False),
        ("business", "UF5HHG", True),
        ("public", "UF5HHG", False),
        ("public", "M5UXCR1", True),
        ("individual", "0000000", False),
    ],
)
def test_a_recipient_code_fits_the_kind(
    client_chloe: Client, acting_b: Company, kind: str, code: str, fault: bool
) -> None:
    typed = {"kind": kind, "company_name": "Verdi", "country": "IT", "sdi_code": code}
    response = client_chloe.post("/t/beta/customers/new/", typed)
    assert (["sdi_code"] if fault else None) == (
        list(errors(response)) if response.status_code == 200 else None
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("siren", "732829321"),
        ("iban", "FR76 3000 6000 0112 3456 7890 180"),
        ("discount_percent", "101"),
        ("discount_percent", "-1"),
        ("vat_rate", "NaN"),
        ("vat_rate", "1000"),
    ],
)
def test_wrong_numbers_are_refused_at_their_fields(
    client_ana: Client, acting_a: Company, field: str, typed: str
) -> None:
    assert list(errors(client_ana.post(NEW, NOBODY | {"last_name": "A", field: typed}))) == [field]


def test_an_exclusion_does_not_end_in_the_past(client_ana: Client, acting_a: Company) -> None:
    typed = NOBODY | {"last_name": "A", "excluded": "on", "excluded_until": "2020-01-01"}
    assert errors(client_ana.post(NEW, typed)) == {"excluded_until": ["This day has passed."]}
    kept = CustomerFactory.create(number="C8", excluded=True, excluded_until="2020-01-01", country="FR")
    same = typed | {"number": "C8", "kind": "individual"}
    assert client_ana.post(f"/t/alpha/customers/{kept.pk}/edit/", same).status_code == 302


def test_account_and_discount_are_for_those_who_see_fees(
    client_ana: Client, ana: User, acting_a: Company
) -> None:
    customer = CustomerFactory.create(iban="FR7630006000011234567890189", discount_percent=5)
    card, edit = f"/t/alpha/customers/{customer.pk}/", f"/t/alpha/customers/{customer.pk}/edit/"
    assert "FR76 3000 6000" in client_ana.get(card).content.decode()
    assert "FR7630006" in client_ana.get("/t/alpha/customers/?export=csv").getvalue().decode("utf-8-sig")
    Membership.objects.filter(user=ana).update(denied=["fees.view"])
    for page in (card, edit, "/t/alpha/customers/?export=csv", f"{card}?tab=history"):
        assert "3000" not in client_ana.get(page).getvalue().decode("utf-8-sig")
    typed = NOBODY | {"last_name": "A", "number": customer.number, "iban": "", "discount_percent": "50"}
    assert client_ana.post(edit, typed).status_code == 302
    customer.refresh_from_db()
    assert (customer.iban, customer.discount_percent) == ("FR7630006000011234567890189", 5)
