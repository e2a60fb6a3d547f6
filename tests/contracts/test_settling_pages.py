import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from contracts import register
from contracts.models import BillingPeriod, Contract, ContractTemplate, OwedVisit
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, TemplateFactory

TODAY = date(2026, 11, 23)
BASE = "/t/alpha/contracts/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def quarterly(company_a: Company) -> Contract:
    """From 4 March 2026, 30.00 a quarter, four visits; three quarters and three visits have begun."""
    with acting_for(company_a):
        contract = ContractFactory(number="Q1", billing_step=3)
        contract.lines.update(visits_per_year=4)
        return sign(contract, date(2026, 3, 1), on=TODAY)


def rows(client: Client, path: str) -> int:
    response = client.get(BASE + path)
    assert response.status_code == 200
    return len(re.findall(r"<tr [^>]*data-pk=", response.content.decode()))


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 3), ("?when=soon", 4), ("?when=open", 4), ("?when=closed", 0), ("?due_on_before=2026-06-30", 2)],
)
def test_fees_due_are_listed_with_their_sum(
    client_ana: Client, quarterly: Contract, query: str, found: int
) -> None:
    assert rows(client_ana, f"billing/{query}") == found
    if found:
        assert f"€{found * 30}.00" in client_ana.get(f"{BASE}billing/{query}").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ("?when=late", 2),
        ("?when=horizon", 4),
        ("?when=done", 0),
        ("?month=6", 1),
        ("?town=Mâcon", 4),
        ("?town=Lyon", 0),
        ("?when=before_end", 0),
    ],
)
def test_owed_visits_are_listed_and_narrowed(
    client_ana: Client, quarterly: Contract, query: str, found: int
) -> None:
    assert rows(client_ana, f"visits/{query}") == found


@pytest.mark.parametrize(("path", "queries"), [("visits/", 11), ("billing/", 13)])
@pytest.mark.parametrize("contracts", [1, 3])
def test_the_lists_ask_a_constant_number_of_queries(
    client_ana: Client,
    company_a: Company,
    path: str,
    queries: int,
    contracts: int,
    django_assert_num_queries: object,
) -> None:
    with acting_for(company_a):
        for _ in range(contracts):
            sign(ContractFactory(), date(2026, 3, 1), on=TODAY)
    client_ana.get(BASE + path)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client_ana.get(BASE + path)


def test_a_period_is_closed_once_with_its_reason(
    client_ana: Client, company_a: Company, quarterly: Contract
) -> None:
    with acting_for(company_a):
        period = quarterly.billing_periods.first()
    path = f"{BASE}billing/{period.pk}/close/"
    assert "03/04/2026 to 06/03/2026, due on 03/04/2026: €30.00 net" in client_ana.get(path).content.decode()
    assert "This field is required." in client_ana.post(path, {"state": "waived"}).content.decode()
    client_ana.post(path, {"state": "elsewhere", "reason": "Invoice 12"})
    again = client_ana.post(path, {"state": "waived", "reason": "Gift"}).content.decode()
    assert "This period was settled on 11/23/2026: Billed elsewhere." in again
    with acting_for(company_a):
        period.refresh_from_db()
        assert (period.state, period.settled_reason, period.settled_by.email) == (
            "elsewhere",
            "Invoice 12",
            "ana@alpha.example",
        )


def test_periods_are_closed_in_bulk_after_a_preview(
    client_ana: Client, company_a: Company, quarterly: Contract
) -> None:
    data = {"action": "close", "all": "1"}
    preview = client_ana.post(BASE + "billing/", data).content.decode()
    assert preview.count("€30.00 will not be billed.") == 3
    client_ana.post(
        BASE + "billing/",
        data | {"confirm": "1", "expected": "3", "state": "waived", "reason": "Old software"},
    )
    with acting_for(company_a):
        assert BillingPeriod.objects.filter(state="waived", settled_reason="Old software").count() == 3


def test_a_visit_is_marked_done_once_and_not_in_the_future(
    client_ana: Client, company_a: Company, quarterly: Contract
) -> None:
    with acting_for(company_a):
        visit = quarterly.owed_visits.first()
    path = f"{BASE}visits/{visit.pk}/done/"
    assert (
        "A visit cannot be done in the future."
        in client_ana.post(path, {"on": "2026-11-24"}).content.decode()
    )
    client_ana.post(path, {"on": "2026-05-02", "reference": "BI-7"})
    assert "already marked done on 05/02/2026" in client_ana.post(path, {"on": "2026-05-03"}).content.decode()
    with acting_for(company_a):
        visit.refresh_from_db()
        assert (visit.done_on, visit.done_by, visit.done_reference) == (date(2026, 5, 2), "office", "BI-7")


