"""The night of every company, one after the other, in a process of its own that may be killed: one JSON line each."""

import sys
from datetime import date

from tests.bench.__main__ import say
from tests.bench.services import start_django


def main(on: date, slugs: list[str]) -> None:
    """Run the night of each company for its day and say what it did."""
    start_django()
    from config import nightly
    from contracts.models import Contract
    from tenancy.acting import acting_for
    from tenancy.models import Company
    from tests.bench import watch
    from tests.bench.processes import peak_mb

    for slug in slugs:
        company = Company.objects.get(slug=slug)
        with acting_for(company, source="bench"):
            contracts = Contract.objects.count()
        began = watch.now()
        summary = nightly.run(company, on)
        spent = watch.now() - began
        say(
            "fleet: night",
            company=slug,
            contracts=contracts,
            counts=summary.counts["renew"],
            failed=len(summary.failures),
            errors=summary.errors,
            seconds=spent.as_dict(),
            contracts_per_core_second=round(contracts / spent.one_core),
            peak_mb=peak_mb("self"),
        )


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), sys.argv[2:])
