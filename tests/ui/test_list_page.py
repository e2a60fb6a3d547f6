import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer
from tenancy.models import Company
from tests.factories.customers import CustomerFactory
from ui.views import nearest_page


def names(response: Any) -> list[str]:
    """The names in the table's rows, in order."""
    return [row.record.name for row in response.context["table"].paginated_rows]


def test_a_list_is_a_page_with_its_rows(page: Client) -> None:
    response = page.get("/people/")
    assert names(response) == ["Arnaud Zoé", "Bernard Zoé", "Élie Zoé"]
    assert "<html" in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_htmx_gets_the_table_alone(page: Client) -> None:
    response = page.get("/people/", headers={"HX-Request": "true", "HX-Target": "list-people-list"})
    text = response.content.decode()
    assert names(response) == ["Arnaud Zoé", "Bernard Zoé", "Élie Zoé"]
    assert ("<html" in text, "data-list-form" in text, 'id="list-people-list"' in text) == (
        False,
        False,
        True,
    )


def test_the_fields_of_the_filters_come_when_they_are_opened(page: Client) -> None:
    """Until then the form carries what the address says to them, and nothing of it is lost by a search."""
    address = "/people/?city=Tournus&kind=business&kind=&sort=-name&q=zo&page=2"
    text = page.get(address).content.decode()
    form = text.split("echeo-filters")[1].split("</form>")[0]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form) == [
        ("city", "Tournus"),
        ("kind", "business"),
    ]
    assert '<select name="kind"' not in text
    headers = {"HX-Request": "true", "HX-Target": "list-people-list-filters"}
    fields = page.get(address, headers=headers).content.decode()
    assert ("<html" in fields, '<select name="kind"' in fields, "<table" in fields) == (False, True, False)
    assert 'value="Tournus"' in fields


def test_filters_that_cannot_be_read_are_open_with_what_is_wrong(page: Client) -> None:
    text = page.get("/people/?created_after=32/32/2026").content.decode()
    assert ("collapse echeo-filters show" in text, 'name="created_after"' in text) == (True, True)
    assert ("invalid-feedback" in text, "Nothing matches" in text) == (True, True)


def test_going_back_gets_the_whole_page(page: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "list-people-list", "HX-History-Restore-Request": "true"}
    assert "<html" in page.get("/people/", headers=headers).content.decode()


def test_a_panel_has_its_tools_but_no_frame(page: Client, three: list[Customer]) -> None:
    CustomerFactory.create(last_name="Fille", parent=three[0])
    response = page.get(f"/people/?parent={three[0].pk}&panel=parent")
    text = response.content.decode()
    assert names(response) == ["Fille Zoé"]
    assert ("<html" in text, "data-list-form" in text) == (False, True)
    assert response.context["page"].chips == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=-name", ["Élie Zoé", "Bernard Zoé", "Arnaud Zoé"]),
        ("city=Tournus", ["Bernard Zoé"]),
        ("kind=business", []),
        ("page=99", ["Arnaud Zoé", "Bernard Zoé", "Élie Zoé"]),
        ("page=x&per_page=999999999&sort=nonsense", ["Arnaud Zoé", "Bernard Zoé", "Élie Zoé"]),
        ("page=0&per_page=-5", ["Arnaud Zoé", "Bernard Zoé", "Élie Zoé"]),
        ("created_after=2999-01-01", []),
    ],
)
def test_the_address_decides_what_is_shown(page: Client, query: str, found: list[str]) -> None:
    assert names(page.get(f"/people/?{query}")) == found


def test_a_filter_at_work_can_be_clicked_away(page: Client) -> None:
    response = page.get("/people/?city=Tournus&created_after=2020-02-01&sort=name&page=2")
    chips = [(chip.label, chip.value, chip.query) for chip in response.context["page"].chips]
    assert chips == [
        ("Town", "Tournus", "created_after=2020-02-01&sort=name"),
        ("Created", "from 02/01/2020", "city=Tournus&sort=name"),
    ]


