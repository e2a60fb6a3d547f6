import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings

from tenancy.accounts import prove_address
from tenancy.models import User
from tests.tenancy.test_sign_in import confirm, sign_in
from tests.ui.browser import ORIGIN, browser_of, complaints, outside_playwright


@pytest.fixture
def client(settings: Settings) -> Client:
    """A passkey belongs to a host, so the server must be called as the browser calls it."""
    settings.ALLOWED_HOSTS = ["localhost"]
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def person(ana: User) -> User:
    prove_address(ana)
    return ana


def with_virtual_key(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in_alone(client: Client, person: User) -> None:
    sign_in(client, person.email)
    confirm(client)
    with browser_of(client) as page:
        with_virtual_key(page)
        page.goto(f"{ORIGIN}/accounts/2fa/webauthn/add/")
        page.fill("[name=name]", "Office computer")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(f"{ORIGIN}/accounts/2fa/recovery-codes/")
        with outside_playwright():
            assert str(Authenticator.objects.get(type="webauthn").wrap().name) == "Office computer"
            client.logout()
        page.goto(f"{ORIGIN}/accounts/login/")
        assert complaints(page) == []
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.click("#passkey_login")
        with outside_playwright():
            assert client.get("/accounts/me/").context["user"] == person


def test_without_the_key_the_page_says_so(client: Client, person: User) -> None:
    with browser_of(client) as page:
        page.goto(f"{ORIGIN}/accounts/login/")
        with_virtual_key(page)
        page.click("#passkey_login")
        page.get_by_text("The passkey was not used").wait_for()
        assert page.url == f"{ORIGIN}/accounts/login/"
