"""Customers who look like one: proposed with the reason, told apart, and named before another is made."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from customers import merging
from customers.duplicates import REASONS, likely_pairs, tell_apart
from customers.models import Customer, DistinctPair, Trait
from tenancy.models import Company
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory

LIST = "/t/alpha/customers/duplicates/"
ALONE = {"phone": "", "mobile": "", "email": "", "postcode": "", "address": "", "city": ""}


def told() -> list[tuple[set[str], list[str]]]:
    return [
        ({pair.first.number, pair.second.number}, [str(reason) for reason in pair.reasons])
        for pair in likely_pairs()
    ]


def test_two_of_one_name_are_told_apart_by_what_they_have(client_ana: Client, acting_a: Company) -> None:
    same = ALONE | {"last_name": "Martin", "first_name": "", "postcode": "71000", "city": "Tournus"}
    one = CustomerFactory.create(number="C1", **same | {"phone": "+33385123456"})
    CustomerFactory.create(number="C2", **same)
    EquipmentFactory.create(customer=one, number="A1")
    page = client_ana.get(LIST).content.decode()
    for said in ("C1", "C2", "Tournus", "03 85 12 34 56", "equipment (1)"):
        assert said in page


@pytest.mark.parametrize(
    ("mine", "hers", "reason"),
    [
        ({"vat_number": "FR83404833048"}, {"vat_number": "FR83404833048"}, "tax"),
        ({"phone": "+33385123456"}, {"mobile": "+33385123456"}, "phone"),
        ({"email": "Zoe@example.com"}, {"email": "zoe@example.com"}, "email"),
        ({"last_name": "Émile", "postcode": "71000"}, {"last_name": "Emile", "postcode": "71000"}, "name"),
        (
            {"last_name": "Martin", "address": "3, rue Haute", "postcode": "71000"},
            {"last_name": "Martinet", "address": "3, Rue Haute", "postcode": "71000"},
            "address",
        ),
    ],
)
def test_each_reason_proposes_a_pair(
    acting_a: Company, mine: dict[str, str], hers: dict[str, str], reason: str
) -> None:
    CustomerFactory.create(number="C1", **ALONE | {"last_name": "One", "first_name": ""} | mine)
    CustomerFactory.create(number="C2", **ALONE | {"last_name": "Two", "first_name": ""} | hers)
    CustomerFactory.create(number="C3", **ALONE | {"last_name": "Three"})
    assert told() == [({"C1", "C2"}, [str(REASONS[reason])])]


def test_a_crowd_behind_one_number_is_no_pair(acting_a: Company) -> None:
    for _turn in range(6):
        CustomerFactory.create(**ALONE | {"phone": "+33385123456"})
    assert told() == []


def test_two_told_apart_are_proposed_no_more(client_ana: Client, acting_a: Company) -> None:
    first, second = (CustomerFactory.create(**ALONE | {"phone": "+33385123456"}) for _turn in range(2))
    page = client_ana.get(LIST).content.decode()
    assert first.number in page and "same telephone" in page
    assert f"/t/alpha/customers/{first.pk}/merge/{second.pk}/" in page
    apart = f"/t/alpha/customers/{second.pk}/unlike/{first.pk}/"
    assert [client_ana.post(apart).headers["Location"] for _turn in range(2)] == [LIST, LIST]
    assert (told(), DistinctPair.objects.count()) == ([], 1)
    assert "No two customers" in client_ana.get(LIST).content.decode()


def test_the_page_asks_the_same_few_queries(
    client_ana: Client, acting_a: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        CustomerFactory.create_batch(2, **ALONE | {"phone": f"+3338512345{number}"})
    client_ana.get(LIST)  # the sign-in is noted once
    with django_assert_max_num_queries(14):
        assert client_ana.get(LIST).content.decode().count("same telephone") == 12


def test_who_makes_a_look_alike_is_told_once(client_ana: Client, acting_a: Company) -> None:
    known = CustomerFactory.create(last_name="Durand", first_name="", postcode="71000", phone="+33385123456")
    new = {"kind": "individual", "country": "FR", "last_name": "Durand", "phone": "03 85 12 34 56"}
    answer = client_ana.post("/t/alpha/customers/new/", new)
    page = answer.content.decode()
    assert answer.status_code == 200 and "This looks like" in page
    assert f'href="/t/alpha/customers/{known.pk}/"' in page and f'name="alike" value="{known.pk}"' in page
    saved = client_ana.post("/t/alpha/customers/new/", new | {"alike": str(known.pk)})
    assert saved.status_code == 302 and Customer.objects.count() == 2


def test_only_those_with_the_right_and_the_company_get_in(
    client_ana: Client, client_ben: Client, client_chloe: Client, acting_a: Company
) -> None:
    first, second = CustomerFactory.create(), CustomerFactory.create()
    path = f"customers/{first.pk}/unlike/{second.pk}/"
    assert (client_ben.get(LIST).status_code, client_ben.post("/t/alpha/" + path).status_code) == (403, 403)
    assert client_chloe.post("/t/beta/" + path).status_code == 404
    assert client_ana.post(f"/t/alpha/customers/{first.pk}/unlike/{first.pk}/").status_code == 302
    assert DistinctPair.objects.count() == 0
    tell_apart(first, second)
    assert DistinctPair.objects.count() == 1


def traits() -> set[tuple[str, str, str]]:
    return set(Trait.objects.values_list("customer__number", "kind", "key"))


def test_what_tells_who_she_is_follows_her_through_changes_merge_and_undo(acting_a: Company) -> None:
    first, second = (
        CustomerFactory.create(number=f"C{n}", **ALONE | {"phone": "+33385123456"}) for n in "12"
    )
    both = {(f"C{n}", "phone", "+33385123456") for n in "12"}
    assert (traits(), len(likely_pairs())) == (both, 1)
    second.phone = "+33385999999"
    second.save()
    assert (traits(), likely_pairs()) == (
        both - {("C2", "phone", "+33385123456")} | {("C2", "phone", second.phone)},
        [],
    )
    second.phone = first.phone
    second.save()
    merge = merging.merge(first, second, {})
    assert (traits(), likely_pairs()) == ({("C1", "phone", first.phone)}, [])
    merging.undo(merge)
    assert (traits(), len(likely_pairs())) == (both, 1)


def test_they_can_be_made_anew(acting_a: Company) -> None:
    CustomerFactory.create_batch(2, **ALONE | {"phone": "+33385123456"})
    before = traits()
    Trait.objects.all().delete()
    assert likely_pairs() == []
    call_command("index_search", company="alpha", stdout=StringIO())
    assert (traits(), len(likely_pairs())) == (before, 1)


def test_pairs_are_found_among_what_is_shared_without_reading_customers(acting_a: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as queries:
            likely_pairs()
        cursor.execute("EXPLAIN " + queries.captured_queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "on customers_trait" in plan
    assert "on customers_customer" not in plan
