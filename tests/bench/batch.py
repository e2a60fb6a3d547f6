"""A season's letters: ``python -m tests.bench.batch [--letters 10000] [--bare 1000]``.

One company's renewal notices as one batch for the printer, written by a Celery worker of two processes as the product
has it. Before and after it two processes draw some of the same pages by WeasyPrint alone, tuned and keeping nothing.
Says the letters a second of both, what the worker's processes held in memory a tenth of the way and at the end, and how
many letters the joined file has.
"""

import argparse
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf

from tests.bench.__main__ import say
from tests.bench.services import own_services
from tests.days import cast_today

CONTRACTS = 3  # invented for each letter wanted; nights a month apart go by until there are notices enough


def main(words: list[str]) -> int:
    """Measure and say; 1 when the file does not hold every letter."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.batch", description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--bare", type=int, default=1_000, help="pages of each bare loop")
    given = parser.parse_args(words)
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _number, _frame: sys.exit(130))
    with own_services() as directory:
        slug, on = _company(given.letters, directory)
        return _compare(slug, on, given.letters, given.bare, directory)


def _company(letters: int, directory: Path) -> tuple[str, date]:
    """A company with so many notices to send, and the day of its last night."""
    from config import nightly
    from tenancy.models import Company
    from tests.bench import seeding
    from tests.bench.letters import prepared

    on, began = cast_today(), time.perf_counter()
    slug, contracts = seeding.found_company(0), CONTRACTS * letters
    seeding.bring_in(slug, seeding.invent_portfolio(0, contracts, on, directory), on)
    nightly.run(Company.objects.get(slug=slug), on)
    while len(found := prepared(slug, letters)) < letters:
        on += timedelta(days=30)
        nightly.run(Company.objects.get(slug=slug), on)
    say(
        "batch: built", contracts=contracts, notices=len(found), seconds=round(time.perf_counter() - began, 1)
    )
    return slug, on


def _compare(slug: str, on: date, count: int, bare: int, directory: Path) -> int:
    from tests.bench import letters

    ids = letters.prepared(slug, count)
    before = _bare(slug, on, ids[:bare])
    written = _written(slug, on, ids, directory)
    after = _bare(slug, on, ids[:bare])
    drawn = (before + after) / 2
    wrong = written["failed"] or written["letters_in_file"] != len(ids)
    say("batch: letters", **written, per_second=round(written["letters"] / written["writing"], 1),
        bare_per_second=[round(before, 1), round(after, 1)],
        ratio=round(written["letters"] / written["writing"] / drawn, 2), wrong=bool(wrong))  # fmt: skip
    return 1 if wrong else 0


def _bare(slug: str, on: date, ids: list[int]) -> float:
    """Letters a second of two processes that only draw."""
    from tests.bench import letters
    from tests.bench.processes import side_by_side

    halves = [(slug, ids[::2], on), (slug, ids[1::2], on)]
    return float(sum(found["letters"] / found["wall"] for found in side_by_side(letters.bare, halves)))


def _written(slug: str, on: date, ids: list[int], directory: Path) -> dict[str, Any]:
    from config.celery import app
    from contracts.models import Notice
    from letters.mailings import start_mailing
    from letters.models import Mailing
    from tenancy.acting import acting_for
    from tenancy.models import Company
    from ui import pdf

    company = Company.objects.get(slug=slug)
    worker = _worker(directory)
    try:
        while not app.control.ping(timeout=1):
            if worker.poll() is not None:
                raise RuntimeError((directory / "worker.log").read_text()[-2000:])
        with acting_for(company, source="bench"):
            mailing = start_mailing(list(Notice.objects.filter(pk__in=ids)), on).pk
        began, early, writing = time.perf_counter(), 0.0, 0.0
        memory = 0.0
        while True:
            time.sleep(1)
            with acting_for(company, source="bench"):
                run = Mailing.objects.select_related("run").get(pk=mailing).run
            done, seconds = run.done, time.perf_counter() - began
            memory = _held(worker.pid) if done < len(ids) else memory
            if not early and done >= len(ids) / 10:
                early = memory
            if not writing and done >= len(ids):
                writing = seconds
            if run.finished_at is not None:
                break
            if worker.poll() is not None:
                raise RuntimeError((directory / "worker.log").read_text()[-2000:])
        joined_peak = max(_peaks(worker.pid))
    finally:
        worker.terminate()
        worker.wait(30)
    with acting_for(company, source="bench"):
        found = Mailing.objects.get(pk=mailing)
        items = found.items.select_related("letter__document")
        documents = [item.letter.document.read() for item in items if item.letter]
        file = found.print_file.read() if found.print_file else b""
        failed = items.exclude(reason="").count()
    return {
        "letters": len(ids),
        "failed": failed,
        "writing": round(writing or seconds, 1),
        "joined_after": round(seconds - writing, 1),
        "mb_at_a_tenth": round(early, 1),
        "mb_at_the_end": round(memory, 1),
        "peak_mb_of_joining": joined_peak,
        "file_mb": round(len(file) / 2**20, 1),
        "pages": pdf.page_count(file),
        "letters_in_file": _counted(file, documents),
    }


def _worker(directory: Path) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "config.celery",
        "--quiet",
        "worker",
        "--queues",
        "pdf",
    ]
    with (directory / "worker.log").open("wb") as log:
        return subprocess.Popen(
            [*command, "--concurrency", "2"], stdout=log, stderr=log, env=dict(os.environ)
        )


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in listed]


def _held(process: int) -> float:
    """The megabytes that the worker's processes hold together just now."""
    total = 0
    for child in _children(process):
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        total += next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
    return total / 1024


def _peaks(process: int) -> list[float]:
    from tests.bench.processes import peak_mb

    return [peak_mb(str(child)) for child in _children(process)] or [0.0]


def _counted(file: bytes, documents: Iterable[bytes]) -> int:
    """How many of the letters stand in the file, page for page and in their order, behind its list."""
    counted = 0
    with pikepdf.open(io.BytesIO(file)) as joined:
        place = len(joined.pages)
        for document in reversed(list(documents)):
            with pikepdf.open(io.BytesIO(document)) as letter:
                place -= len(letter.pages)
                there = [joined.pages[place + number] for number in range(len(letter.pages))]
                counted += [_drawn(page) for page in there] == [_drawn(page) for page in letter.pages]
    return counted


def _drawn(page: pikepdf.Page) -> bytes:
    page.contents_coalesce()
    return page.Contents.read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
