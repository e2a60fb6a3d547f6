"""A contract's life as the office lives it: made from a template, signed, written about, refused in time and too late,
renewed by the nights, and the renewal undone. The days are those of a test clock.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.person import Person
from tests.browser.product import Product, running_product

COMPANY, ANA, PASSWORD, TEMPLATE = (
    "saone",
    "ana@saone.example",
    "four words make a key",
    "Chaudière gaz – Confort",
)
FOUND = f"""
import django; django.setup()
from config.founding import found
from customers.models import Customer
from tenancy.acting import acting_for
company, ana = found("{COMPANY}", "Saône Chauffage", "FR", "{ANA}")
ana.set_password("{PASSWORD}"); ana.save()
with acting_for(company):
    for name in ("Tissot", "Vasseur"):
        Customer.objects.create(number=name, last_name=name, first_name="Line", address="2, quai Lamartine",
                                postcode="71000", city="Mâcon", country="FR")
"""


@pytest.fixture
def saone(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Product]:
    """A firm at work on 2 March 2026."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        running_product(tmp_path, 1, on="2026-03-02") as product,
    ):
        product.run("-c", FOUND)
        yield product


def test_a_contract_is_made_signed_announced_refused_renewed_and_the_renewal_undone(
    browser: Browser, saone: Product
) -> None:
    ana = Person(browser, saone.url, locale="en-GB")
    comes_to_work(ana, saone, "2026-03-02")
    contract = makes(ana, "Tissot")
    second = makes(ana, "Vasseur")

    # One year from 2 March with two months' notice: to refuse until 1 January, to announce from October on.
    comes_to_work(ana, saone, "2026-10-05", nights=["2026-10-05"])
    for each in (contract, second):
        ana.opens(each)
        ana.follows("Letters")
        ana.page.locator("#tabs, .echeo-list").get_by_role(
            "link", name=re.compile(r"^\d{4}-\d")
        ).first.click()
        ana.stands_before("Renewal notice")
        ana.presses("Mark as sent")
        ana.reads("When and how did the letter leave?")
        ana.presses("Mark as sent")
        ana.reads("Marked as sent.")

    # In time, and taken back: she stays.
    comes_to_work(ana, saone, "2026-12-31")
    ana.opens(contract)
    ana.presses("Record a refusal")
    ana.reads("Received on 12/31/2026, it is in time: the last day to refuse is 01/01/2027.")
    ana.presses("Record the refusal")
    ana.reads("The renewal was refused")
    ana.presses(re.compile("Withdraw the refusal"))
    ana.page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    ana.reads("Active")

    # Too late: the office has to say that it stands.
    comes_to_work(ana, saone, "2027-01-04")
    ana.opens(second)
    ana.presses("Record a refusal")
    ana.reads("Received on 01/04/2027, it is late: the last day to refuse was 01/01/2027.")
    ana.presses("Record the refusal")
    ana.page.locator("input[type=checkbox]:visible").last.check()
    ana.presses("Record the refusal")
    ana.reads("It came after the last day to refuse and was accepted all the same.")

    # The nights renew the one and end the other.
    comes_to_work(ana, saone, "2027-03-02", nights=["2027-03-01", "2027-03-02"])
    ana.opens(second)
    ana.reads("Renewal refused")
    ana.opens(f"{contract}?tab=terms")
    ana.reads("03/01/2028")

    # The refusal had been right after all: the renewal goes, and with it the contract.
    ana.presses("Undo the renewal")
    ana.reads("Term 2, from 03/02/2027 to 03/01/2028, goes.")
    ana.writes("Received on", "2026-12-31")
    ana.writes(re.compile("^Why"), "The refusal of December was right")
    ana.presses("Undo the renewal")
    ana.reads("The renewal is undone.")
    ana.opens(f"{contract}?tab=terms")
    assert "03/01/2028" not in ana.page.inner_text("main")
    assert ana.complaints == []
    ana.context.close()


def comes_to_work(ana: Person, product: Product, day: str, nights: list[str] | None = None) -> None:
    """The nights before pass, then she signs in: after months nobody remembers her session."""
    for night in nights or []:
        product.manage("nightly", "--company", COMPANY, "--on", night)
    product.comes(day)
    ana.context.clear_cookies()
    ana.signs_in(ANA, PASSWORD)
    ana.speaks("en")


def makes(ana: Person, customer: str) -> str:
    """A contract from the template, printed and signed; gives its address."""
    ana.opens(f"/t/{COMPANY}/contracts/templates/")
    ana.follows(TEMPLATE)
    ana.presses("New contract")
    box = ana.page.get_by_role("main").locator(".ts-control input").first
    box.click()
    box.type(customer)
    ana.page.locator(".ts-dropdown .option", has_text=customer).first.click()
    ana.writes("Starts on", "2026-03-02")
    ana.presses("Create the draft")
    ana.stands_before(re.compile(r"Contract \d{4}-"))
    address = ana.page.url
    with ana.page.expect_response(re.compile(r"/letters/contracts/\d+\.pdf")) as answer:
        ana.presses("Print")
    paper = ana.context.request.get(answer.value.url).body()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert customer in text
    ana.opens(address)
    ana.presses(re.compile("^Sign$"))
    ana.writes("Signed on", "2026-03-02")
    ana.page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    ana.reads("The contract is signed.")
    return address
