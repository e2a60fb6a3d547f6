"""The night, timed: as a whole, each step, and each thousand renewals."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tests.bench import watch
from tests.bench.watch import Time


def run_night(slug: str, on: date) -> dict[str, Any]:
    """Run a company's night: time of the whole and of each step, counts, and speeds per second of one core.

    ``first`` and ``last`` are the speeds of the first and the last whole thousand, where there were three or more.
    """
    from config import nightly
    from contracts.models import Contract
    from tenancy import night
    from tenancy.acting import acting_for
    from tenancy.models import Company

    company = Company.objects.get(slug=slug)
    with acting_for(company, source="bench"):
        contracts = Contract.objects.count()
    steps: dict[str, Time] = {}
    for step in night.steps():
        night.register(replace(step, do=_timed(step.do, step.name, steps)))
    marks: list[tuple[int, Time]] = []
    began = watch.now()

    def mark(step: str, done: int, _total: int) -> None:
        if step == "renew":
            marks.append((done, watch.now()))

    summary = nightly.run(company, on, progress=mark)
    spent = watch.now() - began
    renewal = summary.counts["renew"]
    found: dict[str, Any] = {
        "on": on.isoformat(),
        "contracts": contracts,
        "seconds": spent.as_dict(),
        "steps": {name: each.as_dict() for name, each in steps.items()},
        "counts": summary.counts,
        "contracts_per_core_second": round(contracts / spent.one_core),
    }
    if not summary.went_well:
        found["errors"] = summary.errors or len(summary.failures)
    if renewal.get("renewed"):
        found["renewals_per_core_second"] = round(renewal["renewed"] / steps["renew"].one_core)
    return found | _flatness(marks)


def _flatness(marks: list[tuple[int, Time]]) -> dict[str, Any]:
    whole = [
        (now[0] - before[0]) / (now[1] - before[1]).one_core
        for before, now in itertools.pairwise(marks)
        if now[0] - before[0] == marks[0][0]
    ]
    if len(whole) < 2:
        return {}
    return {
        "first": round(whole[0]),
        "last": round(whole[-1]),
        "last_to_first": round(whole[-1] / whole[0], 2),
    }


def _timed(do: Callable[[Any], None], name: str, steps: dict[str, Time]) -> Callable[[Any], None]:
    def timed(work: Any) -> None:
        began = watch.now()
        try:
            do(work)
        finally:
            steps[name] = watch.now() - began

    return timed
