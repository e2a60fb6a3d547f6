"""What is typed is kept without what nobody sees."""

import pytest
from django.forms import CharField, Form, PasswordInput, Textarea
from django.test import Client

from ui.characters import visible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Durand", "Durand"),
        ("Dura\u202end\u202c", "Durand"),
        ("Du\u200brand\ufeff", "Durand"),
        ("Dur\u00adand\x07", "Durand"),
        ("Dur\u200dand", "Durand"),
        ("He\u0301le\u0300ne", "H\u00e9l\u00e8ne"),
        ("one\r\ntwo\u2028three\tfour", "one\ntwo\nthree\tfour"),
        (
            "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
            "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
        ),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f469\u200d\U0001f467"),
        ("l\u2019\u00e9t\u00e9\u00a0: 5\u202f\u20ac", "l\u2019\u00e9t\u00e9\u00a0: 5\u202f\u20ac"),
    ],
)
def test_only_what_is_seen_is_kept(typed: str, kept: str) -> None:
    assert visible(typed) == kept
    assert visible(kept) == kept


class Typed(Form):
    name = CharField()
    text = CharField(widget=Textarea)
    secret = CharField(strip=False, widget=PasswordInput)


def test_every_form_cleans_what_is_typed_but_secrets() -> None:
    form = Typed({"name": "Du\u200brand\nLuc", "text": "one\r\ntwo\u202e", "secret": " a\u200bb\t"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Durand Luc", "text": "one\ntwo", "secret": " a\u200bb\t"}
    assert "name" in Typed({"name": "\u200b\u202e", "text": "a", "secret": "b"}).errors


def test_a_text_too_large_for_any_form_is_answered_in_words(client_ana: Client) -> None:
    answer = client_ana.post("/t/alpha/customers/new/", {"notes": "a" * (5 * 1024 * 1024 + 1)},
                             headers={"Accept-Language": "fr"})  # fmt: skip
    assert answer.status_code == 413
    assert "larger than 5 MB" in answer.content.decode()
