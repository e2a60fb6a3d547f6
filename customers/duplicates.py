"""Customers who look like one: found by what they share, in the database, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, models
from django.utils.functional import Promise

from customers.models import Customer, DistinctPair, Trait
from customers.traits import sharing
from customers.trash import counted_in_words, listed
from tenancy.acting import acting, acting_company_id
from tenancy.search import in_order

SHOWN = 60
# More than so many who share a number are a property manager's tenants, and not one person.
CROWD = 5
NAMED = 5

REASONS: dict[str, str | Promise] = {kind.value: kind.label for kind in Trait.Kind}
# What proposes somebody to who types a new customer: what nobody shares by chance, her name and postcode first.
TELLING = (Trait.Kind.NAME, Trait.Kind.TAX, Trait.Kind.PHONE, Trait.Kind.EMAIL)

# Only so many things of a kind are looked at: as pairs are merged or told apart, others come up.
LOOKED_AT = 1_000

PAIRS = """
WITH common AS MATERIALIZED (
    SELECT found.kind, found.ids FROM unnest(%(kinds)s::text[]) AS k(kind) CROSS JOIN LATERAL (
        SELECT t.kind, array_agg(t.customer_id ORDER BY t.customer_id) AS ids FROM customers_trait t
        WHERE t.company_id = %(company)s AND t.kind = k.kind AND t.shared
        GROUP BY t.kind, t.key HAVING count(*) BETWEEN 2 AND %(crowd)s ORDER BY t.key LIMIT %(looked_at)s
    ) AS found
)
SELECT a.id, b.id, array_agg(DISTINCT c.kind)
FROM common c CROSS JOIN LATERAL unnest(c.ids) AS a(id) CROSS JOIN LATERAL unnest(c.ids) AS b(id)
WHERE a.id < b.id AND NOT EXISTS (
    SELECT 1 FROM customers_distinctpair d WHERE d.company_id = %(company)s AND d.first_id = a.id AND d.second_id = b.id
)
GROUP BY a.id, b.id ORDER BY count(DISTINCT c.kind) DESC, a.id, b.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, and why; what hangs on each, in words."""

    first: Customer
    second: Customer
    reasons: list[str | Promise]
    of_first: str = ""
    of_second: str = ""


_weighing: list[type[models.Model]] = []


def weigh(model: type[models.Model]) -> None:
    """Say that rows of a model (with a column ``customer``) tell two of one name apart; called by apps when ready."""
    _weighing.append(model)


def what_hangs_on(ids: Collection[int]) -> dict[int, str]:
    """How many machines, contracts… each of some customers has, in words; one query a model."""
    found: dict[int, dict[type[models.Model], int]] = {pk: {} for pk in ids}
    for model in _weighing:
        counted = (
            model._base_manager.filter(customer__in=ids).values_list("customer").annotate(models.Count("pk"))
        )
        for pk, count in counted.order_by():
            found[pk][model] = count
    return {pk: listed(counted_in_words(counts)) for pk, counts in found.items()}


def likely_pairs(limit: int = SHOWN) -> list[Pair]:
    """The likeliest pairs of the company, those with the most in common first; few queries."""
    with connection.cursor() as cursor:
        given = {"company": acting_company_id(), "crowd": CROWD, "looked_at": LOOKED_AT, "limit": limit}
        cursor.execute(PAIRS, given | {"kinds": list(REASONS)})
        found = cursor.fetchall()
    rows = Customer.objects.in_bulk({pk for first, second, _reasons in found for pk in (first, second)})
    carried = what_hangs_on(rows)
    return [
        Pair(
            rows[first],
            rows[second],
            [REASONS[name] for name in REASONS if name in reasons],
            carried[first],
            carried[second],
        )
        for first, second, reasons in found
        if first in rows and second in rows
    ]


def tell_apart(one: Customer, other: Customer) -> None:
    """Remember that two are two; twice is once."""
    first, second = sorted((one.pk, other.pk))
    DistinctPair.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": acting().actor})


def alike(customer: Customer) -> list[Customer]:
    """Customers there are already who share something with one who is not saved yet; a few, by an index."""
    ids = sharing(customer, TELLING, NAMED)
    return in_order(ids, Customer.objects.filter(pk__in=ids))
