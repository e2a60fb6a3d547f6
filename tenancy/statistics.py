"""Keeping the planner informed: without fresh statistics a night after an import would take the wrong plans."""

from django.db import connection


def refresh() -> None:
    """Read again the statistics of tables that changed a lot; cheap when none did. Call it between transactions."""
    with connection.cursor() as cursor:
        # What this session wrote a moment ago counts too.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT refresh_statistics()")
