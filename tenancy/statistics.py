"""Keeping the planner informed: without fresh statistics a night after an import would take the wrong plans."""

from django.db import connection, models

FEW = 500  # rows brought in that change nobody's plans: reading a large table takes seconds


def refresh() -> None:
    """Read again the statistics of tables that changed a lot; cheap when none did. Call it between transactions."""
    with connection.cursor() as cursor:
        # What this session wrote a moment ago counts too.
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT refresh_statistics()")


def count_rows(*tables: type[models.Model], coming: int | None = None) -> None:
    """Read the statistics of some tables inside a large transaction, with what it wrote so far.

    The planner takes a table that was never read for nearly empty: foreign keys are then checked by walking all rows
    of the company, once for each row written. Waits two minutes at most while another import reads the same tables.
    With few rows ``coming`` in all nothing is read.
    """
    if coming is not None and coming <= FEW:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics(%s)", [[table._meta.db_table for table in tables]])
