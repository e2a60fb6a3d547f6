from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, connection, models, transaction
from django.test.utils import CaptureQueriesContext, isolate_apps

from customers.models import Contact, Customer, Site
from tenancy.inserting import AnyOf, insert, insert_as, update
from tenancy.models import Alert, Change, Company, SearchToken

AWKWARD = [
    '"quoted"',
    "back\\slash",
    "{brace},comma",
    "NULL",
    "",
    " ",
    "it's",
    "Éléonore – 100 %",
    "line\nbreak",
    "%s",
]


def customers(names: list[str]) -> list[Customer]:
    made = [
        Customer(
            number=f"C{place}",
            last_name="Dupont",
            first_name=name,
            country="FR",
            legal_class="consumer",
            sort_name=f"{place}",
        )
        for place, name in enumerate(names)
    ]
    insert(made)
    return made


def test_texts_come_back_as_they_were_given(acting_a: Company) -> None:
    made = customers(AWKWARD)
    assert [Customer.objects.get(pk=customer.pk).first_name for customer in made] == AWKWARD


def test_keys_are_given_in_the_order_of_the_rows_in_one_statement(acting_a: Company) -> None:
    with CaptureQueriesContext(connection) as queries:
        made = customers([f"n{place}" for place in range(300)])
    assert len(queries) == 1
    kept = dict(Customer.objects.values_list("pk", "first_name"))
    assert {customer.pk: customer.first_name for customer in made} == kept
    assert not any(customer._state.adding for customer in made)


def test_rows_belong_to_the_acting_company_and_stand_in_the_history(acting_a: Company) -> None:
    made = customers(["a", "b"])
    assert {customer.company_id for customer in Customer.objects.all()} == {acting_a.pk}
    history = Change.objects.filter(noun="customers_customer", operation="created")
    assert sorted(history.values_list("row_id", flat=True)) == sorted(customer.pk for customer in made)


def test_a_row_may_refer_to_one_that_had_no_key_yet(acting_a: Company) -> None:
    customer = Customer(number="C1", last_name="Dupont", country="FR", legal_class="consumer")
    site = Site(customer=customer, city="Mâcon", country="FR")
    insert([customer])
    insert([site])
    assert Site.objects.get().customer_id == customer.pk


def test_no_rows_are_no_statement(acting_a: Company) -> None:
    with CaptureQueriesContext(connection) as queries:
        insert([])
        assert insert_as(Customer, []) == []
    assert len(queries) == 0


@dataclass
class Raised:
    subject_id: int
    facts: dict[str, object]
    amount: Decimal | None = None
    due_on: date | None = None
    kind: str = "fee_due"
    subject_kind: str = "contract"
    subject_label: str = "M1"
    opened_on: date = date(2026, 11, 23)


def test_plain_things_are_written_with_the_defaults_of_what_they_lack(acting_a: Company) -> None:
    raised = [
        Raised(1, {"words": 'a "b" \\ {c}'}, Decimal("12.30"), date(2026, 12, 1)),
        Raised(2, {"count": 3}),
    ]
    keys = insert_as(Alert, raised)
    columns = ("pk", "subject_id", "facts", "amount", "due_on", "closed_on", "snooze_reason")
    assert list(Alert.objects.order_by("pk").values_list(*columns)) == [
        (keys[0], 1, {"words": 'a "b" \\ {c}'}, Decimal("12.30"), date(2026, 12, 1), None, ""),
        (keys[1], 2, {"count": 3}, None, None, None, ""),
    ]


def test_once_passes_over_rows_that_are_there(acting_a: Company) -> None:
    insert([SearchToken(kind="x", object_id=1, token="a")])
    tokens = [SearchToken(kind="x", object_id=number, token="a") for number in (1, 2)]
    assert len(insert_as(SearchToken, tokens, once=True)) == 1
    assert sorted(SearchToken.objects.values_list("object_id", flat=True)) == [1, 2]


def test_a_text_too_long_for_its_column_is_refused_and_not_cut(acting_a: Company) -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert(
            [
                SearchToken(kind="k" * 21, object_id=1, token="a"),
                SearchToken(kind="k", object_id=1, token="a"),
            ]
        )


@isolate_apps("tenancy")
def test_a_kind_of_column_it_was_not_made_for_is_refused() -> None:
    class Odd(models.Model):  # noqa: DJ008 - never shown
        content = models.BinaryField()

        class Meta:
            app_label = "tenancy"

    with pytest.raises(TypeError, match="BinaryField"):
        insert([Odd(content=b"x")])


def test_any_of_finds_the_rows_named_with_one_parameter(acting_a: Company) -> None:
    made = customers(["a", "b", "c"])
    wanted = [made[0].pk, made[2].pk]
    assert sorted(Customer.objects.filter(AnyOf("pk", wanted)).values_list("pk", flat=True)) == sorted(wanted)
    assert not Customer.objects.filter(AnyOf("pk", [])).exists()


def test_lists_of_texts_come_back_as_they_were_given(acting_a: Company) -> None:
    (customer,) = customers(["a"])
    given = [["owner", "payer"], [], ["owner"], ['"o", {b}']]
    for lists in (given, given[:1]):
        insert([Contact(customer=customer, name="a", roles=roles) for roles in lists])
    assert list(Contact.objects.order_by("pk").values_list("roles", flat=True)) == [*given, given[0]]
    first, second, *_rest = Contact.objects.order_by("pk")
    first.roles, second.roles = [], ["other"]
    update([first, second], ["roles"])
    assert list(Contact.objects.order_by("pk").values_list("roles", flat=True)[:2]) == [[], ["other"]]
