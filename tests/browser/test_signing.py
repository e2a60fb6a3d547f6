"""A customer signs on the tablet: draws, forgets a box, keeps her drawing, signs, and opens the signed contract."""

import re

from tests import scene
from tests.browser.conftest import Somebody


def test_a_contract_is_signed_on_the_tablet(somebody: Somebody, thermo: str) -> None:
    ana = somebody(locale="en-GB", width=820)
    ana.signs_in(scene.ANA, scene.PASSWORD)
    ana.speaks("en")
    ana.opens(f"/t/{thermo}/contracts/?q=M2099")
    ana.follows("M2099-00001")
    ana.presses("Send to sign")
    ana.page.select_option("[name=way]", "device")
    ana.presses("Give it to be signed")
    ana.page.wait_for_url("**/l/**")
    pad = ana.page.locator("canvas").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    ana.page.mouse.move(box["x"] + 30, box["y"] + 30)
    ana.page.mouse.down()
    ana.page.mouse.move(box["x"] + 200, box["y"] + 80, steps=8)
    ana.page.mouse.up()
    ana.page.fill("[name=signer]", "Zoé Dupont")
    ana.page.locator("[data-signing] [type=submit]").click()
    ana.reads(re.compile("n’est pas encore signé|is not signed yet"))
    assert ana.page.input_value("[name=drawing]").startswith("data:image/png")
    ana.page.check("[name=read]")
    ana.page.locator("[data-signing] [type=submit]").click()
    ana.reads(re.compile("Signé par Zoé Dupont|Signed by Zoé Dupont"))
    ana.opens(f"/t/{thermo}/contracts/?q=M2099")
    ana.follows("M2099-00001")
    ana.presses(re.compile("^Signature"))
    ana.reads("Signed")
