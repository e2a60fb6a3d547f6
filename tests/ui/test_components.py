from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation

from customers.models import Customer
from tests.factories.customers import CustomerFactory
from ui import formats, menu
from ui.actions import Action, Tab, in_head
from ui.badges import Badge, badge_of, register
from ui.menu import MenuEntry


def drawn(source: str, **context: object) -> str:
    """The template's text with its white space brought together."""
    return " ".join(Template(source).render(Context(context)).split())


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "1\u202f234,50\xa0€"), ("it", "1.234,50\xa0€"), ("en", "€1,234.50")]
)
def test_money_is_written_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal("1234.5")) == shown
        assert drawn("{{ amount|money }}", amount=Decimal("1234.5")) == " ".join(shown.split())


def test_a_head_keeps_the_first_buttons_and_the_main_one_and_puts_the_others_in_a_menu() -> None:
    six = [Action(f"Do {number}", f"/{number}/") for number in range(6)]
    main, away = (
        Action("New", "/new/", style="primary"),
        Action("Delete", "/delete/", style="danger", post=True),
    )
    assert in_head([*six, main]) == ([*six, main], [])
    assert in_head([*six, away, main]) == ([*six[:4], main], [*six[4:], away])
    head = drawn("{% page_heading 'Contract' %}", actions=[*six, away, main])
    buttons, _button, menu = head.partition("data-more-actions")
    assert [f">Do {number}<" in buttons for number in range(6)] == [True, True, True, True, False, False]
    assert ('href="/5/"' in menu, 'action="/delete/"' in menu, ">New<" in buttons) == (True, True, True)


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "02/03/2026"), ("it", "02/03/2026"), ("en", "03/02/2026")]
)
def test_a_date_is_written_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 3, 2)) == shown


def test_nothing_is_a_dash() -> None:
    assert drawn("{{ x|money }} {{ x|day }} {{ x|moment }} {% day x %}", x=None) == "– – – –"


def test_a_date_tells_its_rule_to_eye_and_ear() -> None:
    text = drawn('{% day on rule="Two months before the end." %}', on=date(2026, 3, 2))
    assert 'datetime="2026-03-02"' in text
    assert 'tabindex="0"' in text
    assert 'data-bs-title="Two months before the end."' in text


def test_what_people_typed_is_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    source = """{% card title=evil %}{{ evil }}{% endcard %}{% alert title=evil %}{{ evil }}{% endalert %}
    {% badge evil %}{% definitions %}{% definition evil evil %}{% definition_of label=evil %}{{ evil }}
    {% enddefinition_of %}{% enddefinitions %}{% empty_state evil text=evil %}{% button evil url=evil %}
    {% icon evil evil %}
    {% timeline label=evil %}{% timeline_entry evil text=evil %}{% endtimeline %}{% day on rule=evil %}"""
    assert "<script" not in drawn(source, evil=evil, on=date(2026, 3, 2))


def test_blocks_keep_what_stands_in_them() -> None:
    text = drawn('{% definition_of label="Kind" %}{% badge "New" colour="blue" %}{% enddefinition_of %}')
    assert (
        '<span class="echeo-badge echeo-blue"><i class="ti ti-info-circle" aria-hidden="true"></i>New</span>'
        in text
    )


def test_a_badge_comes_from_the_registry_else_from_the_choice(acting_a: object) -> None:
    register("customers.Customer.country", {"FR": Badge("green", "flag", "France!")})
    customer = CustomerFactory.create(country="FR")
    assert badge_of(customer, "country") == Badge("green", "flag", "France!")
    plain = Customer(country="IT")
    assert badge_of(plain, "country") == Badge("secondary", "point", "Italy")


def test_an_action_that_posts_is_a_form_with_its_token() -> None:
    source = "{% action what %}"
    posting = drawn(
        source, what=Action("Run", "/run", "player-play", "primary", post=True), csrf_token="t0ken"
    )
    leading = drawn(source, what=Action("Edit", "/edit"))
    assert 'method="post"' in posting
    assert 'value="t0ken"' in posting
    assert leading == '<a href="/edit" class="btn ">Edit</a>'


def test_progress_asks_again_only_while_it_runs() -> None:
    assert 'hx-get="/p"' in drawn('{% progress "/p" 3 10 running=True %}')
    done = drawn('{% progress "/p" 10 10 running=False %}')
    assert ("hx-get" in done, 'value="100"' in done) == (False, True)


def test_an_address_outside_the_company_is_found_from_inside() -> None:
    set_script_prefix("/t/alpha/")
    try:
        assert drawn('{% global_url "account_logout" %}') == "/accounts/logout/"
    finally:
        set_script_prefix("/")


def test_the_query_is_changed_where_asked(rf: RequestFactory) -> None:
    text = drawn("{% query page=2 sort=None %}", request=rf.get("/?sort=name&q=a%26b&page=1"))
    assert text == "?q=a%26b&amp;page=2"


def test_a_tab_fixes_what_it_narrows_its_list_to() -> None:
    assert Tab("a", "A", url="/contracts/?customer=42&state=x").panel_url.endswith("&panel=customer%2Cstate")
    assert Tab("a", "A", url="/contracts/").panel_url == "/contracts/?panel=1"


def test_the_menu_shows_what_is_there_and_allowed(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "_pages", {})
    menu.register(MenuEntry("Second", "account_logout", "logout", order=20))
    menu.register(MenuEntry("First", "account_login", "login", right="some.right", order=10))
    menu.register(MenuEntry("Of an app that is not there", "drones:list", "drone"))

    def shown(*rights: str) -> list[str]:
        request: HttpRequest = rf.get("/")
        request.rights = rights  # type: ignore[attr-defined]
        return [str(entry.label) for entry in menu.pages(request)]

    assert shown() == ["Second"]
    assert shown("some.right") == ["First", "Second"]


def test_a_moment_is_told_on_the_clock_of_the_zone() -> None:
    assert formats.moment(datetime(2026, 11, 23, 9, 5, tzinfo=UTC)).startswith("11/23/2026")
