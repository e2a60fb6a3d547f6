"""Time as the wall has it and as the processors spent it, here and in this connection's PostgreSQL.

On a machine others use too, the wall tells little; the processors' time of both sides is what one core would need.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds: by the wall, of this process, of the PostgreSQL process that serves it."""

    wall: float
    here: float
    database: float

    @property
    def one_core(self) -> float:
        """What one core would need for both sides."""
        return self.here + self.database

    def __sub__(self, other: "Time") -> "Time":
        return Time(self.wall - other.wall, self.here - other.here, self.database - other.database)

    def __add__(self, other: "Time") -> "Time":
        return Time(self.wall + other.wall, self.here + other.here, self.database + other.database)

    def as_dict(self) -> dict[str, float]:
        """For a line of the bench."""
        return {"wall": round(self.wall, 3), "here": round(self.here, 3), "database": round(self.database, 3)}


NOTHING = Time(0, 0, 0)


def now() -> Time:
    """The clocks at this moment; the difference of two is what passed between them."""
    from django.db import connection

    connection.ensure_connection()
    return Time(time.perf_counter(), time.process_time(), _of(connection.connection.info.backend_pid))


def _of(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
