"""Whatever is typed into any form about customers and machines: an error at a field or a clean save, never a fault."""

import copy
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseModelForm, FileField
from django.forms.widgets import MediaDefiningClass
from django.http import QueryDict
from django_filters import FilterSet
from pytest_django import DjangoDbBlocker

from tenancy.acting import acting_for
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.test_every_address import undone
from tests.isolation.test_every_form_choice import _subclasses

ODD: list[str] = json.loads((Path(__file__).parents[1] / "data" / "odd-values.json").read_text("utf-8"))
PAGES = ("customers:", "equipment:", "plants:", "attachments:")
# Those whose save needs nothing but themselves; the others are saved over HTTP.
SAVED_ALONE = {"CustomerForm", "EquipmentForm", "AttachmentForm"}
OURS = ("customers.", "installed_base.", "tenancy.forms.attachment")


@dataclass
class Shown:
    """A form as somebody was shown it: its class, what it was made with, right values, and where it is sent."""

    kind: type[BaseForm]
    args: tuple[Any, ...]
    told: dict[str, Any]
    right: dict[str, list[str]]
    fields: list[str]
    path: str
    sent: dict[str, str]

    def filled(self, values: dict[str, str]) -> BaseForm:
        """The form with right values but for those given."""
        told = dict(self.told)
        if told.get("instance") is not None:
            told["instance"] = copy.deepcopy(told["instance"])
        return self.kind(self.data(values), None, *self.args, **told)

    def data(self, values: dict[str, str]) -> QueryDict:
        """What a browser would send."""
        sent = QueryDict(mutable=True)
        for name, several in self.right.items():
            sent.setlist(name, several)
        for name, value in values.items():
            sent.setlist(name, [value])
        return sent


def remembering(kind: type[BaseForm], *args: Any, **kwargs: Any) -> BaseForm:
    """Make a form that remembers what it was made with, so that it can be made again."""
    form: BaseForm = type.__call__(kind, *args, **kwargs)
    vars(form)["made_with"] = args, kwargs
    return form


@pytest.fixture(scope="module")
def shown(furnished: World, django_db_blocker: DjangoDbBlocker) -> list[Shown]:
    """Each form and filter of the two apps, as ana is shown it."""
    house = furnished.a
    found: dict[str, Shown] = {}
    with django_db_blocker.unblock(), pytest.MonkeyPatch().context() as patch:
        patch.setattr(MediaDefiningClass, "__call__", remembering, raising=False)
        client = house.client()
        for address in addresses.inside():
            if not address.name.startswith(PAGES):
                continue
            path = address.path(house)
            actions: list[dict[str, str]] = [
                {"action": each.name, "all": "1"} for each in getattr(address.page, "bulk_actions", ())
            ]
            if address.accepts("get"):
                actions.append({})
            for sent in actions:
                with undone():
                    answer = client.post(path, sent) if sent else client.get(path)
                    answer.getvalue()
                    with acting_for(house.company, actor=house.manager):
                        for form in _forms(answer):
                            found.setdefault(type(form).__name__, _shown(form, path, sent))
    return list(found.values())


def _forms(answer: Any) -> Iterator[BaseForm]:
    for context in answer.context or ():
        for layer in getattr(context, "dicts", [context]):
            for value in layer.values():
                kind = type(value)  # not isinstance, which would wake lazy values
                if issubclass(kind, FilterSet):
                    yield value.form
                elif issubclass(kind, BaseForm) and kind.__module__.startswith(OURS):
                    yield value


def _shown(form: BaseForm, path: str, sent: dict[str, str]) -> Shown:
    args, kwargs = vars(form)["made_with"]
    right = {}
    for name in form.fields:
        value = form[name].value()
        several = value if isinstance(value, list | tuple) else [value]
        right[form.add_prefix(name)] = [str(each) for each in several if each not in (None, False)]
    typed = [form.add_prefix(name) for name, field in form.fields.items() if not isinstance(field, FileField)]
    told = {name: value for name, value in kwargs.items() if name not in {"data", "files"}}
    return Shown(type(form), args[2:], told, right, typed, path, sent)


def test_every_form_of_customers_and_machines_is_walked(shown: list[Shown]) -> None:
    met = {base for each in shown for base in each.kind.__mro__}
    assert [
        kind for kind in _subclasses(BaseForm) if kind.__module__.startswith(OURS) and kind not in met
    ] == []
    assert (len(shown), len(set(ODD))) >= (35, 200)


def test_two_hundred_values_in_each_field_are_taken_or_refused_at_it(
    world: World, shown: list[Shown]
) -> None:
    asked = 0
    with acting_for(world.a.company, actor=world.a.manager):
        for each in shown:
            form = each.filled({})
            form.full_clean()
            for name, field in form.fields.items():
                if isinstance(field, FileField):
                    continue
                for value in ODD:
                    form.data = each.data({form.add_prefix(name): value})
                    bound: Any = form[name]
                    with problem_named(each, name, value), suppress(ValidationError):
                        form.cleaned_data[name] = bound.field._clean_bound_field(bound)
                        if check := getattr(form, f"clean_{name}", None):
                            check()
                    asked += 1
    assert asked > 30_000


def test_whole_forms_of_odd_values_are_refused_or_saved_cleanly(world: World, shown: list[Shown]) -> None:
    chance, saved = random.Random(1), 0
    with acting_for(world.a.company, actor=world.a.manager):
        for each in shown:
            rounds = [dict.fromkeys(each.fields, value) for value in chance.sample(ODD, 4)]
            rounds += [
                dict(zip(each.fields, chance.sample(ODD, len(each.fields)), strict=True)) for _ in range(4)
            ]
            rounds += [{name: value} for name in each.fields for value in chance.sample(ODD, 2)]
            for values in rounds:
                with problem_named(each, "", values), undone():
                    form = each.filled(values)
                    if (
                        form.is_valid()
                        and isinstance(form, BaseModelForm)
                        and each.kind.__name__ in SAVED_ALONE
                    ):
                        form.save()
                        saved += 1
    assert saved > 8


def test_odd_values_over_http_are_never_a_fault_of_the_server(world: World, shown: list[Shown]) -> None:
    chance, client = random.Random(2), world.a.client()
    wrong: list[Any] = []
    for each in shown:
        for value in chance.sample(ODD, 2):
            name = chance.choice(each.fields)
            with undone():
                if "Filter" in each.kind.__name__:
                    answer = client.get(
                        each.path, {name: value, "q": value, "sort": value, "page": value, "pk": value}
                    )
                else:
                    sent = each.data({name: value})
                    sent.update(each.sent | ({"confirmed": "1"} if each.sent else {}))
                    answer = client.post(each.path, sent.urlencode(), "application/x-www-form-urlencoded")
                answer.getvalue()
            wrong += [(each.path, name, value, answer.status_code)] * (
                answer.status_code not in {200, 302, 404, 409}
            )
    assert wrong == []


@contextmanager
def problem_named(each: Shown, *told: Any) -> Iterator[None]:
    """A fault names the form and what was typed."""
    try:
        yield
    except Exception as fault:
        fault.add_note(f"{each.kind.__qualname__} {told!r:.300}")
        raise
