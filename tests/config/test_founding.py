import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from contracts.models import ContractTemplate
from installed_base.models import EquipmentType
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, User
from tests.plugins.cast import PASSWORD


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def create(**options: Any) -> str:
    out = StringIO()
    given = {
        "slug": "alpha",
        "name": "Alpha Chauffage",
        "country": "FR",
        "admin": "ana@alpha.example",
        **options,
    }
    call_command("create_company", **given, stdout=out)
    return out.getvalue()


def counts() -> tuple[int, ...]:
    return Company.objects.count(), User.objects.count(), Membership.objects.count()


@pytest.mark.parametrize(
    ("country", "language", "zone", "templates", "notice"),
    [("FR", "fr", "Europe/Paris", 10, (2, 0)), ("IT", "it", "Europe/Rome", 9, (0, 15))],
)
def test_a_company_begins_with_its_country_ways(
    db: None, country: str, language: str, zone: str, templates: int, notice: tuple[int, int]
) -> None:
    create(country=country)
    company = Company.objects.get(slug="alpha")
    assert (company.language, company.time_zone, company.currency) == (language, zone, "EUR")
    with acting_for(company):
        rows = list(ContractTemplate.objects.all())
        assert (len(rows), {(row.notice_months, row.notice_days) for row in rows}) == (templates, {notice})
        for row in rows:
            row.full_clean()
        assert EquipmentType.objects.count() >= 8


def test_the_link_printed_lets_the_administrator_in(db: None, settings: Settings) -> None:
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/accounts/password/reset/key/\S+)", create())
    assert link
    client = Client()
    shown = client.get(link[1], follow=True)
    client.post(shown.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    client.post("/accounts/login/", {"login": "ana@alpha.example", "password": PASSWORD})
    assert client.get("/t/alpha/settings/members/").status_code == 200
    assert (
        "This link has ended"
        in Client().get(link[1], follow=True, headers={"accept-language": "en"}).content.decode()
    )


def test_somebody_with_an_account_keeps_her_password(db: None) -> None:
    User.objects.create_user("ana@alpha.example", PASSWORD, name="Ana")
    assert "/password/reset/key/" not in create(admin="Ana@Alpha.example")
    assert Membership.objects.get(company__slug="alpha").user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"slug": "Alpha"}, "cannot be an address name"),
        ({"slug": "al pha"}, "cannot be an address name"),
        ({"slug": "alpha-"}, "cannot be an address name"),
        ({"slug": "a" * 41}, "cannot be an address name"),
        ({"slug": "älpha"}, "cannot be an address name"),
        ({"name": " "}, "name is missing"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"country": "DE"}, "one of FR, IT"),
        ({"admin": "ana"}, "no e-mail address"),
        ({"admin": "a@b@c"}, "no e-mail address"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_left_behind(
    db: None, options: dict[str, str], reason: str
) -> None:
    before = counts()
    with pytest.raises(CommandError, match=reason):
        create(**options)
    assert counts() == before


def test_a_taken_address_name_is_refused(db: None) -> None:
    create()
    before = counts()
    with pytest.raises(CommandError, match="is taken"):
        create(admin="other@alpha.example")
    assert counts() == before
