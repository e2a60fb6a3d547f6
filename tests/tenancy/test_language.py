from django.conf import settings
from django.test import Client

from tenancy.models import User
from tests.plugins.cast import make_company, make_member

FRENCH = {"accept-language": "fr"}


def language_of(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).headers["Content-Language"]


def test_the_chosen_language_is_kept_with_the_account(client_ana: Client, ana: User) -> None:
    client_ana.post("/i18n/setlang/", {"language": "it", "next": "/accounts/me/"})
    ana.refresh_from_db()
    assert ana.language == "it"
    other = Client()
    other.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")
    assert language_of(other, "/t/alpha/alerts/", **FRENCH) == "it"


def test_without_a_choice_the_company_speaks_its_language(client_chloe: Client, chloe: User) -> None:
    User.objects.filter(pk=chloe.pk).update(language="")
    assert [language_of(client_chloe, path, **FRENCH) for path in ("/t/beta/alerts/", "/accounts/me/")] == [
        "it",
        "it",
    ]


def test_a_language_chosen_before_signing_in_goes_before_the_company(client: Client, db: None) -> None:
    user = make_member(make_company("beta", "Beta", "IT"), "dora", "admin")
    User.objects.update(language="")
    client.post("/i18n/setlang/", {"language": "fr"})
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert language_of(client, "/t/beta/alerts/", **{"accept-language": "en"}) == "fr"


def test_nobody_signed_in_is_spoken_to_as_the_browser_asks(client: Client, db: None) -> None:
    assert [
        language_of(client, "/accounts/login/", **{"accept-language": code}) for code in ("fr", "it-IT", "de")
    ] == ["fr", "it", settings.LANGUAGE_CODE]


def test_an_unknown_language_changes_nothing(client_ana: Client, ana: User) -> None:
    client_ana.post("/i18n/setlang/", {"language": "xx"})
    ana.refresh_from_db()
    assert ana.language == "en"
