import pytest
from django.core.exceptions import ValidationError

from contracts.models import Notice
from letters.designing.checking import checked
from letters.designing.clause import Clause, from_text
from letters.gathering import of_notices
from letters.models import Kind, Language
from letters.models.template import WORDED
from letters.starting import create_templates, starter_text, template_of
from letters.wording import filled, plain, sanitised
from tenancy.models import Company
from tests.letters.conftest import ON

BOX = "<p>{{ notice.box }}</p>"


def problems(subject: str, body: str) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        checked(Kind.RENEWAL_NOTICE, subject, [Clause(body)])
    return refusal.value.message_dict


def test_an_unknown_placeholder_is_refused_at_its_field_with_the_one_meant() -> None:
    assert problems("S", f"<p>{{{{ contract.numbr }}}}</p>{BOX}") == {
        "body": ["There is no placeholder “contract.numbr”. Did you mean {{ contract.number }}?"]
    }


@pytest.mark.parametrize(
    "mark",
    ["{{ contract.number|safe }}", "{% load x %}", "{{ }}", "{{ contract.number", "{{ request.user }}", "}}"],
)
def test_nothing_but_names_stands_between_braces(mark: str) -> None:
    assert list(problems("S", f"<p>{mark}</p>{BOX}")) == ["body"]


def test_a_notice_without_its_box_is_refused() -> None:
    assert problems("S", "<p>Bonjour</p>") == {
        "body": ["The law wants this in the letter: put {{ notice.box }} in the text."]
    }


def test_a_paragraph_does_not_fit_in_the_subject() -> None:
    assert list(problems("{{ notice.box }}", BOX)) == ["subject"]


def test_an_empty_text_is_refused() -> None:
    assert set(problems(" ", " ")) == {"subject", "body"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="box">a</p>', "<p>a</p>"),
        ('<img src="https://elsewhere.example/x.png" onerror="x()">a', "a"),
        ('<a href="javascript:x()">a</a>', "a"),
        ("<style>@import url(https://elsewhere.example)</style><p>a</p>", "<p>a</p>"),
        ("<iframe src='file:///etc/passwd'></iframe><p>a</p>", "<p>a</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p>\n<p>three</p>"),
    ],
)
def test_only_simple_markup_is_kept(typed: str, kept: str) -> None:
    assert sanitised(typed) == kept


def test_what_is_put_in_is_escaped(acting_a: Company, notice: Notice) -> None:
    customer = notice.contract.customer
    customer.last_name = "<script>x</script>{{ notice.box }}"
    customer.save()
    (facts,) = of_notices([notice], ON)
    html = filled(Kind.RENEWAL_NOTICE, "<p>{{ customer.name }}</p>", facts)
    assert html == "<p>&lt;script&gt;x&lt;/script&gt;{{ notice.box }} Zoé</p>"
    assert plain(Kind.RENEWAL_NOTICE, "{{customer.number}} – {{ contract.number }}", facts) == (
        f"{customer.number} – {notice.contract.number}"
    )


@pytest.mark.parametrize("kind", WORDED)
@pytest.mark.parametrize("language", Language.values)
def test_the_texts_that_come_with_the_product_are_lawful(kind: str, language: str) -> None:
    subject, body = starter_text(kind, language)
    clauses = from_text(kind, body)
    assert checked(kind, subject, clauses) == (subject, clauses)


def test_each_save_is_a_version_and_the_same_text_is_none(acting_a: Company) -> None:
    create_templates()
    create_templates()
    template = template_of(Kind.RENEWAL_NOTICE, "fr")
    first = template.versions.get()
    assert template.write("Neuf", [Clause(BOX)], by=None).number == 2
    assert template.write("Neuf", [Clause(BOX)], by=None).number == 2
    assert list(template.versions.values_list("number", "subject")) == [(2, "Neuf"), (1, first.subject)]
