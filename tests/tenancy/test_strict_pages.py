"""Pages of signing in and of the company run under a policy that allows no inline script and no inline style."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from tenancy import invitations
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun, Membership, User
from tests.factories.tenancy import AlertFactory
from tests.tenancy.test_sign_in import confirm, sign_in, with_second_step

OUTSIDE = (
    *("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"),
    *("/accounts/password/reset/key/1-x/", "/accounts/password/reset/key/done/", "/accounts/inactive/"),
    *(
        "/accounts/confirm-email/x/",
        "/accounts/confirm-email/",
        "/invitations/guessed/",
        "/l/guessed",
        "/nowhere",
    ),
)
PERSON = (
    *("/?choose", "/accounts/me/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"),
    *("/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/"),
    *(
        "/accounts/2fa/webauthn/",
        "/accounts/sessions/",
        "/accounts/reauthenticate/",
    ),
    *("/accounts/2fa/reauthenticate/",),
)


class Inline(HTMLParser):
    """Collects what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script" and not given.get("src") and given.get("type") != "application/json"
        ):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [
            f"{tag} {value}" for value in given.values() if (value or "").lower().startswith("javascript:")
        ]
        sources = [given.get("src"), given.get("href") if tag == "link" else ""]
        self.found += [
            f"{tag} {value}" for value in sources if (value or "").startswith(("http:", "https:", "//"))
        ]


def check(client: Client, path: str) -> str:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "script-src 'self'" in policy and "style-src 'self'" in policy, path
    html = response.content.decode()
    parser = Inline()
    parser.feed(html)
    assert (path, response.status_code < 500, parser.found) == (path, True, [])
    assert "<h1" in html, f"{path} has no heading"
    return html


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_outside(client: Client, db: None, path: str) -> None:
    check(client, path)


def test_pages_of_the_person(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    confirm(client)
    assert "Only your password protects your account" in check(client, "/accounts/2fa/")
    check(client, "/accounts/2fa/totp/activate/")
    check(client, "/accounts/2fa/webauthn/add/")
    with_second_step(ana)
    for path in PERSON:
        check(client, path)
    again = Client()
    sign_in(again, ana.email)
    check(again, "/accounts/2fa/authenticate/")


def test_pages_of_the_company(client_ana: Client, ana: User, ben: User, acting_a: Company) -> None:
    alert = AlertFactory.create(amount=120)
    run = JobRun.objects.create(kind="nightly", on=acting_a.today(), total=10, done=2)
    invitations.invite(acting_a, "nina@alpha.example", "office", ana)
    member = Membership.objects.get(user=ben)
    paths = (
        *("settings/", "settings/company/", "settings/members/", "settings/members/invite/"),
        *(f"settings/members/{member.pk}/", f"settings/members/{member.pk}/leave/", "nowhere/"),
        *("jobs/", f"jobs/{run.pk}/", "alerts/", f"alerts/{alert.pk}/", f"alerts/{alert.pk}/snooze/"),
    )
    for path in paths:
        check(client_ana, f"/t/alpha/{path}")


def test_pages_of_an_invitation(ana: User, chloe: User, company_a: Company, client_chloe: Client) -> None:
    with acting_for(company_a, actor=ana):
        known = invitations.invite(company_a, chloe.email, "office", ana)
        new = invitations.invite(company_a, "nina@alpha.example", "office", ana)
    for client in (Client(), client_chloe):
        for invitation in (known, new):
            check(client, f"/invitations/{invitation.token}/")
