import json
import re
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from customers.models import Customer
from ui.forms import parse_amount


def values(customer: Customer, **changed: Any) -> dict[str, Any]:
    """What a browser would send for the customer's form."""
    data = {
        name: getattr(customer, name)
        for name in (
            *("number", "kind", "last_name", "first_name", "company_name", "address", "postcode", "city"),
            *("country", "notes"),
        )
    }
    return {**data, "channel": "p", **changed}


def seen(page: Client, address: str) -> str:
    return str(page.get(address).context["guard"].value)


def test_a_row_is_made(page: Client, three: list[Customer]) -> None:
    response = page.post("/people/new", values(three[0], number="C900", last_name="Neuf"))
    made = Customer.objects.get(number="C900")
    assert (response.status_code, response["Location"]) == (302, f"/people/{made.pk}/")


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(page: Client, three: list[Customer]) -> None:
    response = page.post(
        "/people/new", values(three[0], number="", fee="douze", city="Là-bas", since="2026-31-02")
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert Customer.objects.count() == 3
    assert sorted(response.context["form"].errors) == ["fee", "number", "since"]
    assert 'aria-invalid="true" aria-describedby="id_number_error"' in text
    assert 'aria-describedby="id_fee_helptext id_fee_error"' in text
    assert 'id="id_fee_error"' in text
    assert '<a href="#id_fee">Fee:</a> Enter an amount, such as 120.00.' in text
    assert [f'value="{typed}"' in text for typed in ("douze", "Là-bas", "2026-31-02")] == [True, True, True]


def test_fieldsets_are_drawn_with_their_explanations_and_the_rest_at_the_end(page: Client) -> None:
    text = page.get("/people/new").content.decode()
    assert [
        text.index(word) for word in ("Identity", "Place", "Where letters go.", "Terms", 'name="number"')
    ] == sorted(
        text.index(word) for word in ("Identity", "Place", "Where letters go.", "Terms", 'name="number"')
    )
    assert '<input type="date" name="since"' in text


def test_the_address_fills_fields_in(page: Client) -> None:
    assert 'value="Givry"' in page.get("/people/new?city=Givry&hacker=1").content.decode()


def test_a_long_choice_shows_only_what_is_chosen(page: Client, three: list[Customer]) -> None:
    Customer.objects.filter(pk=three[0].pk).update(parent=three[1])
    text = page.get(f"/people/{three[0].pk}/edit").content.decode()
    assert ("Bernard Zoé" in text, "Élie Zoé" in text, 'data-remote="/people/options"' in text) == (
        True,
        False,
        True,
    )


def test_the_second_to_save_is_told_and_loses_nothing(page: Client, three: list[Customer]) -> None:
    row, address = three[0], f"/people/{three[0].pk}/edit"
    before = seen(page, address)
    Customer.objects.filter(pk=row.pk).update(city="Lyon", postcode="69001")
    response = page.post(address, values(row, city="Dijon", notes="Sonner deux fois", _seen=before))
    told = [(each.label, each.before, each.now, each.typed_too) for each in response.context["guard"].changes]
    assert told == [("Postcode", "71000", "69001", False), ("Town", "Mâcon", "Lyon", True)]
    form = response.context["form"]
    assert [form[name].value() for name in ("city", "postcode", "notes")] == [
        "Dijon",
        "69001",
        "Sonner deux fois",
    ]
    row.refresh_from_db()
    assert (row.city, row.notes) == ("Lyon", "")
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert page.post(address, {**again, "_seen": response.context["guard"].value}).status_code == 302
    row.refresh_from_db()
    assert (row.city, row.postcode, row.notes) == ("Dijon", "69001", "Sonner deux fois")


def test_saving_what_nobody_else_changed_just_saves(page: Client, three: list[Customer]) -> None:
    address = f"/people/{three[0].pk}/edit"
    assert json.loads(seen(page, address))["city"] == "Mâcon"
    assert page.post(address, values(three[0], city="Dijon", _seen=seen(page, address))).status_code == 302
    assert Customer.objects.get(pk=three[0].pk).city == "Dijon"


@pytest.mark.parametrize("forged", ["", "{", "[1]", '{"city": {"a": 1}}', '{"city": null, "nonsense": 3}'])
def test_a_forged_guard_does_no_harm(page: Client, three: list[Customer], forged: str) -> None:
    response = page.post(f"/people/{three[0].pk}/edit", values(three[0], _seen=forged))
    assert response.status_code in {200, 302}


def test_a_confirmation_asks_before_it_does(page: Client, three: list[Customer]) -> None:
    address = f"/people/{three[0].pk}/deactivate"
    text = page.get(address).content.decode()
    assert "Her contracts stay as they are." in text
    assert Customer.objects.exclude(deactivated_on=None).count() == 0
    assert page.post(address)["Location"] == f"/people/{three[0].pk}/"
    assert Customer.objects.exclude(deactivated_on=None).count() == 1


def test_what_cannot_be_done_is_refused_with_its_reason(page: Client, three: list[Customer]) -> None:
    Customer.objects.filter(pk=three[0].pk).update(attention=True)
    address = f"/people/{three[0].pk}/deactivate"
    for response in (page.get(address), page.post(address)):
        assert "Attention is needed first." in response.content.decode()
        assert response.context["form"].is_bound is (response.request["REQUEST_METHOD"] == "POST")
    assert Customer.objects.exclude(deactivated_on=None).count() == 0


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("fr", "1 234,50", "1234.50"),
        ("fr", "1\u202f234,50 €", "1234.50"),
        ("fr", "1234.5", "1234.5"),
        ("it", "1.234,50", "1234.50"),
        ("it", "1.234", "1234"),
        ("it", "12.5", "12.5"),
        ("en", "1,234.50", "1234.50"),
        ("en", "1,234", "1234"),
        ("en", "1234,5", "1234.5"),
        ("en", "-3", "-3"),
        ("fr", "1,234", "1.234"),
    ],
)
def test_amounts_are_read_as_people_type_them(language: str, typed: str, amount: str) -> None:
    with translation.override(language):
        assert str(parse_amount(typed)) == amount


@pytest.mark.parametrize("typed", ["", "abc", "1e5", "NaN", "Infinity", "1,2,3,", "--1", "12 €€€x"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_amount(typed)


class Folding(forms.Form):
    """Two groups, the second one folded."""

    name = forms.CharField(label="Name")
    code = forms.CharField(label="Code", required=False, max_length=3)
    note = forms.CharField(label="Note", required=False)
    fieldsets = (("Who", ["name"]), ("More", [("code", "note")]))
    folds = ("code",)


def test_a_folded_group_tells_what_it_holds_and_opens_for_an_error() -> None:
    nothing, held = str(Folding()), str(Folding(initial={"code": "A1", "note": ""}))
    wrong = str(Folding({"name": "Zoé", "code": "too long"}))
    assert [drawn.count("<details") for drawn in (nothing, held, wrong)] == [1, 1, 1]
    assert re.search(r"<small[^>]*>(.*?)</small>", nothing)[1] == "nothing entered"  # type: ignore[index]
    assert re.search(r"<small[^>]*>(.*?)</small>", held)[1] == "Code"  # type: ignore[index]
    assert re.findall(r"<details[^>]*?( open)?>", nothing + held + wrong) == ["", "", " open"]
