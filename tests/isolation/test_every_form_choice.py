from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, ModelChoiceField, ModelMultipleChoiceField
from django_filters import FilterSet
from pytest_django import DjangoDbBlocker

from customers.models import Customer
from tenancy.acting import acting_for
from tenancy.models import Membership
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.test_every_address import undone
from tests.isolation.world import House

OURS = ("config.", "tenancy.", "customers.", "installed_base.", "contracts.", "letters.", "ui.")


def shown_forms(house: House) -> Iterator[tuple[str, type, BaseForm]]:
    """Every form a manager is shown, with the class that declares it: forms, sets of forms, filters, bulk actions."""
    client = house.client()
    for address in addresses.inside():
        path = address.path(house)
        if address.accepts("get"):
            with undone():
                yield from _forms_in(house, address.name, client.get(path))
        for action in getattr(address.page, "bulk_actions", ()):
            with undone():
                answer = client.post(path, {"action": action.name, "all": "1"})
                yield from _forms_in(house, f"{address.name} {action.name}", answer)


def _forms_in(house: House, name: str, answer: Any) -> Iterator[tuple[str, type, BaseForm]]:
    seen: set[int] = set()
    answer.getvalue()  # a file that is streamed is read to its end
    with acting_for(house.company, actor=house.manager):
        for context in answer.context or ():
            for value in [
                value for layer in getattr(context, "dicts", [context]) for value in layer.values()
            ]:
                for owner, form in _unfolded(value):
                    if id(form) not in seen:
                        seen.add(id(form))
                        yield name, owner, form


def _unfolded(value: Any) -> Iterator[tuple[type, BaseForm]]:
    kind = type(value)  # not isinstance, which would wake lazy values outside their request
    if issubclass(kind, BaseForm):
        yield kind, value
        for inner in vars(value).values():
            if issubclass(type(inner), BaseFormSet):
                yield from _unfolded(inner)
    elif issubclass(kind, BaseFormSet):
        for form in (*value.forms, value.empty_form):
            yield type(form), form
    elif issubclass(kind, FilterSet):
        yield kind, value.form


@pytest.fixture(scope="module")
def shown(furnished: World, django_db_blocker: DjangoDbBlocker) -> list[tuple[str, type, BaseForm]]:
    """The forms ana is shown."""
    with django_db_blocker.unblock():
        return list(shown_forms(furnished.a))


def choices_of_rows(form: BaseForm) -> dict[str, Any]:
    return {name: field for name, field in form.fields.items() if isinstance(field, ModelChoiceField)}


def taken(field: ModelChoiceField, row: Any) -> bool:
    """Whether a field takes a row, posted as a browser posts it."""
    value = getattr(row, field.to_field_name or "pk")
    try:
        field.clean([str(value)] if isinstance(field, ModelMultipleChoiceField) else str(value))
    except ValidationError:
        return False
    return True


Shown = list[tuple[str, type, BaseForm]]


def test_no_choice_takes_a_row_of_another_company(world: World, shown: Shown) -> None:
    choices = [
        (name, label, field) for name, _owner, form in shown for label, field in choices_of_rows(form).items()
    ]
    with acting_for(world.a.company, actor=world.a.manager):
        wrong = [
            f"{name} {label}"
            for name, label, field in choices
            if field.queryset.model in world.b.rows and taken(field, world.b.row(field.queryset.model))
        ]
        right = [
            name for name, _label, field in choices if taken(field, world.a.rows.get(field.queryset.model))
        ]
    assert wrong == []
    assert (len(choices), len(right)) >= (12, 8)


def test_no_choice_lists_rows_or_people_of_another_company(world: World, shown: Shown) -> None:
    with acting_for(world.a.company, actor=world.a.manager):
        listed = {
            (field.queryset.model, row.company_id)
            for _name, _owner, form in shown
            for field in choices_of_rows(form).values()
            for row in field.queryset
        }
    assert {company for _model, company in listed} == {world.a.company.pk}
    assert {model for model, _company in listed} >= {Customer, Membership}


def test_every_form_and_filter_with_a_choice_of_rows_was_among_those_shown(
    world: World, shown: Shown
) -> None:
    met = {base for _name, owner, _form in shown for base in owner.__mro__}
    declared = {
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in (*_subclasses(BaseForm), *_subclasses(FilterSet))
        if kind.__module__.startswith(OURS) and _has_choice_of_rows(kind) and kind not in met
    }
    assert declared == set()


def _subclasses(kind: type) -> Iterator[type]:
    child: type
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


def _has_choice_of_rows(kind: Any) -> bool:
    if issubclass(kind, FilterSet):
        return any(
            "queryset" in each.extra or hasattr(each, "queryset") for each in kind.base_filters.values()
        )
    return any(isinstance(field, ModelChoiceField) for field in getattr(kind, "base_fields", {}).values())
