"""The first day of a firm: from the link that the command prints to the proof that a letter left."""

import io
import json
import re
from pathlib import Path

from pypdf import PdfReader

from tests.browser.conftest import Somebody
from tests.browser.person import Person
from tests.browser.product import Product
from tests.plugins.smtp import Sink

PORTFOLIO = Path(__file__).resolve().parent.parent / "data" / "portfolio-fr"
FILES = [PORTFOLIO / name for name in ("clients.csv", "appareils.csv", "contrats.csv")]
PASSWORD = "four words make a key"


def test_a_firm_brings_its_portfolio_and_its_first_letters_leave(
    product: Product, somebody: Somebody, post_office: Sink
) -> None:
    ana = somebody()

    # The operator founds the company; the command prints a link, and ana sets her password with it.
    ana.opens(founded(product))
    ana.presses("English")
    ana.writes("New password", PASSWORD)
    ana.writes("New password, once more", PASSWORD)
    ana.presses("Keep this password")
    ana.signs_in("ana@rhone.example", PASSWORD)
    ana.speaks("en")
    ana.stands_before("Today")

    brings_the_portfolio(ana)
    runs_the_night(ana)

    # She opens an alert, from it the contract, from there the notice.
    ana.goes_to("Today")
    ana.follows(re.compile("Renewal notices to send"))
    ana.stands_before("Alerts")
    first = ana.page.locator("tbody tr td:nth-child(2)").first.inner_text()
    ana.follows(first)
    ana.reads(re.compile("renewal notice"))
    ana.presses("Open")
    ana.stands_before(f"Contract {first}")
    ana.follows("Letters")
    ana.page.locator("#tabs, .echeo-list").get_by_role("link", name=first).first.click()
    ana.stands_before(f"Renewal notice, contract {first}")

    # One notice is printed: a real PDF, for this contract, in French.
    letter = prints(ana)
    assert letter.startswith(b"%PDF-")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(letter)).pages)
    assert first in text

    # Another is e-mailed: it arrives with its PDF, and the notice marks itself as sent.
    second = contract_to_write_to(ana, besides=first)
    opens_the_notice(ana, second)
    address = ana.page.locator("main").get_by_text(re.compile(r"^\S+@example\.com$")).first.inner_text()
    ana.presses("E-mail")
    ana.presses("Send the e-mail")
    ana.reads(re.compile("on its way"))
    mail = ana.receives(post_office, address)
    [attached] = list(mail.iter_attachments())
    assert attached.get_content_type() == "application/pdf"
    assert second in "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(attached.get_content())).pages
    )
    until_it_shows(ana, "Left on")

    # The printed one went to the post: marked as sent, with the file as proof.
    opens_the_notice(ana, first)
    marks_sent(ana)
    assert re.search(r"\b[0-9a-f]{64}\b", ana.page.inner_text("main"))


def founded(product: Product) -> str:
    """Found the company as an operator does; the link that the command prints."""
    said = product.manage(
        *("create_company", "--slug", "rhone", "--name", "Rhône Chauffage", "--country", "FR"),
        *("--admin", "ana@rhone.example"),
    )
    return said.strip().splitlines()[-1]


def brings_the_portfolio(ana: Person) -> None:
    """Upload the three files, look at what is refused and why, then import."""
    rejected = json.loads((PORTFOLIO / "rejected.json").read_text())
    ana.goes_to("Imports")
    ana.presses("New import")
    ana.hands_over("Files", *FILES)
    ana.writes(re.compile("^As of"), "2026-11-22")
    ana.presses("Upload the files")
    ana.waits_for("Check the rows")
    ana.presses("Check the rows")
    ana.waits_for("Checked: nothing was written yet")
    refused = ana.page.locator("tbody tr:visible td:nth-child(2)").all_inner_texts()
    assert sorted(refused) == sorted(reference for each in rejected.values() for reference in each)
    ana.presses("Import now")
    ana.waits_for(re.compile(r"Written: [\d,]+ · refused: \d+"))


def runs_the_night(ana: Person) -> None:
    """Preview tonight, then run it now; the page of the run says how it went."""
    ana.goes_to("Today")
    ana.follows("Preview tonight")
    ana.reads("Nothing was written")
    ana.presses("Run it now")
    ana.stands_before("Job runs")
    until_it_shows(ana, "Night's job")
    ana.page.locator("tbody tr", has_text="Night's job").get_by_role("link").first.click()
    ana.stands_before("Night's job")
    ana.waits_for(re.compile(r"^\s*Done\s*$"))
    ana.goes_to("Today")
    ana.reads("notices prepared")


def contract_to_write_to(ana: Person, besides: str) -> str:
    """A contract whose letter may still go by e-mail, as the list of letters has it."""
    ana.goes_to("Letters")
    ana.opens(f"{ana.page.url}?standing=to_send&channel=email")
    numbers = ana.page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    return next(number for number in numbers if number != besides)


def opens_the_notice(ana: Person, contract: str) -> None:
    """From the list of letters."""
    ana.goes_to("Letters")
    ana.searches_the_list(contract)
    ana.follows(contract)
    ana.stands_before(f"Renewal notice, contract {contract}")


def prints(ana: Person) -> bytes:
    """Press Print and take the file that opens."""
    with ana.page.expect_response(re.compile(r"/letters/documents/\d+/")) as answer:
        ana.presses("Print")
    assert answer.value.status == 200
    letter = ana.context.request.get(answer.value.url).body()
    ana.page.go_back()
    return letter


def marks_sent(ana: Person) -> None:
    """Today, by letter."""
    ana.presses("Mark as sent")
    ana.reads("When and how did the letter leave?")
    ana.presses("Mark as sent")
    ana.reads("Marked as sent.")
    ana.reads("Left on")


def until_it_shows(ana: Person, words: str) -> None:
    """Look again until a worker has done it."""
    for _ in range(60):
        if ana.page.get_by_text(words).locator("visible=true").count():
            return
        ana.page.wait_for_timeout(500)
        ana.page.reload()
    raise AssertionError(f"“{words}” does not show.")
