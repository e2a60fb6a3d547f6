"""Every page that links lead to, looked at in a real browser, in French."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import scene
from tests.browser.conftest import Somebody
from tests.browser.person import Person
from tests.browser.walking import Walk, kind_of

WIDTHS = (1440, 820)
MOST = 120
# Kinds of page that another page of the walk looks like, so that axe need not read both.
ONLY_FAULTS = {"resultTypes": ["violations"]}
ALIKE = re.compile(r"/wordings/\w+/(?:it|en)/$")
WIDER = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth"
# What the words of a page look like: tag and classes of each element that has some, but for columns and icons.
LOOKS = """[...new Set([...document.querySelectorAll('body *')]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => [each.tagName, ...[...each.classList].filter((name) => !/^(col|ti)-/.test(name)).sort()]
    .join('.')))]"""
HEADINGS = "[...document.querySelectorAll('h1')].filter((each) => each.offsetParent).length"


def test_every_page_opens_fits_and_is_accessible(somebody: Somebody, thermo: str) -> None:
    ana = somebody(locale="fr-FR")
    ana.signs_in(scene.ANA, scene.PASSWORD)
    found: dict[str, list[str]] = {}
    walk = Walk(ana.page.url, MOST)
    kinds: list[str] = []
    looks: set[str] = set()
    for address in walk:
        kind = kind_of(address)
        faults = look_at(ana, address, None if ALIKE.search(kind) else looks)
        kinds.append(kind)
        if faults:
            found[kind] = faults
        walk.meet(ana.page.url, ana.page.eval_on_selector_all("a[href]", "all => all.map((a) => a.href)"))
    assert not found, "\n".join(f"{kind}: {'; '.join(faults)}" for kind, faults in found.items())
    assert len(kinds) > 70


def test_axe_finds_nothing_in_the_dark(somebody: Somebody, thermo: str) -> None:
    ana = somebody(locale="fr-FR", color_scheme="dark")
    ana.signs_in(scene.ANA, scene.PASSWORD)
    found = {}
    for path in ("", "alerts/", "contracts/", "contracts/new/", "letters/", "imports/", "settings/members/"):
        ana.opens(f"/t/{thermo}/{path}")
        if faults := violations(ana):
            found[path] = faults
    assert found == {}


def look_at(ana: Person, address: str, looks: set[str] | None) -> list[str]:
    """What is wrong with a page, in words; axe is asked where ``looks`` has what the pages before it looked like."""
    ana.complaints.clear()
    ana.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = ana.page.goto(address)
    faults = []
    if answer is None or answer.status >= 400:
        return [f"answers {answer.status if answer else 'nothing'}"]
    expect(ana.page.locator(".htmx-request")).to_have_count(0)
    if not ana.page.title().replace("Echeo", "").strip(" ·"):
        faults.append("has no title")
    if (headings := ana.page.evaluate(HEADINGS)) != 1:
        faults.append(f"has {headings} h1")
    if looks is not None:
        shown = set(ana.page.evaluate(LOOKS))
        faults += violations(ana, contrast=not shown <= looks)
        looks |= shown
    for width in WIDTHS:
        ana.page.set_viewport_size({"width": width, "height": 900})
        if (wider := ana.page.evaluate(WIDER)) > 0:
            faults.append(f"is {wider} px too wide at {width}")
    faults += ana.complaints
    ana.complaints.clear()
    return faults


def violations(ana: Person, *, contrast: bool = True) -> list[str]:
    """What axe calls serious or critical on the page; contrast, three quarters of its time, only where wanted."""
    options = ONLY_FAULTS if contrast else {**ONLY_FAULTS, "rules": {"color-contrast": {"enabled": False}}}
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in Axe().run(ana.page, options=options).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
