"""Every text of company B holds its word; nothing that A sees, makes or sends may hold it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core import mail

from config import nightly
from contracts.models import Notice
from customers.models import Customer
from letters import mailings
from letters.models import Mailing
from tenancy import outbox
from tenancy.acting import acting_for
from tests.factories.contracts import NoticeFactory
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.contents import mailed, said, text_of
from tests.isolation.test_every_address import undone
from tests.isolation.world import WORD_OF_A, WORD_OF_B, House

# A list is shown as a page, as a panel, searched and taken away; ``zq`` is how B's word begins.
VARIANTS_OF_LISTS = ("?q=zq", "?panel=1", "?export=csv", "?export=xlsx", "?export=pdf")


def visits(house: House, *, pages_alone: bool = False) -> Iterator[tuple[str, str]]:
    """All a manager can be shown: each address in each way, or its page alone, and what it said."""
    client = house.client()
    for address in addresses.inside():
        path = address.path(house)
        in_each_way = hasattr(address.page, "table_class") and not pages_alone
        for variant in ("", *VARIANTS_OF_LISTS) if in_each_way else ("",):
            if address.accepts("get"):
                with undone():
                    yield f"{path}{variant}", said(client.get(path + variant))
        if address.accepts("post") and not pages_alone:
            with undone():
                yield f"POST {path}", said(client.post(path, {"confirm": "1"}))


def test_no_page_partial_list_choice_export_or_pdf_says_a_word_of_another_company(world: World) -> None:
    # First, so that anything kept in the process would be the other's; what A is kept from, B is kept from alike.
    theirs = dict(visits(world.b, pages_alone=True))
    ours = dict(visits(world.a))
    assert [path for path, text in ours.items() if WORD_OF_B in text] == []
    assert [path for path, text in theirs.items() if WORD_OF_A in text] == []
    for pages, word in ((ours, WORD_OF_A), (theirs, WORD_OF_B)):
        telling = {path.split("?")[0] for path, text in pages.items() if word in text and "POST" not in path}
        assert len(telling) >= 0.7 * len({path.split("?")[0] for path in pages if "POST" not in path})


def test_a_search_finds_ones_own_and_nothing_of_the_other_company(world: World) -> None:
    for house, word, other in ((world.a, WORD_OF_A, WORD_OF_B), (world.b, WORD_OF_B, WORD_OF_A)):
        client = house.client()
        found = said(client.get("/t/" + house.company.slug + "/search/", {"q": word[:3]}))
        assert f"{word}" in found.replace(f"q={word[:3]}", "")
        lists = [
            address
            for address in addresses.inside()
            if hasattr(address.page, "table_class") and not address.wanted
        ]
        for address in lists:
            nothing = said(client.get(address.path(house), {"q": other[:3]}))
            assert other not in nothing
        assert len(lists) >= 8


def test_no_mail_letter_document_or_row_made_by_the_jobs_of_one_company_says_a_word_of_another(
    world: World,
) -> None:
    for house in (world.b, world.a):
        with acting_for(house.company, actor=house.manager, source="test"):
            batches = [
                mailings.start_mailing([new_notice(house)], date(2026, 10, 20), purpose=purpose).pk
                for purpose in (Mailing.Purpose.PRINT, Mailing.Purpose.EMAIL)
            ]
        for batch in batches:
            mailings.write_part(house.company, batch, 1)
        nightly.run(house.company, date(2026, 11, 20))
        outbox.deliver_due(house.company, house.company.now())
    letters = [mailed(message) for message in mail.outbox]
    assert [WORD_OF_A in text or WORD_OF_B in text for text in letters] == [True] * len(letters)
    assert [text for text in letters if WORD_OF_A in text and WORD_OF_B in text] == []
    assert len(letters) >= 4
    for house, word, other in ((world.a, WORD_OF_A, WORD_OF_B), (world.b, WORD_OF_B, WORD_OF_A)):
        assert other not in house.texts().lower()
        assert word in house.texts().lower()
        files = list((Path(settings.MEDIA_ROOT) / house.company.slug).rglob("*.pdf"))
        assert len(files) >= 4
        assert [file.name for file in files if other in text_of(file.read_bytes())] == []


def new_notice(house: House) -> Notice:
    """A letter to the company's customer that nobody wrote yet."""
    made: Notice = NoticeFactory.create(
        term__contract__customer=house.row(Customer), term__contract__runs_until=date(2027, 3, 3)
    )
    return made
