import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from contracts.models import BillingPeriod, Block, Contract, Term
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, Technician
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, TemplateFactory
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory

TODAY = date(2026, 11, 23)
BASE = "/t/alpha/contracts/"
VERBS = ("edit", "send", "sign", "refuse", "withdraw", "renew", "block", "lift")


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def signed(company_a: Company) -> Contract:
    with acting_for(company_a):
        return sign(ContractFactory(number="K1"), date(2026, 3, 1), on=TODAY)


@pytest.fixture
def draft(company_a: Company) -> Contract:
    with acting_for(company_a):
        return ContractFactory(number="D1")


def words(client: Client, path: str) -> str:
    response = client.get(BASE + path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_shows_where_each_contract_stands_today(client_ana: Client, signed: Contract) -> None:
    page = words(client_ana, "")
    row = page[page.index(f'data-pk="{signed.pk}"') :]
    shown = [
        text in row
        for text in (
            "K1",
            "Dupont Zoé",
            "Active",
            "2026-03-04",
            "2027-03-03",
            "120.00",
            "2027-01-03",
            "To send",
        )
    ]
    assert shown == [True] * 8


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=K1", ["K1"]),
        ("?q=dupont", ["D1", "K1"]),
        ("?q=nobody", []),
        ("?state=active", ["K1"]),
        ("?state=draft", ["D1"]),
        ("?notice=prepared", ["K1"]),
        ("?notice=sent", []),
        ("?notice=missed", []),
        ("?notice=waiting", []),
        ("?notice=not_required", []),
        ("?due=yes", ["K1"]),
        ("?due=no", ["D1"]),
        ("?renewal=express", []),
        ("?blocked=yes", []),
        ("?ends_after=2027-03-01&ends_before=2027-03-31", ["K1"]),
        ("?ends_after=2027-04-01", []),
        ("?sort=-fee", ["D1", "K1"]),
        ("?sort=refuse_by", ["K1", "D1"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    client_ana: Client, signed: Contract, draft: Contract, query: str, found: list[str]
) -> None:
    page = words(client_ana, query)
    numbers = re.findall(r'<a href="/t/alpha/contracts/\d+/">([^<]+)</a>', page)
    assert numbers == found


def test_a_machine_and_a_customer_lead_to_their_contracts(
    client_ana: Client, company_a: Company, draft: Contract
) -> None:
    with acting_for(company_a):
        other = ContractFactory(number="K2")
        machine = EquipmentFactory(customer=other.customer)
        LineEquipmentFactory(line=other.lines.get(), equipment=machine)
    for query in (f"?customer={other.customer_id}&panel=1", f"?equipment={machine.pk}&panel=1"):
        assert re.findall(r'<a href="/t/alpha/contracts/\d+/">([^<]+)</a>', words(client_ana, query)) == [
            "K2"
        ]


def test_the_export_has_what_the_list_shows_for_every_row(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        for number in range(30):
            sign(ContractFactory(number=f"K{number:02}"), date(2026, 3, 1), on=TODAY)
    lines = client_ana.get(BASE + "?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 31
    shown = "Number,Customer,Main contract,Town,State,Term from,Term to,Yearly fee,Refuse by,Notice"
    assert (
        lines[0]
        == f"{shown},Visits owed,Technician,Job number,Cost centre,Revenue account,Next visit counted from"
    )
    assert lines[30].startswith(
        "K29,Dupont Zoé,,Mâcon,Active,2026-03-04,2027-03-03,120.00,2027-01-03,To send,1,,,,,"
    )


@pytest.mark.parametrize(("rows", "queries"), [(1, 17), (3, 17)])
def test_the_list_asks_the_same_number_of_queries_however_many_rows(
    client_ana: Client, company_a: Company, rows: int, queries: int, django_assert_num_queries: object
) -> None:
    with acting_for(company_a):
        for _ in range(rows):
            sign(ContractFactory(), date(2026, 3, 1), on=TODAY)
    client_ana.get(BASE)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client_ana.get(BASE)


@pytest.mark.parametrize(("machines", "queries"), [(1, 34), (3, 34)])
def test_the_page_asks_the_same_number_of_queries_however_much_hangs_on_it(
    client_ana: Client,
    company_a: Company,
    signed: Contract,
    machines: int,
    queries: int,
    django_assert_num_queries: object,
) -> None:
    with acting_for(company_a):
        for _ in range(machines):
            LineEquipmentFactory(
                line=signed.lines.get(), equipment=EquipmentFactory(customer=signed.customer)
            )
    client_ana.get(f"{BASE}{signed.pk}/")
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client_ana.get(f"{BASE}{signed.pk}/")


def test_the_page_tells_the_rule_behind_each_date(client_ana: Client, signed: Contract) -> None:
    page = words(client_ana, f"{signed.pk}/")
    assert "2 months before the last day of the term, 03/03/2027" in page
    assert (
        "at the earliest 3 months before the last day to refuse, 01/03/2027 (Code de la consommation, L215-1)"
        in page
    )
    assert 'class="echeo-line-mark echeo-line-diamond echeo-red" tabindex="0"' in page
    assert "Next term: 03/04/2027 – 03/03/2028" in page


@pytest.mark.parametrize("tab", ["lines", "terms", "billing", "visits", "history"])
def test_each_tab_opens_by_its_address(client_ana: Client, signed: Contract, tab: str) -> None:
    assert f'id="tab-{tab}"' in words(client_ana, f"{signed.pk}/?tab={tab}")


def test_those_who_may_not_see_fees_find_none_anywhere(
    client_ben: Client, company_a: Company, signed: Contract
) -> None:
    Membership.objects.filter(user__email="ben@alpha.example").update(granted=["exports.run", "history.view"])
    pages = [
        words(client_ben, path)
        for path in (
            "",
            f"{signed.pk}/",
            *(f"{signed.pk}/?tab={tab}" for tab in ("terms", "billing", "visits", "history")),
            "register/",
        )
    ]
    exports = [
        client_ben.get(BASE + path).content.decode("utf-8-sig")
        for path in ("?export=csv", "register/?export=csv")
    ]
    assert ["120.00" in page for page in [*pages, *exports]] == [False] * 9
    assert client_ben.get(BASE + "billing/").status_code == 403
    paper = f"/letters/contracts/{signed.pk}."
    assert paper not in client_ben.get(f"{BASE}{signed.pk}/").content.decode()


def test_a_contract_is_made_from_a_customer_with_a_number_of_the_year(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory()
        machine = EquipmentFactory(customer=customer)
    page = words(client_ana, f"new/?customer={customer.pk}&template={template.pk}")
    assert "As in the template." in page
    response = client_ana.post(
        BASE + "new/", filled(customer=customer.pk, template=template.pk, machine=machine.pk)
    )
    with acting_for(company_a):
        contract = Contract.objects.get()
        line = contract.lines.get()
        assert response.headers["Location"] == f"/t/alpha/contracts/{contract.pk}/"
        assert (contract.number, line.annual_fee, contract.created_by.email) == (
            "2026-0001",
            Decimal("123.45"),
            "ana@alpha.example",
        )
        assert list(line.machines.values_list("equipment_id", flat=True)) == [machine.pk]


def filled(
    customer: int | str = "", template: int | str = "", machine: int | str = "", **changes: str
) -> dict[str, Any]:
    """The form as a browser posts it."""
    form: dict[str, Any] = {
        "customer": customer,
        "template": template,
        "number": "",
        "start_on": "2026-12-01",
        "final_end_on": "",
        "term_months": "12",
        "anchor_rule": "anniversary",
        "calendar_month": "12",
        "renewal": "tacit",
        "renewal_control": "",
        "max_renewals": "",
        "notice_months": "2",
        "notice_days": "0",
        "renewal_price": "keep",
        "revision_percent": "",
        "billing_step": "12",
        "billing_due": "advance",
        "billing_days": "0",
        "vat_rate": "10",
        "covers_parts": "none",
        "call_outs": "",
        "response_hours": "",
        "services": "",
        "notes": "",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-label": "Boiler",
        "lines-0-annual_fee": "123.45",
        "lines-0-visits_per_year": "1",
        "lines-0-visit_month": "",
        "lines-0-visit_position": "anywhere",
        "lines-0-machines": [machine] if machine else [],
        "lines-0-starts_on": "",
        "lines-0-ends_on": "",
    }
    return form | changes


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"term_months": ""}, "Say how long a term lasts: renewed without a length"),
        ({"notice_days": "10"}, "Give the notice in months or in days, not both."),
        ({"notice_months": "12"}, "The notice must be shorter than the term."),
        ({"final_end_on": "2026-11-01"}, "The final end lies before the start."),
        ({"renewal_price": "percent"}, "By how much is the fee raised?"),
        ({"anchor_rule": "visit"}, "Counting from the visit goes with express renewal only."),
        ({"start_on": "2026-02-31"}, "Enter a valid date."),
        ({"lines-0-annual_fee": "a lot"}, "Enter an amount, such as 120.00."),
        (
            {"lines-0-starts_on": "2027-01-01", "lines-0-ends_on": "2026-01-01"},
            "The line ends before it starts.",
        ),
        ({"number": "K1"}, "Another contract has this number."),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_typed_is_lost(
    client_ana: Client, company_a: Company, signed: Contract, changes: dict[str, str], complaint: str
) -> None:
    data = filled(
        customer=signed.customer_id, template=signed.template_id, services="Typed by hand", **changes
    )
    response = client_ana.post(BASE + "new/", data)
    page = response.content.decode()
    assert [text in page for text in (complaint, "Typed by hand", 'value="Boiler"')] == [True] * 3
    with acting_for(company_a):
        assert Contract.objects.count() == 1


@pytest.mark.parametrize("what", ["line", "customer", "template", "preview"])
def test_the_form_is_shown_anew_without_saving_and_keeps_what_was_typed(
    client_ana: Client, company_a: Company, what: str
) -> None:
    with acting_for(company_a):
        template, machine = TemplateFactory(), EquipmentFactory()
    data = filled(customer=machine.customer_id, template=template.pk, refresh=what, number="X-7")
    page = client_ana.post(BASE + "new/", data).content.decode()
    assert ('value="X-7"' in page, machine.number in page, "needs your attention" in page) == (
        True,
        True,
        False,
    )
    assert ('name="lines-1-label"' in page) is (what == "line")
    assert 'name="notice_days" value="0"' in page
    assert ("12/01/2026 to 11/30/2027" in page) is (what == "preview")
    with acting_for(company_a):
        assert not Contract.objects.exists()


def test_a_machine_made_beside_a_draft_is_offered_and_nothing_typed_is_lost(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory.create(), TemplateFactory.create()
    data = filled(customer=customer.pk, template=template.pk, refresh="customer", number="X-7")
    new = f"/t/alpha/equipment/new/?customer={customer.pk}"
    assert f'href="{new}"' in client_ana.post(BASE + "new/", data).content.decode()
    assert (
        client_ana.post(new, {"customer": customer.pk, "new_type": "Stove", "brand": "MCZ"}).status_code
        == 302
    )
    page = client_ana.post(BASE + "new/", data).content.decode()
    assert ("MCZ" in page, 'value="X-7"' in page) == (True, True)


def test_a_first_term_too_short_for_the_notice_is_warned_about(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory()
    data = filled(customer=customer.pk, template=template.pk, anchor_rule="calendar", start_on="2026-11-01")
    page = client_ana.post(BASE + "new/", data, follow=True).content.decode()
    assert "too short for the lawful notice" in page or "longer than the term" in page
    assert "The first term is shorter than the others and owes no visit" in page
    with acting_for(company_a):
        made = sign(Contract.objects.get(), date(2026, 10, 20), on=date(2026, 10, 20))
        assert made.owed_visits.count() == 0
    page = client_ana.get(f"{BASE}{made.pk}/?tab=visits").content.decode()
    assert "Term 1, 11/01/2026 – 12/31/2026, owes no visit" in page


def test_another_companys_customer_machine_and_template_cannot_be_chosen(
    client_ana: Client, company_a: Company, company_b: Company
) -> None:
    with acting_for(company_b):
        theirs = EquipmentFactory()
        template = TemplateFactory()
    data = filled(customer=theirs.customer_id, template=template.pk, machine=theirs.pk)
    assert client_ana.post(BASE + "new/", data).content.decode().count("Select a valid choice") >= 3
    with acting_for(company_a):
        assert not Contract.objects.exists()


def test_a_draft_is_edited_with_its_lines(client_ana: Client, company_a: Company, draft: Contract) -> None:
    with acting_for(company_a):
        line = draft.lines.get()
    data = filled(
        customer=draft.customer_id,
        template=draft.template_id,
        number="D1",
        **{
            "lines-INITIAL_FORMS": "1",
            "lines-0-id": str(line.pk),
            "lines-0-label": "Burner",
            "lines-TOTAL_FORMS": "2",
            "lines-1-label": "Pump",
            "lines-1-annual_fee": "10",
            "lines-1-visits_per_year": "0",
            "lines-1-visit_position": "anywhere",
        },
    )
    assert client_ana.post(f"{BASE}{draft.pk}/edit/", data).status_code == 302
    with acting_for(company_a):
        assert list(draft.lines.values_list("label", "annual_fee")) == [
            ("Burner", Decimal("123.45")),
            ("Pump", Decimal("10.00")),
        ]
    data |= {"lines-0-DELETE": "on", "lines-TOTAL_FORMS": "1"}
    response = client_ana.post(f"{BASE}{draft.pk}/edit/", data)
    assert "A contract needs one line at least." in response.content.decode()


def test_after_signature_only_technician_and_notes_change(
    client_ana: Client, company_a: Company, signed: Contract
) -> None:
    assert "What was promised stands" in words(client_ana, f"{signed.pk}/edit/")
    client_ana.post(
        f"{BASE}{signed.pk}/edit/", filled(customer=signed.customer_id, notes="Ring twice", term_months="36")
    )
    with acting_for(company_a):
        signed.refresh_from_db()
        assert (signed.notes, signed.term_months) == ("Ring twice", 12)


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_refuse_strangers_the_wrong_method_and_those_without_the_right(
    client_ana: Client, client_ben: Client, client_chloe: Client, signed: Contract, verb: str
) -> None:
    path = f"{BASE}{signed.pk}/{verb}/"
    assert client_ana.put(path).status_code == 405
    assert client_ben.get(path).status_code == 403
    assert client_ben.post(path).status_code == 403
    assert client_chloe.get(path).status_code == 404
    assert client_chloe.get(path.replace("alpha", "beta")).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "new/", "register/", "visits/", "billing/", "templates/", "templates/new/", "options/"]
)
def test_strangers_find_no_list_and_the_warehouse_may_not_look(
    client_ben: Client, client_chloe: Client, company_a: Company, path: str
) -> None:
    Membership.objects.filter(user__email="ben@alpha.example").update(role="warehouse")
    assert client_chloe.get(BASE + path).status_code == 404
    assert client_ben.get(BASE + path).status_code == 403


def test_technicians_are_set_for_several_contracts_at_once(
    client_ana: Client, company_a: Company, signed: Contract, draft: Contract
) -> None:
    with acting_for(company_a):
        marc = Technician.objects.create(name="Marc")
    data = {"action": "technician", "pk": [signed.pk, draft.pk]}
    preview = client_ana.post(BASE, data).content.decode()
    assert preview.count("No technician yet.") == 2
    client_ana.post(BASE, data | {"confirm": "1", "expected": "2", "technician": marc.pk})
    with acting_for(company_a):
        assert set(Contract.objects.values_list("technician__name", flat=True)) == {"Marc"}


def test_nothing_in_a_page_speaks_of_another_company(client_chloe: Client, signed: Contract) -> None:
    page = client_chloe.get("/t/beta/contracts/").content.decode()
    assert ("K1" in page, "No contract yet" in page) == (False, True)


def test_terms_of_signed_contracts_are_untouched_by_pages_that_are_only_read(
    client_ana: Client, company_a: Company, signed: Contract
) -> None:
    for verb in VERBS:
        client_ana.get(f"{BASE}{signed.pk}/{verb}/")
    with acting_for(company_a):
        assert (Term.objects.count(), BillingPeriod.objects.count(), Block.objects.count()) == (1, 1, 0)
