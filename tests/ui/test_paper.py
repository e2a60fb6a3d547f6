"""Any list on paper: as it is filtered and sorted, with what the person may see, on landscape pages."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from contracts.models import Term
from contracts.signing import sign
from tenancy.models import Company, JobRun, Membership, User
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory

LIST = "/t/alpha/customers/"


def pages(response: Any) -> list[Any]:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return list(PdfReader(io.BytesIO(response.content)).pages)


def test_a_list_is_printed_as_it_is_filtered_with_head_and_numbered_pages(
    client_ana: Client, acting_a: Company
) -> None:
    for number in range(60):
        CustomerFactory.create(last_name=f"Martin{number:02}", first_name="", city="Mâcon")
    CustomerFactory.create(last_name="Elsewhere", city="Lyon")
    shown = pages(client_ana.get(LIST, {"export": "pdf", "town": "macon", "q": "martin", "sort": "-name"}))
    texts = [page.extract_text() for page in shown]
    assert len(shown) >= 2 and shown[0].mediabox.width > shown[0].mediabox.height
    assert all(text.count("Alpha Chauffage") >= 1 and "Telephone" in text for text in texts)
    assert "Town: macon" in texts[0] and "Search: martin" in texts[0] and "60 rows" in texts[0]
    assert texts[0].index("Martin59") < texts[0].index("Martin58")
    assert "Martin00" in texts[-1] and f"{len(shown)} / {len(shown)}" in texts[-1]
    assert "Elsewhere" not in "".join(texts) and "example.com" not in "".join(texts)


def test_fees_are_printed_for_those_who_may_see_them(
    client_ana: Client, acting_a: Company, ana: User
) -> None:
    contract = sign(ContractFactory.create(number="K77"), date(2026, 3, 1), on=date(2026, 3, 1))
    Term.objects.filter(contract=contract).update(annual_fee="1234.50")
    address = "/t/alpha/contracts/"
    assert "1,234.50" in pages(client_ana.get(address, {"export": "pdf"}))[0].extract_text()
    Membership.objects.filter(user=ana).update(denied=["fees.view"])
    text = pages(client_ana.get(address, {"export": "pdf"}))[0].extract_text()
    assert "K77" in text and "1,234" not in text


def test_only_those_with_the_right_print(client_ben: Client, acting_a: Company) -> None:
    assert client_ben.get(LIST, {"export": "pdf"}).status_code == 403


def test_a_long_list_is_printed_by_a_job_and_ends_where_paper_makes_no_sense(
    client_ana: Client, acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        CustomerFactory.create(last_name=f"N{number}", first_name="")
    monkeypatch.setattr("ui.views.paper.ROWS_AT_MOST", 3)
    text = pages(client_ana.get(LIST, {"export": "pdf"}))[0].extract_text()
    assert "N2" in text and "N3" not in text and "1 more row is not printed" in text
    monkeypatch.setattr("ui.views.paper.ROWS_IN_REQUEST", 2)
    monkeypatch.setattr("config.tasks.export.send", lambda company, **kwargs: None)
    assert client_ana.get(LIST, {"export": "pdf"})["Location"].startswith("/t/alpha/jobs/")
    assert JobRun.objects.filter(kind="export").count() == 1
