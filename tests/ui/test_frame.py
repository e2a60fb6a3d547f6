from django.test import Client
from playwright.sync_api import expect

from customers.models import Customer
from tests.ui.browser import ORIGIN, browser_of, complaints


def test_keys_lead_to_search_and_to_new(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/")
        browser.keyboard.press("/")
        assert browser.evaluate("document.activeElement.id") == "global-search"
        browser.keyboard.type("c/")
        assert browser.input_value("#global-search") == "c/"
        browser.keyboard.press("Escape")
        browser.evaluate("document.activeElement.blur()")
        browser.keyboard.press("c")
        assert browser.is_visible(".echeo-top a[href='/people/new']")


def test_the_look_follows_the_system_until_one_chooses(page: Client) -> None:
    with browser_of(page, color_scheme="dark") as browser:
        browser.goto(ORIGIN + "/people/")
        look = "document.documentElement.getAttribute('data-bs-theme')"
        assert browser.evaluate(look) == "dark"
        browser.click("[data-theme-toggle]")
        browser.goto(ORIGIN + "/people/new")
        assert browser.evaluate(look) == "light"


def test_the_first_tab_stop_skips_to_the_content(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/")
        browser.keyboard.press("Tab")
        assert browser.evaluate("document.activeElement.textContent") == "Skip to the content"
        browser.keyboard.press("Enter")
        assert browser.evaluate("document.activeElement.id") == "content"


def test_filtering_changes_the_table_and_the_address(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/?sort=-name")
        browser.click("text=Filters")
        browser.fill("[name=city]", "Tournus")
        browser.keyboard.press("Tab")
        browser.wait_for_url("**/people/?*city=Tournus*")
        assert browser.locator("tbody tr").count() == 1
        assert (
            browser.evaluate("[...new URLSearchParams(location.search).keys()].sort().join()") == "city,sort"
        )
        browser.click(".echeo-chip")
        expect(browser.locator("tbody tr")).to_have_count(3)
        browser.click("thead >> text=Name")
        browser.wait_for_url("**/people/?sort=name")
        assert browser.locator("tbody tr").first.locator("td").nth(2).text_content() == "Arnaud Zoé"


def test_a_search_keeps_filters_nobody_opened_and_they_open_filled_in(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/?city=Tournus")
        browser.fill(".echeo-q", "zoé")
        browser.wait_for_url("**/people/?*q=zo*")
        assert browser.evaluate("new URLSearchParams(location.search).get('city')") == "Tournus"
        browser.click("text=Filters")
        assert browser.input_value(".echeo-filters input[type=text][name=city]") == "Tournus"
        assert browser.evaluate("location.search").count("city") == 1


def test_choosing_rows_opens_the_bar(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/")
        assert not browser.is_visible("[data-bulk-bar]")
        browser.check("[data-select-page]")
        assert browser.text_content("[data-bulk-count]") == "3 rows selected"
        browser.uncheck("tbody tr:first-child [data-select-row]")
        assert browser.text_content("[data-bulk-count]") == "2 rows selected"
        browser.click("button[value=deactivate]")
        browser.click("button[name=confirm]")
        assert "2 deactivated." in (browser.text_content(".echeo-messages") or "")
    assert Customer.objects.exclude(deactivated_on=None).count() == 2


def test_a_tab_loads_its_list_and_has_an_address(page: Client, three: list[Customer]) -> None:
    with browser_of(page) as browser:
        browser.goto(f"{ORIGIN}/people/{three[0].pk}/")
        browser.click("#tab-people")
        browser.wait_for_selector(".echeo-list")
        assert browser.url.endswith(f"/people/{three[0].pk}/?tab=people")
        browser.reload()
        browser.wait_for_selector(".echeo-list")
        assert browser.get_attribute("#tab-people", "aria-current") == "page"
        assert complaints(browser) == []


def test_a_long_choice_is_found_by_typing(page: Client, three: list[Customer]) -> None:
    with browser_of(page) as browser:
        browser.goto(f"{ORIGIN}/people/{three[0].pk}/edit")
        browser.fill("#id_parent-ts-control", "Tournus")
        browser.click(".ts-dropdown .option >> text=Bernard Zoé")
        browser.click("main button[type=submit]")
        browser.wait_for_url(f"**/people/{three[0].pk}/")
    three[0].refresh_from_db()
    assert three[0].parent == three[1]


def test_leaving_typed_text_is_asked_first(page: Client) -> None:
    with browser_of(page) as browser:
        asked: list[str] = []
        browser.on("dialog", lambda dialog: asked.append(dialog.type))
        browser.on("dialog", lambda dialog: dialog.accept())
        browser.goto(ORIGIN + "/people/new")
        browser.fill("[name=city]", "Givry")
        browser.goto(ORIGIN + "/people/")
        assert asked == ["beforeunload"]


def test_no_script_or_style_was_refused_by_the_policy(page: Client, three: list[Customer]) -> None:
    with browser_of(page) as browser:
        for address in ("/people/", "/people/new", f"/people/{three[0].pk}/?tab=people"):
            browser.goto(ORIGIN + address)
            browser.wait_for_load_state("networkidle")
        assert complaints(browser) == []
