"""Whatever is typed into any form: an error at a field or a clean save, never a fault of the server."""

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
from django.forms import BaseForm, BaseModelForm, DateField, Field, FileField
from django.forms.widgets import MediaDefiningClass
from django.http import QueryDict
from django.test import Client
from django_filters import FilterSet
from pytest_django import DjangoDbBlocker

from tenancy.acting import acting_for
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.test_every_address import undone
from tests.isolation.test_every_form_choice import _subclasses, _unfolded

ODD: list[str] = json.loads((Path(__file__).parents[1] / "data" / "odd-values.json").read_text("utf-8"))
DAYS = ["0001-01-01", "9999-12-31"]  # those break what counts months
# Those no page shows as things stand, and why.
UNMET = {
    "TemplateServicesForm": "has no field of its own; its rows are met",
    "LateRefusalForm": "of a renewal that a late refusal undoes",
    "CustomerSignForm": "behind the door of a signed link",
}
PAGES = ("customers:", "equipment:", "plants:", "attachments:", "contracts:", "due:", "letters:")
# Those whose save needs nothing but themselves; the others are saved over HTTP.
SAVED_ALONE = {"CustomerForm", "EquipmentForm", "AttachmentForm"}
OURS = ("customers.", "installed_base.", "contracts.", "letters.", "tenancy.forms.attachment")


@dataclass
class Shown:
    """A form as somebody was shown it: its class, what it was made with, right values, and where it is sent."""

    kind: type[BaseForm]
    args: tuple[Any, ...]
    told: dict[str, Any]
    right: dict[str, list[str]]
    fields: list[str]
    days: list[str]
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


def remembering(kind: type[BaseForm], /, *args: Any, **kwargs: Any) -> BaseForm:
    """Make a form that remembers what it was made with, so that it can be made again."""
    form: BaseForm = type.__call__(kind, *args, **kwargs)
    vars(form)["made_with"] = args, kwargs
    return form


@pytest.fixture(scope="module")
def shown(furnished: World, django_db_blocker: DjangoDbBlocker) -> list[Shown]:
    """Each form and filter of the apps, as ana is shown it."""
    house = furnished.a
    found: dict[type, Shown] = {}
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
                            found.setdefault(type(form), _shown(form, path, sent))
    return list(found.values())


def _forms(answer: Any) -> Iterator[BaseForm]:
    for context in answer.context or ():
        for layer in getattr(context, "dicts", [context]):
            for value in layer.values():
                for owner, form in _unfolded(value):
                    # A form set makes a class of its own from ours.
                    ours = any(base.__module__.startswith(OURS) for base in type(form).__mro__)
                    if (ours or issubclass(owner, FilterSet)) and form.fields:
                        yield form


def _shown(form: BaseForm, path: str, sent: dict[str, str]) -> Shown:
    args, kwargs = vars(form)["made_with"]
    right = {}
    for name in form.fields:
        value = form[name].value()
        several = value if isinstance(value, list | tuple) else [value]
        right[form.add_prefix(name)] = [str(each) for each in several if each not in (None, False)]
    typed = [form.add_prefix(name) for name, field in form.fields.items() if not isinstance(field, FileField)]
    told = {name: value for name, value in kwargs.items() if name not in {"data", "files"}}
    days = [form.add_prefix(name) for name, field in form.fields.items() if isinstance(field, DateField)]
    return Shown(type(form), args[2:], told, right, typed, days, path, sent)


def test_every_form_of_the_apps_is_walked(shown: list[Shown]) -> None:
    met = {base for each in shown for base in each.kind.__mro__}
    ours = [kind for kind in _subclasses(BaseForm) if kind.__module__.startswith(OURS)]
    assert {kind.__name__ for kind in ours if kind not in met} == set(UNMET)
    assert (len(shown), len(set(ODD))) >= (120, 200)


def test_two_hundred_values_in_each_field_are_taken_or_refused_at_it(
    world: World, shown: list[Shown]
) -> None:
    asked, alike = 0, set()
    with acting_for(world.a.company, actor=world.a.manager):
        for each in shown:
            form = each.filled({})
            form.full_clean()
            for name, field in form.fields.items():
                if isinstance(field, FileField):
                    continue
                # Of fields made the same way one answers for all, but where the form has a word of its own.
                if (kind := _made(field)) in alike and not hasattr(form, f"clean_{name}"):
                    continue
                alike.add(kind)
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
            rounds = [dict.fromkeys(each.fields, value) for value in (*DAYS, *chance.sample(ODD, 2))]
            rounds += [
                dict(zip(each.fields, chance.choices(ODD, k=len(each.fields)), strict=True)) for _ in range(2)
            ]
            rounds += [{name: chance.choice(ODD)} for name in each.fields]
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
        typed = [{chance.choice(each.fields): value} for value in chance.sample(ODD, 2)]
        # What will happen is told from the address and from what was sent, before the form has looked at it.
        typed += [dict.fromkeys(each.days, day) for day in DAYS if each.days]
        for values in typed:
            for answer in _answers(client, each, values):
                wrong += [(each.path, values, answer.status_code)] * (
                    answer.status_code not in {200, 302, 404, 405, 409}
                )
    assert wrong == []


def _answers(client: Client, each: Shown, values: dict[str, str]) -> Iterator[Any]:
    if "Filter" in each.kind.__name__:
        said = next(iter(values.values()))
        yield _whole(client.get, each.path, values | dict.fromkeys(("q", "sort", "page", "pk"), said))
        return
    if not each.sent and values.keys() <= set(each.days):
        yield _whole(client.get, each.path, values)
    sent = each.data(values)
    sent.update(each.sent | ({"confirm": "1"} if each.sent else {}))
    yield _whole(client.post, each.path, sent.urlencode(), "application/x-www-form-urlencoded")


def _whole(ask: Any, *asked: Any) -> Any:
    with undone():
        answer = ask(*asked)
        answer.getvalue()
        return answer


def _made(field: Field) -> tuple[object, ...]:
    """What a field's answer to a typed value depends on."""
    bounds = (
        "required",
        "max_length",
        "min_value",
        "max_value",
        "max_digits",
        "decimal_places",
        "input_formats",
    )
    rows = getattr(field, "queryset", None)
    choices = None if rows is not None else str(getattr(field, "choices", ""))
    return (
        type(field),
        type(field.widget),
        *(str(getattr(field, name, "")) for name in bounds),
        *(type(each) for each in field.validators),
        getattr(rows, "model", None),
        choices,
    )


@contextmanager
def problem_named(each: Shown, *told: Any) -> Iterator[None]:
    """A fault names the form and what was typed."""
    try:
        yield
    except Exception as fault:
        fault.add_note(f"{each.kind.__qualname__} {told!r:.300}")
        raise
