"""Two copies of one database, and what stands in them."""

import os
from typing import Any

import psycopg

# One contract in so many of those due is refused by the database when its next term is written.
FAULT = """
CREATE FUNCTION bench_fault() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.contract_id %% %(one_in)s = 0 THEN
        RAISE EXCEPTION 'This contract is faulty.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bench_fault BEFORE INSERT ON contracts_term FOR EACH ROW EXECUTE FUNCTION bench_fault();
"""
MEND = "DROP TRIGGER bench_fault ON contracts_term; DROP FUNCTION bench_fault();"

# What a night leaves, without keys and moments: those differ between two runs that did the same.
ROWS = {
    "contracts": "SELECT id, runs_until, ended_on, end_reason FROM contracts_contract",
    "terms": """SELECT contract_id, number, starts_on, ends_on, annual_fee, fee, origin, refuse_by, notice_opens_on,
        notice_closes_on, notice_prepare_on, notice_target_on FROM contracts_term""",
    "periods": """SELECT contract_id, number, starts_on, ends_on, due_on, amount, state, kind
        FROM contracts_billingperiod""",
    "visits": """SELECT contract_id, line_id, number, window_starts_on, window_ends_on, done_on
        FROM contracts_owedvisit""",
    "notices": """SELECT n.contract_id, t.number, n.cures, n.prepared_on, n.price_shown, n.sent_on
        FROM contracts_notice n JOIN contracts_term t ON t.id = n.term_id""",
    "alerts": "SELECT company_id, kind, subject_label, due_on, amount, closed_on IS NULL FROM tenancy_alert",
    "due dates": "SELECT equipment_id, clock, window_from, due_on, leads, rule FROM installed_base_duedate",
}


def copied(source: str, name: str, admin_url: str) -> None:
    """Make a database as a copy of another one, to which nobody may be connected."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def run(url: str, statements: str) -> None:
    """Do something as the owner of the tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements)


def standing(url: str) -> dict[str, Any]:
    """How many rows of each kind there are, and a digest of what they say; read as the owner, who sees all."""
    found: dict[str, Any] = {}
    with psycopg.connect(url) as connection:
        for name, rows in ROWS.items():
            answer = connection.execute(
                f"SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY t::text)) FROM ({rows}) t"
            ).fetchone()
            found[name] = list(answer) if answer else None
    return found


def faults(url: str) -> list[str]:
    """The contracts that the last run of each company lists as failed, each once."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT f.company_id || ' ' || f.subject_label FROM tenancy_jobfailure f ORDER BY 1"
        ).fetchall()
    return [label for (label,) in rows]


def environment(url: str, owner: str) -> dict[str, str]:
    """The environment of a process that works in one of the copies."""
    return {**os.environ, "DATABASE_URL": url, "MIGRATOR_DATABASE_URL": owner}
