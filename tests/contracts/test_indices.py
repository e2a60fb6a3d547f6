from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.founding import found
from contracts.indices import correct, read_column, values_of
from contracts.models import IndexLink, IndexSeries, IndexValue
from contracts.starter.indices import create_indices
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import IndexSeriesFactory, IndexValueFactory

BASE = "/t/alpha/contracts/indices/"
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def series(company_a: Company) -> IndexSeries:
    with acting_for(company_a):
        return IndexSeriesFactory()


def test_a_company_begins_with_the_indices_of_its_country_and_no_values(db: None) -> None:
    for country, codes in (
        ("FR", ["BT38", "BT40", "BT41", "BT47", "FSD2", "ICHT-IME"]),
        ("IT", ["FOI senza tabacchi"]),
    ):
        company, _user = found(f"new-{country.lower()}", "New", country, f"{country}@new.example")
        with acting_for(company):
            assert list(IndexSeries.objects.values_list("code", flat=True)) == codes
            assert create_indices(country) == 0 == IndexValue.objects.count()


@pytest.mark.parametrize(
    "line", ["2026-06;138,9", "06/2026\t138.9", "2026M06 138.9", "202606; 138.9", "2026-06-01 | 138.9"]
)
def test_a_column_is_read_as_publishers_and_people_write_it(line: str) -> None:
    (typed,) = read_column(f"Période;Valeur\n\n{line}\n")
    assert (typed.month, typed.value, typed.published_on) == (JUNE, Decimal("138.9"), None)


