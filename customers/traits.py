"""What tells who a customer is, kept beside her words so that those who share something are found by an index."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from customers.models import Customer
from tenancy.acting import acting_company_id
from tenancy.inserting import integers

# Of a row ``c`` of customers, whether it is stored or only typed so far.
TRAITS = """
CROSS JOIN LATERAL (VALUES
    ('tax', nullif(c.siret, '')), ('tax', nullif(c.vat_number, '')), ('tax', nullif(c.tax_code, '')),
    ('phone', nullif(c.phone, '')), ('phone', nullif(c.mobile, '')), ('email', lower(nullif(c.email, ''))),
    ('name', CASE WHEN c.postcode <> '' THEN c.sort_name || '|' || c.postcode END),
    ('address', CASE WHEN c.postcode <> '' AND c.address <> ''
        THEN lower(c.address) || '|' || c.postcode || '|' || left(c.sort_name, 4) END)
) AS k(kind, whole) CROSS JOIN LATERAL (SELECT left(k.whole, 250) AS key) AS cut
"""
READ = ("siret", "vat_number", "tax_code", "phone", "mobile", "email", "postcode", "address", "sort_name")

KEEP = f"""
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT c.id, k.kind, cut.key FROM customers_customer c {TRAITS}
    WHERE c.company_id = %(company)s AND c.id = ANY(%(ids)s::bigint[]) AND c.set_aside = '' AND k.whole IS NOT NULL
), gone AS (
    DELETE FROM customers_trait t WHERE t.company_id = %(company)s AND t.customer_id = ANY(%(ids)s::bigint[])
    AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.id = t.customer_id AND w.kind = t.kind AND w.key = t.key)
)
INSERT INTO customers_trait (company_id, customer_id, kind, key, shared)
SELECT %(company)s, id, kind, key, false FROM wanted ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together from constants

# Theirs are shared or not; of those who share one with them it is noted, and stays noted when they change.
NOTE = """
WITH theirs AS MATERIALIZED (
    SELECT id, kind, key FROM customers_trait WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s::bigint[])
), alike AS MATERIALIZED (
    SELECT o.id, o.kind, o.key, o.shared FROM customers_trait o
    WHERE o.company_id = %(company)s AND (o.kind, o.key) IN (SELECT kind, key FROM theirs)
), found AS (
    SELECT kind, key, count(*) > 1 AS shared FROM alike GROUP BY kind, key
), changed AS MATERIALIZED (
    SELECT alike.id, found.shared FROM alike JOIN found USING (kind, key)
    WHERE alike.shared <> found.shared AND (found.shared OR alike.id IN (SELECT id FROM theirs))
)
UPDATE customers_trait t SET shared = changed.shared FROM changed
WHERE t.id = changed.id AND t.company_id = %(company)s
"""

# Of a company being brought in no statistics tell how large it is: a planner who takes it for empty compares all its
# traits with all of them, for a minute each thousand customers.
MANY = 100
WITHOUT_LOOPS = "SET LOCAL enable_nestloop = off"
AS_BEFORE = "SET LOCAL enable_nestloop TO DEFAULT"

SHARING = f"""
SELECT t.customer_id FROM (SELECT {", ".join(f"%({name})s::text AS {name}" for name in READ)}) AS c {TRAITS}
JOIN customers_trait t ON t.company_id = %(company)s AND t.kind = k.kind AND t.key = cut.key
WHERE k.kind = ANY(%(kinds)s) GROUP BY t.customer_id
ORDER BY min(array_position(%(kinds)s, k.kind)), t.customer_id LIMIT %(limit)s
"""  # noqa: S608 - likewise


def keep_traits(ids: Sequence[int]) -> None:
    """Make the traits of some customers what their rows say now; those set aside keep none. Set-based."""
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"company": acting_company_id(), "ids": integers(ids)}
        if len(ids) > MANY:
            cursor.execute(WITHOUT_LOOPS)
        cursor.execute(KEEP, given)
        cursor.execute(NOTE, given)
        if len(ids) > MANY:
            cursor.execute(AS_BEFORE)


def sharing(customer: Customer, kinds: Sequence[str], limit: int) -> list[Any]:
    """The ids of customers who share something of these kinds with one not saved yet, by kind in their order."""
    customer.prepare()
    given = {name: getattr(customer, name) for name in READ}
    with connection.cursor() as cursor:
        cursor.execute(
            SHARING, given | {"company": acting_company_id(), "kinds": list(kinds), "limit": limit}
        )
        return [pk for (pk,) in cursor.fetchall()]
