"""Long lists read their keys first; every list must then show what it shows when it is short."""

import re

import pytest

from tests.isolation import addresses
from tests.isolation.conftest import World
from ui.views import ListPage, nearest_page

# A form in a row is given another one each time.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def shown(world: World) -> dict[str, str]:
    """The rows of every list of A as they are drawn, by address, as it opens and sorted by each end's column."""
    client, found = world.a.client(), {}
    for address in addresses.inside():
        if not issubclass(address.page, ListPage) or not address.accepts("get"):
            continue
        columns = [
            name
            for name, column in address.page.table_class.base_columns.items()
            if column.orderable is not False and column.visible
        ]
        path = address.path(world.a)
        for sort in ("", *columns[:1], *(f"-{name}" for name in columns[-1:])):
            answer = client.get(path, {"sort": sort} if sort else {}).content.decode()
            rows = "".join(re.findall(r"<tbody>.*?</tbody>", answer, re.DOTALL))
            found[f"{path} {sort}"] = TOKEN.sub("", rows)
    return found


def test_every_list_shows_the_same_rows_when_it_reads_their_keys_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = shown(world)
    monkeypatch.setattr(nearest_page, "FEW", 0)
    assert shown(world) == at_once
    assert sum("data-pk" in rows for rows in at_once.values()) > 60
