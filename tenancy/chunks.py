"""Working through many rows: a transaction a chunk, and a chunk that fails split until the bad row stands alone."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import Error as DatabaseError

from tenancy.acting import acting_for
from tenancy.models import Company, User

log = logging.getLogger(__name__)
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Failed:
    """One row that could not be done, and why."""

    row_id: int
    reason: str


def in_chunks(
    company: Company,
    ids: Sequence[int],
    work: Callable[[Sequence[int]], None],
    *,
    source: str,
    after: Callable[[int], None] = lambda _done: None,
    size: int = CHUNK,
    actor: User | None = None,
) -> list[Failed]:
    """Call ``work(ids)`` for each chunk inside its own ``acting_for``; gives the rows that failed alone.

    ``after(done)`` is called outside the transaction, with how many ids are behind. Other rows of a failing chunk
    are done all the same: it is halved until the row that fails is found, in log2(size) further tries.
    """
    failures: list[Failed] = []
    for start in range(0, len(ids), size):
        chunk = ids[start : start + size]
        failures += _attempt(company, chunk, work, source, actor)
        after(start + len(chunk))
    return failures


def _attempt(
    company: Company,
    ids: Sequence[int],
    work: Callable[[Sequence[int]], None],
    source: str,
    actor: User | None,
) -> list[Failed]:
    try:
        with acting_for(company, actor=actor, source=source):
            work(ids)
    except Exception as problem:
        if len(ids) == 1:
            log.exception("Row %s failed", ids[0])
            return [Failed(ids[0], readable(problem))]
    else:
        return []
    # Outside the handler: the log of a row that fails tells its own fault, not those of the chunks it stood in.
    middle = len(ids) // 2
    halves = (ids[:middle], ids[middle:])
    return [failed for half in halves for failed in _attempt(company, half, work, source, actor)]


def readable(problem: Exception) -> str:
    """A fault as the office can read it: the database's first line, else the exception's words."""
    words = str(problem).strip().splitlines()
    if isinstance(problem, DatabaseError) and words:
        return words[0]
    return words[0] if words else type(problem).__name__
