"""Every page that links lead to, looked at in a real browser, in French."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import scene
from tests.browser.conftest import Somebody
from tests.browser.person import Person
from tests.browser.walking import Walk, kind_of

WIDTHS = (1440, 820)
MOST = 120
ONLY_FAULTS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
BUT_CONTRAST = ONLY_FAULTS | {"rules": {"color-contrast": {"enabled": False}}}
ONLY_CONTRAST = ONLY_FAULTS | {"runOnly": ["color-contrast"]}
# Kinds of page that another page of the walk looks like, so that axe need not read both.
ALIKE = re.compile(r"/wordings/\w+/(?:it|en)/$")
WIDER = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth"
# What the words of a page look like, by tag and classes (but for columns and icons): gives the looks that are new, and
# marks the first elements of each.
NEW_LOOKS = """(known) => {
    const met = new Map();
    for (const each of document.querySelectorAll('body *')) {
        if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
        const classes = [...each.classList].filter((name) => !/^(col|ti)-/.test(name)).sort();
        const look = [each.tagName, ...classes].join('.');
        if (known.includes(look) || (met.get(look) ?? 0) >= 5 || !each.checkVisibility()) continue;
        met.set(look, (met.get(look) ?? 0) + 1);
        each.dataset.newLook = '';
    }
    return [...met.keys()];
}"""
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
        if faults := violations(ana, ONLY_FAULTS):
            found[path] = faults
    assert found == {}


def look_at(ana: Person, address: str, looks: set[str] | None) -> list[str]:
    """What is wrong with a page, in words; axe is asked where ``looks`` has what the pages before it looked like.

    Contrast, three quarters of axe's time, is asked of the first words of each look.
    """
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
        faults += violations(ana, BUT_CONTRAST)
        if new := ana.page.evaluate(NEW_LOOKS, sorted(looks)):
            faults += violations(ana, ONLY_CONTRAST, {"include": ["[data-new-look]"]})
            looks.update(new)
    for width in WIDTHS:
        ana.page.set_viewport_size({"width": width, "height": 900})
        if (wider := ana.page.evaluate(WIDER)) > 0:
            faults.append(f"is {wider} px too wide at {width}")
    faults += ana.complaints
    ana.complaints.clear()
    return faults


def violations(ana: Person, options: dict[str, Any], within: dict[str, list[str]] | None = None) -> list[str]:
    """What axe calls serious or critical on the page, or in some of its elements."""
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in Axe().run(ana.page, within, options).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
