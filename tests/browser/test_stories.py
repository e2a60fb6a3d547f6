"""Short stories: who is invited sees what her role allows; language; look; a session that was lost."""

import re

import pytest

from tests import scene
from tests.browser.conftest import Somebody
from tests.browser.person import Person
from tests.plugins.smtp import Sink

PASSWORD = "another key of four words"


@pytest.fixture
def ana(somebody: Somebody, thermo: str) -> Person:
    """Ana at her desk, in English."""
    ana = somebody(locale="en-GB")
    ana.signs_in(scene.ANA, scene.PASSWORD)
    ana.speaks("en")
    return ana


def test_an_invited_technician_sets_a_password_and_sees_what_the_role_allows(
    ana: Person, somebody: Somebody, post_office: Sink, thermo: str
) -> None:
    ana.opens(f"/t/{thermo}/settings/members/")
    ana.presses("Invite somebody")
    ana.writes("E-mail", "karim@thermo.example")
    ana.writes("Name", "Karim Benali")
    ana.chooses("Role", "Technician")
    ana.presses(re.compile("Invite|Send"))
    ana.reads("karim@thermo.example")
    mail = ana.receives(post_office, "karim@thermo.example")

    karim = somebody(locale="en-GB")
    karim.opens(re.search(r"http://\S+", mail.get_body().get_content()).group())
    karim.presses("English")
    assert karim.page.input_value("[name=name]") == "Karim Benali"
    karim.writes("Password", PASSWORD)
    karim.presses("Accept")
    karim.reads(re.compile("Welcome .*Thermo"))
    karim.speaks("en")

    menu = karim.page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts()
    assert menu == ["Today", "Customers", "Equipment", "Maintenance due", "Contracts"]
    karim.goes_to("Contracts")
    assert "Yearly fee" not in karim.page.inner_text("thead")
    karim.page.locator("tbody tr td a").first.click()
    karim.reads("Term in force")
    assert "€" not in karim.page.inner_text("main")
    for closed in ("letters/", "imports/", "settings/company/", "contracts/billing/"):
        karim.opens(f"/t/{thermo}/{closed}")
        karim.reads(re.compile("Ask an administrator"))
    assert karim.takes_back("403") == 4


def test_the_language_is_switched_and_stays(ana: Person, somebody: Somebody, thermo: str) -> None:
    ana.opens(f"/t/{thermo}/contracts/")
    ana.speaks("it")
    assert ana.page.get_attribute("html", "lang") == "it"
    assert ana.page.url.endswith(f"/t/{thermo}/contracts/")
    ana.speaks("en")
    ana.stands_before("Contracts")

    elsewhere = somebody(locale="fr-FR")
    elsewhere.signs_in(scene.ANA, scene.PASSWORD)
    assert elsewhere.page.get_attribute("html", "lang") == "en"


def test_light_and_dark_are_switched_and_stay(ana: Person, thermo: str) -> None:
    look = "document.documentElement.getAttribute('data-bs-theme')"
    assert ana.page.evaluate(look) == "light"
    light = ana.page.evaluate("getComputedStyle(document.body).backgroundColor")
    ana.presses_in_the_frame("Change between light and dark")
    assert ana.page.evaluate(look) == "dark"
    assert ana.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    ana.opens(f"/t/{thermo}/contracts/")
    assert ana.page.evaluate(look) == "dark"


def test_whoever_lost_her_session_signs_in_and_is_back(ana: Person, thermo: str) -> None:
    ana.opens(f"/t/{thermo}/customers/")
    ana.context.clear_cookies()
    ana.writes(re.compile("Name, number"), "Martin")
    ana.page.wait_for_url("**/accounts/login/**")
    ana.page.fill("[name=login]", scene.ANA)
    ana.page.fill("[name=password]", scene.PASSWORD)
    ana.page.press("[name=password]", "Enter")
    ana.page.wait_for_url("**/t/**")
    assert ana.takes_back("401") == 1