@pytest.fixture(params=[nearest_page.FEW, 0], ids=["rows at once", "keys first"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which the rows of a page are read: those of a short list and of a long one."""
    monkeypatch.setattr(nearest_page, "FEW", request.param)


@pytest.mark.usefixtures("read")
def test_pages_do_not_lose_or_repeat_equal_rows(page: Client) -> None:
    for _ in range(57):
        CustomerFactory.create(last_name="Même")
    seen = [
        row.record.pk
        for number in (1, 2, 3)
        for row in page.get(f"/people/?sort=name&per_page=25&page={number}").context["table"].paginated_rows
    ]
    assert seen == list(Customer.objects.order_by("sort_name", "pk").values_list("pk", flat=True))


@pytest.mark.usefixtures("read")
def test_the_last_page_is_read_from_the_end(page: Client) -> None:
    for number in range(57):
        CustomerFactory.create(last_name=f"Nom {number:02}")
    with CaptureQueriesContext(connection) as queries:
        shown = page.get("/people/?sort=-name&per_page=25&page=99").context["table"].paginated_rows
    assert [row.record.last_name for row in shown][-3:] == ["Élie", "Bernard", "Arnaud"]
    assert not [query["sql"] for query in queries.captured_queries if "OFFSET" in query["sql"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    house: None,
    acting_a: Company,
    client_ana: Client,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        CustomerFactory.create(last_name=f"Nom {number}")
    client_ana.get("/people/")
    # session, user, membership, the company's savepoint and settings (5), rows counted, rows read
    with django_assert_num_queries(10):
        assert len(names(client_ana.get("/people/"))) == rows


def test_only_the_rows_of_the_page_are_read(house: None, acting_a: Company, client_ana: Client) -> None:
    for number in range(60):
        CustomerFactory.create(last_name=f"Nom {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(names(client_ana.get("/people/"))) == 50
    asked = [
        query["sql"] for query in queries.captured_queries if 'FROM "customers_customer"' in query["sql"]
    ]
    assert [("COUNT(*)" in sql, "LIMIT 50" in sql) for sql in asked] == [(True, False), (False, True)]


def test_a_list_narrowed_to_nothing_says_so_and_an_empty_one_says_what_to_do(
    page: Client, client_chloe: Client
) -> None:
    assert "Nothing matches" in page.get("/people/?city=Nowhere").content.decode()
    text = client_chloe.get("/people/").content.decode()
    assert "Import your portfolio" in text
    assert "New customer" in text


def test_a_column_needs_its_right(page: Client, three: list[Customer], client_ben: Client) -> None:
    assert "Fee" in page.get("/people/").content.decode()
    assert "Fee" not in client_ben.get("/people/").content.decode()


def test_an_export_is_the_filtered_list_with_typed_cells(page: Client, three: list[Customer]) -> None:
    answer = page.get("/people/?city=Tournus&export=xlsx")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert header == ("Number", "Name", "Kind", "Town", "E-mail", "Fee", "Created")
    assert [(row[1], row[2], row[5]) for row in rows] == [("Bernard Zoé", "Individual", three[1].pk)]
    assert type(rows[0][6]).__name__ == "datetime"


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(1)"])
def test_an_export_never_holds_a_formula(page: Client, three: list[Customer], formula: str) -> None:
    Customer.objects.filter(pk=three[0].pk).update(city=formula)
    text = page.get("/people/?export=csv").content.decode("utf-8-sig")
    cell = next(row for row in csv.reader(io.StringIO(text)) if "Arnaud Zoé" in row)[3]
    assert cell[0] not in "=+-@"
    assert cell.endswith(formula)
    book = openpyxl.load_workbook(io.BytesIO(page.get("/people/?export=xlsx").content))
    assert [cell.data_type for cell in book.active["D"] if formula in str(cell.value)] == ["s"]


def test_an_export_needs_its_right(three: list[Customer], page: Client, client_ben: Client) -> None:
    assert client_ben.get("/people/?export=csv").status_code == 403
    assert page.get("/people/?export=doc").status_code == 400
