"""Taking everything away: rows a second and memory."""

import resource
import tempfile
import time

from tests.bench.__main__ import say
from tests.bench.large import SLUG


def time_archive() -> None:
    """Rows a second and memory of an archive of everything."""
    from config.company_export.archive import Archive
    from tenancy.models import Company

    company = Company.objects.get(slug=SLUG)
    before = _megabytes()
    began = time.perf_counter()
    archive = Archive(company, True, "fr", company.now(), lambda step, done, total: None)
    with tempfile.TemporaryFile() as file:
        archive.write(file)
        size = file.tell()
    spent = time.perf_counter() - began
    say(
        "large: archive",
        rows=archive.rows,
        seconds=round(spent, 1),
        rows_per_second=round(archive.rows / spent),
        zip_megabytes=round(size / 2**20, 1),
        memory_before_mb=before,
        memory_most_mb=_megabytes(),
    )


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
