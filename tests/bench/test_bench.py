"""The bench itself: what it prints, and that it notices rows that are not the expected ones."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from contracts.models import OwedVisit
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.bench import rows, seeding
from tests.bench.expectation import Expectation
from tests.bench.plan import Bench, Firm, Size

MEASURES = {
    "import",
    "rows",
    "first night",
    "night, nothing due",
    "night, 10% due",
    "night, 100% due",
    "page",
    "pages",
    "letters",
    "letters, two processes",
    "three times the data",
    "end",
}


def test_a_quick_bench_measures_everything_and_finds_the_rows_it_expects() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    assert {line["measure"] for line in lines} == MEASURES
    assert lines[-1]["wrong"] == {}
    assert all(line["queries"] < 40 for line in lines if line["measure"] == "page")
    assert sum(line["counts"]["renew"].get("renewed", 0) for line in lines if "counts" in line) > 300


def test_words_it_does_not_know_are_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--fast"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2


@pytest.fixture
def firm(db: None, tmp_path: Path) -> Firm:
    slug = seeding.found_company(0)
    today = Company.objects.get(slug=slug).today()
    place = seeding.invent_portfolio(0, 40, today, tmp_path)
    seeding.bring_in(slug, place, today)
    return Firm(slug, Expectation(seeding.invented(place), today))


def test_rows_that_are_there_are_as_expected(firm: Firm, tmp_path: Path) -> None:
    bench = Bench(Size(), tmp_path, lambda *_what, **_figures: None)
    bench.check(firm, "import")
    assert bench.wrong == {}
    assert firm.expected.rows()["contracts"] == 40


def test_a_row_that_is_missing_is_told(firm: Firm, tmp_path: Path) -> None:
    before = rows.written(firm.slug)
    with acting_for(Company.objects.get(slug=firm.slug), source="test"):
        OwedVisit.objects.filter(pk=OwedVisit.objects.values_list("pk", flat=True)[0]).delete()
    bench = Bench(Size(), tmp_path, lambda *_what, **_figures: None)
    bench.check(firm, "import")
    assert bench.wrong == {f"{firm.slug} after import": {"visits": (before["visits"] - 1, before["visits"])}}


def test_a_night_that_renews_other_contracts_is_told(firm: Firm, tmp_path: Path) -> None:
    bench = Bench(Size(), tmp_path, lambda *_what, **_figures: None)
    bench.note(firm, "night", {"due": 3, "renewed": 2}, {"due": 3, "renewed": 3})
    assert bench.wrong == {f"{firm.slug} after night": {"renewed": (2, 3)}}