def test_visits_are_marked_done_in_bulk(client_ana: Client, company_a: Company, quarterly: Contract) -> None:
    data = {
        "action": "done",
        "all": "1",
        "confirm": "1",
        "expected": "2",
        "on": "2026-11-20",
        "reference": "",
    }
    client_ana.post(BASE + "visits/?when=late", data)
    with acting_for(company_a):
        assert OwedVisit.objects.filter(done_on=date(2026, 11, 20)).count() == 2


@pytest.mark.parametrize("noun", ["period", "visit"])
def test_settling_needs_the_right_and_the_company(
    client_ana: Client,
    client_ben: Client,
    client_chloe: Client,
    company_a: Company,
    quarterly: Contract,
    noun: str,
) -> None:
    with acting_for(company_a):
        pk = (quarterly.billing_periods if noun == "period" else quarterly.owed_visits).first().pk
    path = BASE + (f"billing/{pk}/close/" if noun == "period" else f"visits/{pk}/done/")
    assert (client_ben.get(path).status_code, client_ben.post(path).status_code) == (403, 403)
    assert client_chloe.get(path).status_code == 404
    assert client_chloe.get(path.replace("alpha", "beta")).status_code == 404
    assert client_ana.delete(path).status_code == 405


def test_the_register_page_shows_the_day_asked_for(client_ana: Client, quarterly: Contract) -> None:
    page = client_ana.get(BASE + "register/?on=2027-01-01").content.decode()
    assert ("Q1" in page, 'value="2027-01-01"' in page, "€120.00" in page) == (True, True, True)
    csv = client_ana.get(BASE + "register/?on=2027-01-01&export=csv").content.decode().splitlines()
    assert csv == [
        ",".join(register.COLUMNS),
        "Q1,active,1,2026-03-04,2027-03-03,120.00,2027-01-03,2026-10-03,2026-12-03,missed,4,120.00,4,3",
    ]
    assert client_ana.get(BASE + "register/?export=xlsx").content[:2] == b"PK"
    assert client_ana.get(BASE + "register/?export=exe").status_code == 400


def template_form(**changes: str) -> dict[str, str]:
    return {
        "name": "Comfort",
        "annual_fee": "120",
        "visits_per_year": "1",
        "visit_month": "",
        "visit_position": "anywhere",
        "services": "",
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
    } | changes


def test_a_template_is_made_changed_archived_and_offered_again(
    client_ana: Client, company_a: Company
) -> None:
    client_ana.post(BASE + "templates/new/", template_form())
    with acting_for(company_a):
        template = ContractTemplate.objects.get()
        ContractFactory(template=template)
    assert (
        "1 contract was made from this template"
        in client_ana.get(f"{BASE}templates/{template.pk}/").content.decode()
    )
    client_ana.post(f"{BASE}templates/{template.pk}/", template_form(term_months="24"))
    page = client_ana.get(f"{BASE}templates/{template.pk}/archive/").content.decode()
    assert 'name="wanted" value="away"' in page
    for _twice in range(2):  # a second click does not turn it round again
        client_ana.post(f"{BASE}templates/{template.pk}/archive/", {"wanted": "away"})
    with acting_for(company_a):
        template.refresh_from_db()
        assert (template.term_months, template.archived_on) == (24, TODAY)
    client_ana.post(f"{BASE}templates/{template.pk}/archive/", {"wanted": "back"})
    with acting_for(company_a):
        template.refresh_from_db()
        assert template.archived_on is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": "Taken"}, "Another template has this name."),
        ({"annual_fee": "-1"}, "The fee cannot be negative."),
        ({"term_months": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_template_with_faults_is_told_at_the_field(
    client_ana: Client, company_a: Company, changes: dict[str, str], complaint: str
) -> None:
    with acting_for(company_a):
        TemplateFactory(name="Taken")
    page = client_ana.post(
        BASE + "templates/new/", template_form(services="Kept", **changes)
    ).content.decode()
    assert (complaint in page, "Kept" in page) == (True, True)


def test_templates_need_their_own_right(client_ben: Client, company_a: Company) -> None:
    with acting_for(company_a):
        template = TemplateFactory()
    paths = ["", "new/", f"{template.pk}/", f"{template.pk}/archive/"]
    assert [client_ben.get(f"{BASE}templates/{path}").status_code for path in paths] == [403] * 4
