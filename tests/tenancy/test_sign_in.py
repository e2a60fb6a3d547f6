import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings
from pytest_django.asserts import assertRedirects

from tenancy.accounts import password_link, prove_address
from tenancy.models import Company, User
from tests.plugins.cast import PASSWORD, make_company

LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def confirm(client: Client) -> None:
    """Give the password once more, as delicate pages ask."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_signing_in_leads_to_the_only_company(client: Client, ana: User) -> None:
    assertRedirects(sign_in(client, "ana@alpha.example"), "/", target_status_code=302)
    assertRedirects(client.get("/"), "/t/alpha/", fetch_redirect_response=False)


def test_the_case_of_the_address_does_not_matter(client: Client, ana: User) -> None:
    assertRedirects(sign_in(client, "Ana@Alpha.Example"), "/", target_status_code=302)


@pytest.mark.parametrize(
    ("email", "password"), [("ana@alpha.example", "wrong"), ("nobody@alpha.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    client: Client, ana: User, email: str, password: str
) -> None:
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert "E-mail and password do not belong together." in response.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, ana: User) -> None:
    for _attempt in range(5):
        sign_in(client, "ana@alpha.example", "wrong")
    response = sign_in(client, "ana@alpha.example")
    assert response.status_code == 200
    assert "Too many attempts." in response.content.decode()


def test_one_address_that_tries_many_accounts_is_stopped(client: Client, ana: User) -> None:
    answers = [sign_in(client, f"person{n}@alpha.example", "wrong").status_code for n in range(31)]
    assert answers == [200] * 30 + [429]


def test_a_page_of_the_company_asks_to_sign_in_and_comes_back(client: Client, ana: User) -> None:
    assertRedirects(client.get("/t/alpha/jobs/"), f"{LOGIN}?next=/t/alpha/jobs/")
    response = sign_in(client, "ana@alpha.example", next="/t/alpha/jobs/")
    assertRedirects(response, "/t/alpha/jobs/", fetch_redirect_response=False)


def test_nobody_is_sent_to_a_foreign_site(client: Client, ana: User) -> None:
    assertRedirects(
        sign_in(client, "ana@alpha.example", next="https://evil.example/"), "/", target_status_code=302
    )


def test_nobody_makes_an_account_by_herself(client: Client, db: None) -> None:
    assertRedirects(client.get("/accounts/signup/"), LOGIN)
    client.post("/accounts/signup/", {"email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="x@x.example").exists()


def test_a_closed_account_does_not_come_in(client: Client, ana: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client, "ana@alpha.example")
    assertRedirects(client.get("/"), f"{LOGIN}?next=/")


def code_of(secret: str) -> str:
    counter = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def with_second_step(user: User) -> str:
    secret = str(totp.generate_totp_secret())
    totp.TOTP.activate(user, secret)
    return secret


def test_with_an_authenticator_app_the_password_is_not_enough(client: Client, ana: User) -> None:
    secret = with_second_step(ana)
    assertRedirects(sign_in(client, "ana@alpha.example"), "/accounts/2fa/authenticate/")
    assertRedirects(client.get("/t/alpha/"), f"{LOGIN}?next=/t/alpha/", fetch_redirect_response=False)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assertRedirects(
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}), "/", target_status_code=302
    )


def test_a_recovery_code_lets_in_once(ana: User) -> None:
    with_second_step(ana)
    code = RecoveryCodes.activate(ana).get_unused_codes()[0]
    answers = []
    for _attempt in range(2):
        client = Client()
        sign_in(client, "ana@alpha.example")
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_the_authenticator_app_is_set_up_by_its_first_code(
    client: Client, ana: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    prove_address(ana)
    sign_in(client, "ana@alpha.example")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assertRedirects(done, "/accounts/2fa/recovery-codes/")
    assert mail.outbox[0].subject == "Authenticator app switched on"


def test_switching_the_second_step_off_asks_for_the_password_once_more(client_ana: Client, ana: User) -> None:
    with_second_step(ana)
    response = client_ana.get("/accounts/2fa/totp/deactivate/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_a_new_password_is_chosen_by_a_mailed_link_once(
    client: Client, ana: User, settings: Settings
) -> None:
    assertRedirects(
        client.post("/accounts/password/reset/", {"email": "ana@alpha.example"}),
        "/accounts/password/reset/done/",
    )
    [message] = mail.outbox
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/accounts/password/reset/key/\S+)", str(message.body))
    assert message.to == ["ana@alpha.example"] and link
    shown = client.get(link[1], follow=True)
    words = "four words that nobody guesses"
    client.post(shown.request["PATH_INFO"], {"password1": words, "password2": words})
    ana.refresh_from_db()
    assert ana.check_password(words)
    assert "This link has ended" in Client().get(link[1], follow=True).content.decode()


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client: Client, db: None) -> None:
    assertRedirects(
        client.post("/accounts/password/reset/", {"email": "x@x.example"}), "/accounts/password/reset/done/"
    )
    assert mail.outbox == []


def test_the_link_for_a_first_password_works(client: Client, company_a: Company, settings: Settings) -> None:
    user = User.objects.create_user("new@alpha.example", name="New")
    shown = client.get(password_link(user).removeprefix(settings.SITE_URL), follow=True)
    client.post(shown.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(sign_in(client, "new@alpha.example"), "/")


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "ana@alpha.example"])
def test_weak_passwords_are_refused_at_the_field(client_ana: Client, ana: User, password: str) -> None:
    response = client_ana.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert response.context["form"].errors["password1"]
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_changing_the_password_signs_other_devices_out_and_says_so(ana: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, "ana@alpha.example")
    words = "four words that nobody guesses"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": words, "password2": words})
    assert [client.get("/accounts/me/").status_code for client in (here, there)] == [200, 302]
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]


def test_devices_are_listed_and_one_is_signed_out(ana: User) -> None:
    here, there = (
        Client(),
        Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140) Firefox/140.0"}),
    )
    for client in (here, there):
        sign_in(client, "ana@alpha.example")
    assert "Firefox, Windows" in here.get("/accounts/sessions/").content.decode()
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    assertRedirects(here.post(f"/accounts/sessions/{other.pk}/end/"), "/accounts/sessions/")
    assert [client.get("/accounts/me/").status_code for client in (here, there)] == [200, 302]


def test_nobody_ends_the_session_of_somebody_else(client_chloe: Client, client: Client, ana: User) -> None:
    sign_in(client, "ana@alpha.example")
    session = UserSession.objects.get(user=ana)
    assert client_chloe.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert client.get("/accounts/me/").status_code == 200


def test_the_session_is_written_once_in_five_minutes(client_ana: Client, ana: User) -> None:
    client_ana.get("/accounts/me/")
    before = UserSession.objects.get(user=ana).last_seen_at
    client_ana.get("/accounts/me/")
    assert UserSession.objects.get(user=ana).last_seen_at == before


def test_another_address_counts_once_its_link_is_opened(
    client: Client, ana: User, settings: Settings
) -> None:
    prove_address(ana)
    sign_in(client, "ana@alpha.example")
    confirm(client)
    client.post("/accounts/email/", {"email": "ana@new.example", "action_add": ""})
    ana.refresh_from_db()
    assert ana.email == "ana@alpha.example"
    [message] = [message for message in mail.outbox if message.to == ["ana@new.example"]]
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/accounts/confirm-email/\S+)", str(message.body))
    assert link
    client.post(link[1])
    ana.refresh_from_db()
    assert (ana.email, EmailAddress.objects.get(user=ana).email) == ("ana@new.example", "ana@new.example")


def test_passkeys_are_asked_for_with_our_own_name_and_host(client: Client, db: None) -> None:
    data = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert data["request_options"]["publicKey"]["rpId"] == "testserver"


def test_new_passwords_are_kept_by_argon2() -> None:
    source = (django_settings.BASE_DIR / "config" / "settings.py").read_text()
    first = re.search(r"else \[\s*\"([\w.]+)\"", source)
    assert first and import_string(first[1]).algorithm == "argon2"


def test_several_companies_are_offered(client_ana: Client, ana: User, company_a: Company) -> None:
    from tenancy.models import Membership

    gamma = make_company("gamma", "Gamma Services", "FR")
    Membership.objects.create(user=ana, company=gamma, role="office")
    page = client_ana.get("/").content.decode()
    assert [place in page for place in ("/t/alpha/", "/t/gamma/")] == [True, True]


def test_a_person_without_company_is_told_so(client: Client, db: None) -> None:
    User.objects.create_user("x@x.example", PASSWORD, name="X", language="en")
    sign_in(client, "x@x.example")
    assert "You are a member of no company" in client.get("/").content.decode()
