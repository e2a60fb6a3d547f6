"""A customer's life on her card: made, given a site and a machine, found by serial, followed by the next occupant, and
merged with her double — and the merge undone.
"""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import scene
from tests.browser.conftest import Somebody
from tests.browser.person import Person

NAME, NEXT, KIND, SERIAL = "Quenneville", "Ravanel", "Chaudière gaz", "ZX-4711-QV"


@pytest.fixture
def ana(somebody: Somebody, thermo: str) -> Person:
    """Ana at her desk, in English."""
    ana = somebody(locale="en-GB")
    ana.signs_in(scene.ANA, scene.PASSWORD)
    ana.speaks("en")
    return ana


def test_a_customer_gets_a_machine_with_a_photo_another_occupant_and_her_double(
    ana: Person, thermo: str, tmp_path: Path
) -> None:
    card = makes_a_customer(ana, thermo)
    machine = adds_a_machine(ana, tmp_path)

    # Somebody else moves in: the machine passes to him and keeps its past.
    ana.opens(card)
    ana.follows("Chalet")
    ana.presses("Change of occupant")
    ana.writes("Surname or company name", NEXT)
    ana.page.get_by_label("First name").last.fill("Luc")
    ana.page.get_by_label("The machines and the site pass from the leaving occupant to the new one").check()
    ana.page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    ana.reads(f"{NEXT} Luc")
    ana.opens(machine)
    ana.reads(f"{NEXT} Luc")
    ana.follows("History")
    ana.reads(f"{NAME} Odile")

    merges_her_double_and_parts_them_again(ana, thermo, card)


def makes_a_customer(ana: Person, company: str) -> str:
    """A customer with a second site; gives the address of her card."""
    ana.opens(f"/t/{company}/customers/new/")
    ana.writes("Surname", NAME)
    ana.writes("First name", "Odile")
    ana.writes("Mobile", "06 12 34 56 71")
    ana.writes("Address", "4, quai des Chartrons")
    ana.writes("Postcode", "71000")
    ana.writes("Town", "Mâcon")
    ana.presses("Create")
    ana.stands_before(f"{NAME} Odile")
    card = ana.page.url
    ana.presses("Add a site")
    ana.writes("Name", "Chalet")
    ana.writes("Address", "")
    ana.writes("Town", "Morzine")
    ana.presses("Create")
    ana.reads("Chalet")
    ana.opens(card)
    return card


def adds_a_machine(ana: Person, folder: Path) -> str:
    """A machine at the chalet, found by its serial, with a photo of its plate; gives the address of its card."""
    ana.presses("New machine")
    ana.chooses("Site", "Chalet")
    ana.chooses("Type", KIND)
    ana.writes("Brand", "Viessmann")
    ana.writes("Model", "Vitodens 200")
    ana.writes("Serial number", SERIAL)
    ana.presses("Create")
    finds_by_serial(ana, SERIAL.replace("-", "").lower())
    ana.stands_before("Viessmann Vitodens 200")
    machine = ana.page.url
    plate = folder / "plate.jpg"
    Image.new("RGB", (2400, 1600), "grey").save(plate)
    ana.presses("Add photos")
    ana.hands_over("Photos and documents", plate)
    ana.page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    ana.page.wait_for_url(lambda address: "new" not in address)
    ana.opens(machine)
    ana.page.locator(".echeo-photo img").first.scroll_into_view_if_needed()
    expect(ana.page.locator(".echeo-photo img").first).to_have_js_property("naturalWidth", 320)
    return machine


def merges_her_double_and_parts_them_again(ana: Person, company: str, card: str) -> None:
    """Odile was known under another number: the two become one, and are two again."""
    ana.opens(f"/t/{company}/customers/new/")
    ana.writes("Surname", NAME)
    ana.writes("First name", "Odile")
    ana.writes("E-mail", "odile@example.com")
    ana.presses("Create")
    double = ana.page.url
    number = re.search(r"C\d{5}", ana.page.inner_text("main")).group()
    ana.opens(card)
    ana.presses("Merge")
    picks(ana, NAME, number)
    ana.presses("Compare")
    ana.stands_before(f"Merge {NAME} Odile into {NAME} Odile")
    ana.presses(re.compile("^Merge$"))
    ana.reads(f"{NAME} Odile was merged into {NAME} Odile.")
    ana.reads("odile@example.com")
    ana.opens(double)
    assert ana.page.url == card

    ana.opens(f"/t/{company}/customers/merges/")
    ana.page.get_by_role("link", name=re.compile("^Undo")).first.click()
    ana.presses("Undo the merge")
    ana.opens(double)
    assert ana.page.url == double
    ana.reads("odile@example.com")
    ana.opens(card)
    assert "odile@example.com" not in ana.page.inner_text("main")


def finds_by_serial(ana: Person, typed: str) -> None:
    """Types a serial into the search of the frame and opens what it offers."""
    search = ana.page.get_by_role("banner").get_by_role("searchbox")
    search.fill(typed)
    ana.page.locator("#global-suggestions a", has_text="Vitodens 200").first.click()


def picks(ana: Person, typed: str, wanted: str) -> None:
    """Types into a choice that looks things up, and takes the one wanted."""
    box = ana.page.get_by_role("main").locator(".ts-control input").first
    box.click()
    box.type(typed)
    ana.page.locator(".ts-dropdown .option", has_text=wanted).first.click()
