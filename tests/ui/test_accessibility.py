"""axe looks at every kind of page, in both looks and at both widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from customers.models import Customer
from tests.ui.browser import ORIGIN, browser_of, complaints

KINDS = (
    "/people/",
    "/people/{pk}/",
    "/people/{pk}/?tab=people",
    "/people/new",
    "/people/{pk}/deactivate",
    "/nothing",
)


@pytest.mark.parametrize(("look", "width"), [("light", 820), ("dark", 1440)])
def test_axe_finds_nothing_serious(page: Client, three: list[Customer], look: str, width: int) -> None:
    found: dict[str, list[str]] = {}
    with browser_of(page, width, 900, color_scheme=look) as browser:
        for kind in KINDS:
            browser.goto(ORIGIN + kind.format(pk=three[0].pk))
            browser.wait_for_load_state("networkidle")
            for violation in Axe().run(browser).response["violations"]:
                if violation["impact"] in {"serious", "critical"}:
                    found.setdefault(kind, []).append(
                        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
                    )
        refused = [error for error in complaints(browser) if "404" not in error]
    assert found == {}
    assert refused == []


def test_an_invalid_form_is_accessible_and_its_summary_has_the_focus(page: Client) -> None:
    with browser_of(page) as browser:
        browser.goto(ORIGIN + "/people/new")
        browser.fill("[name=fee]", "abc")
        browser.click("main button[type=submit]")
        browser.wait_for_selector("[data-error-summary]")
        violations = [each["id"] for each in Axe().run(browser).response["violations"]]
        assert browser.evaluate("document.activeElement.hasAttribute('data-error-summary')")
        assert browser.input_value("[name=fee]") == "abc"
        browser.click("[data-error-summary] a >> text=Fee")
        assert browser.evaluate("document.activeElement.name") == "fee"
    assert violations == []
