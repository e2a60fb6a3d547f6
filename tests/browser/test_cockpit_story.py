"""Five hundred renewals at once from the cockpit: looked at, then done by a worker; a reload keeps the progress."""

import re

from tests import scene
from tests.browser.conftest import Somebody
from tests.browser.product import Product

MANY = 500
PROGRESS = re.compile(rf"^\s*\d+ of {MANY}\s*$")
SIGN = f"""
import django; django.setup()
from datetime import timedelta
from contracts.models import Contract, Term
from tenancy.models import Company
from tests.contracts.night.portfolios import Promise, sign_all
from config.founding import found
company, ana = found("doubs", "Doubs Chauffage", "FR", "ana@doubs.example")
ana.set_password("{scene.PASSWORD}"); ana.save()
start = company.today() - timedelta(days=340)
sign_all(company, [Promise(start, {{"renewal": "express"}})] * {MANY})
"""


def test_five_hundred_are_renewed_by_a_worker_and_a_reload_keeps_the_progress(
    somebody: Somebody, product: Product
) -> None:
    product.run("-c", SIGN)
    ana = somebody(locale="en-GB")
    ana.signs_in("ana@doubs.example", scene.PASSWORD)
    ana.speaks("en")
    ana.opens("/t/doubs/contracts/renewals/")
    ana.page.locator("[data-select-page]").check()
    ana.page.locator("[data-bulk-all]").check()
    ana.page.locator("[data-bulk-bar]").get_by_role("button", name="Renew", exact=True).click()
    ana.reads("Will be renewed after")
    ana.reads(f"{MANY} rows will be changed.")
    ana.presses(re.compile("^Renew$"))
    ana.stands_before("Answers to renewals")
    run = ana.page.url
    before = int(ana.reads(PROGRESS).inner_text().split()[0])
    ana.opens("/t/doubs/contracts/renewals/")
    ana.opens(run)
    shown = ana.page.get_by_text(PROGRESS)
    assert before <= (int(shown.inner_text().split()[0]) if shown.count() else MANY)
    ana.waits_for(re.compile(r"^\s*Done\s*$"))
    ana.reads(str(MANY))
    ana.opens("/t/doubs/contracts/renewals/")
    ana.page.locator("tbody tr").first.wait_for()
    assert {row.count("Renewed") > 0 for row in ana.page.locator("tbody tr").all_inner_texts()} == {True}
