from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertRedirects

from tenancy import invitations, outbox
from tenancy.acting import acting_for
from tenancy.invitations import InvitationRefused
from tenancy.models import Company, Invitation, Membership, OutboxMessage, User
from tenancy.permissions import Role
from tests.plugins.cast import PASSWORD, make_company, make_member

INVITE = "/t/alpha/settings/members/invite/"


@pytest.fixture
def invited(acting_a: Company, ana: User) -> Invitation:
    return invitations.invite(acting_a, "Nina@Alpha.example", Role.PLANNER, ana, "Nina Faure")


def page_of(invitation: Invitation) -> str:
    return f"/invitations/{invitation.token}/"


def test_an_invitation_goes_by_mail_from_invite_to_membership(
    client_ana: Client, company_a: Company, settings: Settings
) -> None:
    answer = client_ana.post(INVITE, {"email": "nina@alpha.example", "name": "Nina Faure", "role": "planner"})
    assertRedirects(answer, "/t/alpha/settings/members/")
    outbox.deliver_due(company_a, timezone.now())
    invitation = Invitation.objects.get()
    [message] = mail.outbox
    assert message.to == ["nina@alpha.example"]
    assert f"{settings.SITE_URL}{page_of(invitation)}" in message.body

    nina = Client()
    assert "nina@alpha.example" in nina.get(page_of(invitation)).content.decode()
    assertRedirects(
        nina.post(page_of(invitation), {"name": "Nina Faure", "password": PASSWORD}),
        "/t/alpha/",
        fetch_redirect_response=False,
    )
    member = Membership.objects.get(user__email="nina@alpha.example")
    assert (member.role, member.user.name, member.company) == ("planner", "Nina Faure", company_a)
    assert EmailAddress.objects.get(user=member.user).verified
    assert nina.get("/t/alpha/").status_code == 200


def test_the_mail_speaks_the_company_language_and_stays_if_the_request_fails(
    acting_a: Company, invited: Invitation
) -> None:
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.state) == ("nina@alpha.example", OutboxMessage.State.QUEUED)
    assert message.key == f"invitation:{invited.pk}:1"


def test_an_invitation_is_used_once(invited: Invitation) -> None:
    invitations.accept_as_new(invited.token, "Nina", PASSWORD)
    with pytest.raises(InvitationRefused, match="accepted already"):
        invitations.find(invited.token)
    assert Client().get(page_of(invited)).status_code == 410


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1)),
        invitations.withdraw,
        lambda row: Company.objects.update(closed_on="2026-11-01"),
    ],
    ids=["ended", "withdrawn", "company closed"],
)
def test_a_link_that_opens_nothing_says_so_calmly(
    invited: Invitation, spoil: Callable[[Invitation], None]
) -> None:
    spoil(invited)
    answer = Client().post(page_of(invited), {"name": "Nina", "password": PASSWORD})
    assert (answer.status_code, User.objects.filter(email="nina@alpha.example").exists()) == (410, False)


def test_a_guessed_token_opens_nothing(client: Client, db: None) -> None:
    assert client.get("/invitations/guessed/").status_code == 410


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"name": "", "password": PASSWORD}, "name"),
        ({"name": "Nina", "password": "short"}, "password"),
        ({"name": "Nina", "password": "nina@alpha.example"}, "password"),
    ],
)
def test_bad_input_makes_no_account(invited: Invitation, form: dict[str, str], wrong: str) -> None:
    answer = Client().post(page_of(invited), form)
    assert list(answer.context["form"].errors) == [wrong]
    assert not User.objects.filter(email="nina@alpha.example").exists()


def test_a_person_with_an_account_signs_in_and_accepts(acting_a: Company, ana: User, chloe: User) -> None:
    invitation = invitations.invite(acting_a, chloe.email, Role.OFFICE, ana)
    client = Client()
    assert client.get(page_of(invitation)).context["form"] is None
    client.post("/accounts/login/", {"login": chloe.email, "password": PASSWORD})
    assertRedirects(client.post(page_of(invitation)), "/t/alpha/", fetch_redirect_response=False)
    assert sorted(Membership.objects.filter(user=chloe).values_list("company__slug", "role")) == [
        ("alpha", "office"),
        ("beta", "admin"),
    ]


def test_nobody_accepts_in_place_of_the_invited(
    invited: Invitation, client_chloe: Client, chloe: User
) -> None:
    answer = client_chloe.post(page_of(invited), {"name": "Nina", "password": PASSWORD})
    assert answer.status_code == 200
    assert "you are signed in as" in answer.content.decode()
    with pytest.raises(InvitationRefused, match="another address"):
        invitations.accept(invited.token, chloe)
    assert [member.company.slug for member in Membership.objects.filter(user=chloe)] == ["beta"]


def test_an_account_is_not_taken_over_by_an_invitation(acting_a: Company, ana: User, chloe: User) -> None:
    invitation = invitations.invite(acting_a, chloe.email, Role.OFFICE, ana)
    Client().post(page_of(invitation), {"name": "Thief", "password": "another long pass phrase"})
    chloe.refresh_from_db()
    assert (chloe.name, chloe.check_password(PASSWORD)) == ("Chloe", True)


def test_inviting_again_renews_the_open_invitation(acting_a: Company, ana: User, invited: Invitation) -> None:
    again = invitations.invite(acting_a, "nina@alpha.example", Role.ADMIN, ana)
    assert (again.pk, again.role, Invitation.objects.count()) == (invited.pk, "admin", 1)
    assert OutboxMessage.objects.count() == 2


def test_a_member_is_not_invited_again(acting_a: Company, ana: User, ben: User) -> None:
    with pytest.raises(ValidationError, match="is a member already"):
        invitations.invite(acting_a, "BEN@alpha.example", Role.OFFICE, ana)


@pytest.mark.parametrize("email", ["", "nina", "nina@", "a@b.example\nBcc: c@d.example"])
def test_bad_addresses_are_refused_at_the_field(client_ana: Client, email: str) -> None:
    answer = client_ana.post(INVITE, {"email": email, "role": "office"})
    assert list(answer.context["form"].errors) == ["email"]
    assert Invitation.objects.count() == 0


def test_an_invitation_is_sent_again_and_withdrawn_from_the_list(
    client_ana: Client, company_a: Company
) -> None:
    client_ana.post(INVITE, {"email": "nina@alpha.example", "role": "office"})
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now())
    client_ana.post(f"/t/alpha/settings/members/invitations/{invitation.pk}/send/")
    invitation.refresh_from_db()
    with acting_for(company_a):
        assert (invitation.is_open(), OutboxMessage.objects.count()) == (True, 2)
    client_ana.post(f"/t/alpha/settings/members/invitations/{invitation.pk}/withdraw/")
    assert Invitation.objects.count() == 0


def test_invitations_of_another_company_are_not_found(client_ana: Client) -> None:
    beta = make_company("beta", "Beta", "IT")
    chloe = make_member(beta, "chloe", Role.ADMIN)
    with acting_for(beta, actor=chloe):
        theirs = invitations.invite(beta, "dora@beta.example", Role.OFFICE, chloe)
    for what in ("send", "withdraw"):
        assert (
            client_ana.post(f"/t/alpha/settings/members/invitations/{theirs.pk}/{what}/").status_code == 404
        )
    assert "dora@beta.example" not in client_ana.get("/t/alpha/settings/members/").content.decode()