def test_a_pasted_column_is_entered_once_and_shown(
    client_ana: Client, company_a: Company, series: IndexSeries
) -> None:
    typed = {"column": "2026-05;138,4;2026-08-20\n2026-06;138,9", "published_on": "", "status": "final"}
    for told in ("2 values entered.", "All these values were known already."):
        page = client_ana.post(f"{BASE}{series.pk}/values/", typed, follow=True).content.decode()
        assert told in page
    with acting_for(company_a):
        assert list(series.values.values_list("month", "value", "published_on", "entered_by__email")) == [
            (JUNE, Decimal("138.9"), date(2026, 9, 30), "ana@alpha.example"),
            (date(2026, 5, 1), Decimal("138.4"), date(2026, 8, 20), "ana@alpha.example"),
        ]
    assert "index-by-month" in page
    listed = client_ana.get(f"{BASE}values/?series={series.pk}&export=csv").content.decode()
    assert "2026-06-01" in listed and "138.9" in listed


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("2026-05;138.4\nnonsense 5", "Line 2, “nonsense 5”"),
        ("2026-13;138.4", "Line 1"),
        ("2026-05;138.4\n2026-05;138.5", "Line 2 gives the month of line 1 again."),
        ("2026-06;140", "2026-06 has the value 138.9 already"),
        ("2026-05;0", "a value is above zero"),
        ("2026-05;1.23456", "four decimals"),
        ("2026-05;NaN", "Line 1"),
        ("2027-01;138", "2027-01 has not begun yet."),
        ("2026-05;138;2026-11-24", "lies in the future"),
        ("2026-05;138;2026-04-30", "published before the month began"),
        ("0206-05;138\n9999-12;138", "Line 1, “0206-05;138”"),
        (";;;", "There is no value here."),
    ],
)
def test_lines_at_fault_are_named_and_nothing_is_entered(
    client_ana: Client, company_a: Company, series: IndexSeries, column: str, told: str
) -> None:
    with acting_for(company_a):
        IndexValueFactory(series=series)
    answer = client_ana.post(
        f"{BASE}{series.pk}/values/", {"column": column, "published_on": "", "status": "final"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page and column.splitlines()[-1] in page
    with acting_for(company_a):
        assert IndexValue.objects.count() == 1


def test_a_wrong_value_is_corrected_by_a_row_that_names_it(
    client_ana: Client, company_a: Company, series: IndexSeries
) -> None:
    with acting_for(company_a):
        wrong = IndexValueFactory(series=series, value=Decimal("183.9"))
    path = f"{BASE}values/{wrong.pk}/correct/"
    typed = {"value": "138,9", "published_on": "2026-09-24", "status": "final", "reason": "Digits swapped"}
    assert "Nothing differs" in client_ana.post(path, typed | {"value": "183.9"}).content.decode()
    assert client_ana.post(path, typed | {"value": "0"}).status_code == 200
    assert client_ana.post(path, typed).status_code == 302
    assert "corrected already" in client_ana.post(path, typed).content.decode()
    with acting_for(company_a):
        right = IndexValue.objects.in_force().get()
        assert (right.corrects, right.value, right.reason) == (wrong, Decimal("138.9"), "Digits swapped")
        assert [value.value for value in values_of([series.pk])[series.pk]] == [Decimal("138.9")]
        with pytest.raises(ValidationError):
            correct(wrong, Decimal(1), published_on=JUNE, status="final", reason="", by=None)


def test_the_database_keeps_values_as_they_are(acting_a: Company) -> None:
    value = IndexValueFactory()
    for change in (
        lambda: IndexValue.objects.filter(pk=value.pk).update(value=1),
        lambda: IndexValue.objects.filter(pk=value.pk)._raw_delete("default"),
        IndexValueFactory,
        lambda: IndexValueFactory(month=date(2026, 7, 2)),
        lambda: IndexValueFactory(month=date(2026, 7, 1), value=Decimal(0), published_on=date(2026, 8, 1)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert IndexValue.objects.get().value == Decimal("138.9")


def test_an_old_index_goes_on_as_a_new_one_by_its_coefficient(
    client_ana: Client, company_a: Company, series: IndexSeries
) -> None:
    with acting_for(company_a):
        new = IndexSeriesFactory(code="New base")
        for month, value in ((JUNE, "112.2"), (date(2026, 5, 1), "111.0"), (date(2025, 12, 1), "110")):
            IndexValueFactory(series=new, month=month, value=Decimal(value))
        IndexValueFactory(series=series, month=date(2026, 5, 1), value=Decimal("180.7"))
    link = {"new": new.pk, "coefficient": "1,6296", "from_month": "2026-01"}
    path = f"{BASE}{series.pk}/link/"
    assert "above zero" in client_ana.post(path, link | {"coefficient": "0"}).content.decode()
    assert client_ana.post(path, link | {"new": series.pk}).status_code == 200
    assert client_ana.post(path, link).status_code == 302
    assert "continued by another one" in client_ana.post(path, link).content.decode()
    with acting_for(company_a):
        values = {value.month: (value.value, value.linked) for value in values_of([series.pk])[series.pk]}
        assert values == {date(2026, 5, 1): (Decimal("180.7"), False), JUNE: (Decimal("182.8"), True)}
        made = IndexLink.objects.get()
    assert "New base" in client_ana.get(f"{BASE}{series.pk}/").content.decode()
    assert client_ana.post(f"{BASE}links/{made.pk}/delete/").status_code == 302
    assert client_ana.get(f"{BASE}{series.pk}/edit/").status_code == 200


def test_indices_are_for_those_who_renew_contracts_and_each_company_has_its_own(
    client_ana: Client, client_ben: Client, client_chloe: Client, series: IndexSeries
) -> None:
    assert client_ben.get(BASE).status_code == 403
    assert client_chloe.get(f"/t/beta/contracts/indices/{series.pk}/").status_code == 404
    assert client_ana.get(BASE).content.decode().count("data-pk=") == 1


def test_the_list_asks_the_same_few_queries(
    client_ana: Client, company_a: Company, series: IndexSeries
) -> None:
    counts = []
    for code in ("A", "B", "C"):
        with CaptureQueriesContext(connection) as asked:
            client_ana.get(BASE)
        counts.append(len(asked))
        with acting_for(company_a):
            IndexValueFactory(series=IndexSeriesFactory(code=code))
    assert counts[1] == counts[2]
