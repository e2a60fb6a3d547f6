from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import scene
from tests.browser.person import Person, launch
from tests.browser.product import Product, running_product
from tests.plugins.smtp import Sink

Somebody = Callable[..., Person]


@pytest.fixture(scope="session")
def post_office() -> Iterator[Sink]:
    """The mail server the product sends to."""
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def product(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    post_office: Sink,
) -> Iterator[Product]:
    """The product at work, for all tests with a browser."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        running_product(tmp_path_factory.mktemp("product"), post_office.port) as product,
    ):
        yield product


@pytest.fixture(scope="session")
def thermo(product: Product) -> str:
    """The company of ``tests.scene``, by its name in addresses."""
    product.run("-c", "import django; django.setup(); from tests.scene import set_scene; set_scene()")
    return scene.SLUG


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; closed with this package, because Playwright's loop would be in the way of others' databases."""
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser


@pytest.fixture
def somebody(browser: Browser, product: Product, tmp_path: Path) -> Iterator[Somebody]:
    """Gives a person before the product. At the end of the test no browser may have complained.

    What each saw last is kept as a picture in the test's own folder.
    """
    people: list[Person] = []

    def somebody(**options: object) -> Person:
        people.append(Person(browser, product.url, **options))  # type: ignore[arg-type]
        return people[-1]

    yield somebody
    complaints = [complaint for person in people for complaint in person.complaints]
    for number, person in enumerate(people):
        person.page.screenshot(path=tmp_path / f"last-{number}.png")
        person.context.close()
    assert not complaints, "\n".join([*complaints, product.logs()])
