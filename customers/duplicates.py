"""Customers who look like one: found by what they share, in the database, however many there are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DistinctPair
from customers.trash import counted_in_words, listed
from tenancy.acting import acting, acting_company_id

SHOWN = 200
# More than so many who share a number are a property manager's tenants, and not one person.
CROWD = 5
NAMED = 5

REASONS: dict[str, str | Promise] = {
    "tax": _("same tax number"),
    "phone": _("same telephone"),
    "email": _("same e-mail"),
    "name": _("same name and postcode"),
    "address": _("same address, similar name"),
}

# One row a customer and thing that tells who she is. Only leakproof comparisons decide who is read.
PAIRS = """
WITH keys AS MATERIALIZED (
    SELECT DISTINCT c.id, k.reason, k.key FROM customers_customer c CROSS JOIN LATERAL (VALUES
        ('tax', nullif(c.siret, '')), ('tax', nullif(c.vat_number, '')), ('tax', nullif(c.tax_code, '')),
        ('phone', nullif(c.phone, '')), ('phone', nullif(c.mobile, '')), ('email', lower(nullif(c.email, ''))),
        ('name', CASE WHEN c.postcode <> '' THEN c.sort_name || '|' || c.postcode END),
        ('address', CASE WHEN c.postcode <> '' AND c.address <> ''
            THEN lower(c.address) || '|' || c.postcode || '|' || left(c.sort_name, 4) END)
    ) AS k(reason, key)
    WHERE c.company_id = %(company)s AND c.set_aside = '' AND k.key IS NOT NULL
), shared AS (
    SELECT reason, key, array_agg(id ORDER BY id) AS ids FROM keys
    GROUP BY reason, key HAVING count(*) BETWEEN 2 AND %(crowd)s
)
SELECT a.id, b.id, array_agg(DISTINCT s.reason)
FROM shared s CROSS JOIN LATERAL unnest(s.ids) AS a(id) CROSS JOIN LATERAL unnest(s.ids) AS b(id)
WHERE a.id < b.id AND NOT EXISTS (
    SELECT 1 FROM customers_distinctpair d WHERE d.company_id = %(company)s AND d.first_id = a.id AND d.second_id = b.id
)
GROUP BY a.id, b.id ORDER BY count(DISTINCT s.reason) DESC, a.id, b.id LIMIT %(limit)s
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
        cursor.execute(PAIRS, {"company": acting_company_id(), "crowd": CROWD, "limit": limit})
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
    """Customers there are already who share something with one who is not saved yet; a few, by indexes."""
    customer.prepare()
    wanted = Q(sort_name=customer.sort_name, postcode=customer.postcode) if customer.postcode else Q(pk=None)
    return list(dict.fromkeys([*Customer.objects.filter(wanted)[:NAMED], *_by_number(customer)]))[:NAMED]


def _by_number(customer: Customer) -> Iterator[Customer]:
    """Those found by a number of hers that nobody shares by chance."""
    numbers = {"siret": customer.siret, "vat_number": customer.vat_number, "tax_code": customer.tax_code}
    for column, value in numbers.items():
        if value:
            yield from Customer.objects.found_by(value).filter(**{column: value})[:NAMED]
    for value in (customer.phone, customer.mobile):
        if value:
            yield from Customer.objects.found_by(value).filter(Q(phone=value) | Q(mobile=value))[:NAMED]
    if customer.email:
        yield from Customer.objects.found_by(customer.email).filter(email__iexact=customer.email)[:NAMED]
