"""How PostgreSQL reaches the rows, asked as the role ``app`` under row-level security: by indexes that begin with the
company, and with as many queries for a large portfolio as for a small one. Nothing here is timed.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from contracts.models import Contract
from installed_base.duties.clocks import LegalClass
from installed_base.models import Equipment, EquipmentType
from tenancy import search, statistics
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.contracts.night.portfolios import mixed, sign_all
from tests.plugins.cast import make_company, make_member

#: tables that grow with the portfolio
LARGE = {
    "contracts_contract",
    "contracts_term",
    "contracts_line",
    "contracts_billingperiod",
    "contracts_owedvisit",
    "contracts_notice",
    "customers_communication",
    "customers_customer",
    "customers_trait",
    "installed_base_duedate",
    "installed_base_equipment",
    "tenancy_alert",
    "tenancy_searchtoken",
    "tenancy_change",
}
PAGES = {
    "today": "",
    "contracts": "contracts/",
    "active contracts": "contracts/?state=active",
    "contracts with fees due": "contracts/?due=yes",
    "contracts whose notice is to send": "contracts/?notice=prepared",
    "contracts searched": "contracts/?q=dupont",
    "a contract": "contracts/{contract}/",
    "fees due": "contracts/billing/",
    "visits owed": "contracts/visits/",
    "maintenance due": "maintenance/",
    "maintenance due, late, without a contract": "maintenance/?when=late&contract=without",
    "maintenance due in a town": "maintenance/?town=mac",
    "maintenance due by postcode": "maintenance/?postcode=71",
    "customers": "customers/",
    "customers searched": "customers/?q=dup",
    "customers of a town": "customers/?town=mac",
    "possible duplicates": "customers/duplicates/",
    "equipment": "equipment/",
    "equipment searched": "equipment/?q=A000",
    "alerts": "alerts/",
    "search": "search/?q=dup",
}


def portfolio(slug: str, count: int) -> tuple[Company, User]:
    """A company with so many contracts of all kinds, its night run, and its administrator."""
    company = make_company(slug, slug.title(), "FR")
    user = make_member(company, "ada", "admin")
    sign_all(company, mixed(count, company.today() - timedelta(days=900)))
    with acting_for(company, source="test"):
        customers = list(Contract.objects.order_by("pk").values_list("customer_id", flat=True))
        search.index("customer", [(pk, {"dupont", f"zeb{place}"}) for place, pk in enumerate(customers)])
        boilers = EquipmentType.objects.create(name="Chaudière", legal_class=LegalClass.BOILER)
        Equipment.objects.bulk_create(
            Equipment(number=f"A{place:05}", customer_id=pk, type=boilers, power_kw=24)
            for place, pk in enumerate(customers)
        )
    assert nightly.run(company, company.today()).went_well
    return company, user


def asked(company: Company, user: User, address: str) -> list[str]:
    """The SELECTs a page asks."""
    with acting_for(company, source="test"):
        contract = Contract.objects.order_by("pk").values_list("pk", flat=True)[0]
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    url = f"/t/{company.slug}/{address.format(contract=contract)}"
    assert client.get(url).status_code == 200  # the first time a session is noted as seen
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def scans(statement: str) -> Iterator[tuple[str, str]]:
    """For each reading of a large table, its name and the condition its index is asked with; empty without one."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement)
        (plan,) = cursor.fetchone()
    plans = json.loads(plan) if isinstance(plan, str) else plan

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        below = node.get("Plans", [])
        if node.get("Relation Name") in LARGE:
            conditions = [node.get("Index Cond", "")] + [
                child.get("Index Cond", "") for child in _indexes(below)
            ]
            yield node["Relation Name"], " ".join(filter(None, conditions))
        for child in below:
            yield from walk(child)

    yield from walk(plans[0]["Plan"])


