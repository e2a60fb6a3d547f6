"""``python -m tests.bench [--quick]``; ``BENCH_CONTRACTS=150000`` for a long run."""

import json
import os
import signal
import sys
import time
from dataclasses import replace
from typing import Any

from tests.bench.services import own_services


def main(words: list[str]) -> int:
    """Measure and print; 1 when rows were not the expected ones, 2 for words it does not know."""
    if set(words) - {"--quick"}:
        print(__doc__, file=sys.stderr)
        return 2
    began = time.perf_counter()
    # A bench that is asked to end stops its servers and clears up as one that is done.
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _number, _frame: sys.exit(130))
    with own_services() as directory:
        from tests.bench.plan import QUICK, Bench, Size

        size = QUICK if "--quick" in words else Size()
        if contracts := os.environ.get("BENCH_CONTRACTS"):
            size = replace(size, contracts=int(contracts))
        bench = Bench(size, directory, say)
        bench.run()
    say("end", seconds=round(time.perf_counter() - began, 1), wrong=bench.wrong)
    return 1 if bench.wrong else 0


def say(measure: str, **figures: Any) -> None:
    """One JSON line."""
    print(json.dumps({"measure": measure, **figures}, ensure_ascii=False, default=str), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
