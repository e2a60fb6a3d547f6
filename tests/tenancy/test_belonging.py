"""What hangs on a row is found in every table: by its foreign keys, or by columns that were registered."""

from django.db.models import BigIntegerField

from customers.models import Customer
from tenancy.belonging import relations_to, subject_columns
from tests.isolation.registry import owned_models


def test_every_table_that_names_its_subject_by_kind_and_id_says_so() -> None:
    registered = {(each.model, each.key) for each in subject_columns()}
    found = {
        (model, column.name)
        for model in owned_models()
        for column in model._meta.local_fields
        if isinstance(column, BigIntegerField) and not column.primary_key and column.name.endswith("_id")
    }
    assert len(found) >= 7
    assert found == registered


def test_relations_without_a_way_back_are_found_too() -> None:
    names = {f"{column.model._meta.label}.{column.name}" for column in relations_to(Customer)}
    assert names >= {"customers.Site.customer", "customers.Customer.parent", "letters.Letter.customer"}