def _indexes(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        if node["Node Type"] == "Bitmap Index Scan":
            yield node
        elif node["Node Type"] in {"BitmapAnd", "BitmapOr"}:
            yield from _indexes(node["Plans"])


def by_index(condition: str) -> bool:
    """Whether the rows of one company are reached, or single rows by their key."""
    return "company_id = " in condition or "(id = " in condition


def unaided(company: Company, statements: list[str]) -> tuple[int, list[tuple[str, str]]]:
    """How many readings of large tables there were, and those that walk through other companies' rows.

    Tables of a test are small: the planner is kept from walking through them because that is quick.
    """
    seen, bad = 0, []
    with acting_for(company, source="test"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in statements:
            if (
                not statement.lstrip().startswith(("SELECT", "WITH"))
                or "FOR UPDATE" in statement
                or "set_config" in statement
            ):
                continue
            for table, condition in scans(statement):
                seen += 1
                if not by_index(condition):
                    bad.append((table, statement[:300]))
    return seen, bad


@pytest.fixture
def known(db: None) -> tuple[Company, User]:
    """A company beside another one, with the planner knowing what both have."""
    portfolio("other", 130)
    company, user = portfolio("known", 65)
    statistics.count_rows(*(model for model in apps.get_models() if model._meta.db_table in LARGE))
    return company, user


def test_pages_reach_rows_by_indexes_that_begin_with_the_company(known: tuple[Company, User]) -> None:
    company, user = known
    found = {page: unaided(company, asked(company, user, address)) for page, address in PAGES.items()}
    assert {page: bad for page, (_seen, bad) in found.items() if bad} == {}
    assert [page for page, (seen, _bad) in found.items() if not seen] == []


def readings(company: Company, statement: str) -> Iterator[tuple[str, str]]:
    """Each table a statement reads, with the index it is reached by; empty without one."""
    with acting_for(company, source="test"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + statement)
        for (line,) in cursor.fetchall():
            if found := re.search(r"(?:using (\w+) )?on (\w+)  \(", line):
                yield found[2], found[1] or ""


def test_what_is_due_is_counted_without_a_look_at_the_machines_and_towns_are_leapt_through(
    known: tuple[Company, User],
) -> None:
    """Whether a date shows stands in its row, and the names of the towns come from an index, not from every customer.

    Which of its indexes the planner takes for a few rows depends on what it last counted; the tables do not.
    """
    company, user = known
    counts = [sql for sql in asked(company, user, "maintenance/") if "COUNT(*)" in sql]
    assert {table for sql in counts for table, _index in readings(company, sql)} == {"installed_base_duedate"}
    (towns,) = [sql for sql in asked(company, user, "customers/?town=mac") if "WITH RECURSIVE" in sql]
    assert set(readings(company, towns)) == {
        ("customers_customer", "customer_by_city"),
        ("towns", ""),
    }


def test_the_night_finds_what_is_due_and_what_to_alert_by_indexes(known: tuple[Company, User]) -> None:
    company, _user = known
    with CaptureQueriesContext(connection) as queries:
        assert nightly.run(company, company.today() + timedelta(days=200)).went_well
    seen, bad = unaided(company, [query["sql"] for query in queries.captured_queries])
    assert bad == []
    assert seen >= 15


@pytest.mark.parametrize(("word", "begins"), [("zeb1", ["zeb1"]), ("9053", ["9053", "~3509"])])
def test_words_are_found_by_a_range_of_the_index(
    known: tuple[Company, User], word: str, begins: list[str]
) -> None:
    company, _user = known
    with acting_for(company, source="test"):
        found = search.matching("customer", word)
        assert found is not None
        statement, given = found.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        ((table, condition),) = scans(str(statement) % tuple(f"'{value}'" for value in given))
    assert table == "tenancy_searchtoken"
    # Written with a cast where the table is read beside the index, without one where the index suffices.
    compared = condition.replace("(token)::text", "token")
    assert "company_id = " in compared
    for start in begins:
        assert f"token >= '{start}'" in compared
        assert f"token < '{start}\U0010ffff'" in compared


def test_the_condition_of_an_index_on_another_column_alone_is_told_apart() -> None:
    assert not by_index("")
    assert not by_index("(ends_on >= '2026-01-01'::date)")
    assert by_index("((company_id = (current_setting('app.company_id'::text))::bigint) AND (ends_on >= $1))")


def test_pages_ask_as_many_queries_for_a_large_portfolio_as_for_a_small_one(
    known: tuple[Company, User],
) -> None:
    small = portfolio("small", 13)
    counts = {
        page: (len(asked(*small, address)), len(asked(*known, address))) for page, address in PAGES.items()
    }
    assert {page: both for page, both in counts.items() if both[0] != both[1]} == {}
