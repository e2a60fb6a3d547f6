"""Build the companies, copy the database, and let the nights go by in both copies."""

import argparse
import json
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import fleet
from tests.bench.__main__ import say
from tests.bench.services import own_services
from tests.days import cast_today

Lines = list[dict[str, Any]]


def main(words: list[str]) -> int:
    """Measure and say; 1 when the two copies differ or the faulty contracts are not those listed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description=fleet.__doc__)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--contracts", type=int, default=150_000)
    parser.add_argument("--faulty", type=int, default=100, help="one contract in so many is made faulty")
    given = parser.parse_args(words)
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _number, _frame: sys.exit(130))
    with own_services() as directory:
        on, slugs = _build(given.companies, given.contracts // given.companies, directory)
        return _compare(on, slugs, given.faulty)


def _build(companies: int, each: int, directory: Path) -> tuple[date, list[str]]:
    """The companies with their portfolios after their first night; the day on which a tenth of all is due."""
    from config import nightly
    from contracts.models import Contract
    from tenancy.acting import acting_for
    from tenancy.models import Company
    from tests.bench import seeding
    from tests.bench.processes import side_by_side

    today, began = cast_today(), time.perf_counter()
    slugs = [seeding.found_company(number) for number in range(companies)]
    places = [seeding.invent_portfolio(number, each, today, directory) for number in range(companies)]
    calls = [(slug, place, today) for slug, place in zip(slugs, places, strict=True)]
    for start in range(0, companies, 2):
        side_by_side(seeding.bring_in, calls[start : start + 2])
    ends: list[date] = []
    for slug in slugs:
        company = Company.objects.get(slug=slug)
        nightly.run(company, today)
        with acting_for(company, source="bench"):
            running = Contract.objects.filter(ended_on=None).values_list("runs_until", flat=True)
            ends += [day for day in running if day is not None]
    on = date.fromordinal(sorted(ends)[len(ends) // 10].toordinal() + 1)
    say("fleet: built", companies=companies, contracts=companies * each, running=len(ends), night=on,
        seconds=round(time.perf_counter() - began, 1))  # fmt: skip
    return on, slugs


def _compare(on: date, slugs: list[str], one_in: int) -> int:
    from django.db import connections

    from config.embedded.addresses import DATABASE, SUPERUSER, postgresql_url
    from config.embedded.directory import current
    from tests.bench.fleet import copies

    connections.close_all()
    here, clean = DATABASE, f"{DATABASE}_clean"
    owner = {name: postgresql_url(current(), "migrator", name) for name in (here, clean)}
    ours = {
        name: copies.environment(postgresql_url(current(), "app", name), owner[name])
        for name in (here, clean)
    }
    copies.run(owner[here], copies.FAULT % {"one_in": one_in})
    copies.copied(here, clean, postgresql_url(current(), SUPERUSER, "postgres"))

    alone = _timed("one clean run", lambda: _wait([_begin(on, slugs, ours[clean])])[0], len(slugs))
    _timed("two at once, one killed", lambda: _killed(on, slugs, ours[here]), len(slugs))
    speeds = [line["contracts_per_core_second"] for line in alone]
    say("fleet: speed", first=speeds[0], last=speeds[-1], last_to_first=round(speeds[-1] / speeds[0], 2))
    wrong = _differences("with faults", owner[here], owner[clean])
    for name in (here, clean):
        copies.run(owner[name], copies.MEND)
        _wait([_begin(on, slugs, ours[name])])
    wrong += _differences("mended, a night later", owner[here], owner[clean])
    say("fleet: end", wrong=wrong)
    return 1 if wrong else 0


def _begin(on: date, slugs: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.fleet.nights", on.isoformat(), *slugs]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _wait(processes: list[subprocess.Popen[str]]) -> list[Lines]:
    """What each process said; raises when one ended badly."""
    said = [process.communicate()[0] for process in processes]
    if bad := [process.returncode for process in processes if process.returncode]:
        raise RuntimeError(f"A night ended with {bad}.")
    return [[json.loads(line) for line in each.splitlines()] for each in said]


def _killed(on: date, slugs: list[str], environment: dict[str, str]) -> Lines:
    """Two processes go through the companies; the second is killed in the middle of a company and begun again."""
    steady, doomed = _begin(on, slugs, environment), _begin(on, slugs, environment)
    assert doomed.stdout is not None
    for _company in range(len(slugs) // 2):
        doomed.stdout.readline()
    time.sleep(0.4)
    doomed.send_signal(signal.SIGKILL)
    doomed.wait()
    again = _begin(on, slugs, environment)
    return _wait([steady, again])[0]


def _timed(name: str, nights: Any, companies: int) -> Lines:
    began = time.perf_counter()
    lines: Lines = nights()
    counts = [line["counts"] for line in lines]
    say("fleet: nights", of=name, companies=companies, seconds=round(time.perf_counter() - began, 1),
        contracts=sum(line["contracts"] for line in lines), due=sum(each.get("due", 0) for each in counts),
        renewed=sum(each.get("renewed", 0) for each in counts), failed=sum(line["failed"] for line in lines),
        slowest=min(line["contracts_per_core_second"] for line in lines),
        fastest=max(line["contracts_per_core_second"] for line in lines),
        peak_mb=max(line["peak_mb"] for line in lines))  # fmt: skip
    return lines


def _differences(when: str, ours: str, clean: str) -> int:
    """How many kinds of rows differ, and whether the faulty contracts are listed alike."""
    from tests.bench.fleet import copies

    here, there = copies.standing(ours), copies.standing(clean)
    differing = {name: (here[name], there[name]) for name in here if here[name] != there[name]}
    listed, wanted = copies.faults(ours), copies.faults(clean)
    say("fleet: rows", when=when, rows={name: found[0] for name, found in there.items()}, differing=differing,
        faulty=len(wanted), listed_alike=listed == wanted)  # fmt: skip
    return len(differing) + (listed != wanted) + (not wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
