"""Members come by a link in a mail: the link proves that the address is theirs."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tenancy import members
from tenancy.accounts import prove_address
from tenancy.acting import acting_for
from tenancy.addresses import global_url
from tenancy.models import Company, Invitation, Membership, OutboxMessage, User
from tenancy.outbox import queue_email

LASTS = timedelta(days=14)
SOURCE = "invitation"


class InvitationRefused(Exception):
    """The invitation is unknown, past its end, used, withdrawn or meant for somebody else; says which."""


def invite(company: Company, email: str, role: str, by: User | None, name: str = "") -> Invitation:
    """Offer a place in the acting company; the mail leaves after commit, in the company's language.

    Inviting an address again renews its open invitation. Raises ``ValidationError`` for somebody who is a member.
    """
    email = email.strip().lower()
    if Membership.objects.active().filter(company=company, user__email__iexact=email).exists():
        raise ValidationError(_("%(email)s is a member already.") % {"email": email})
    with transaction.atomic():
        invitation, _made = Invitation.objects.update_or_create(
            company=company,
            email=email,
            accepted_at=None,
            defaults={"role": role, "name": name, "invited_by": by, "expires_at": timezone.now() + LASTS},
        )
        _send(invitation)
    return invitation


def send_again(invitation: Invitation) -> None:
    """Send an open invitation's mail once more, and let it last two weeks from now."""
    with transaction.atomic():
        invitation.expires_at = timezone.now() + LASTS
        invitation.save(update_fields=["expires_at"])
        _send(invitation)


def withdraw(invitation: Invitation) -> None:
    """Take an open invitation back: its link opens nothing any more."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()


def find(token: str) -> Invitation:
    """The open invitation of a link. Raises ``InvitationRefused``."""
    invitation = Invitation.objects.select_related("company", "invited_by").filter(token=token).first()
    return _checked(invitation)


def account_of(invitation: Invitation) -> User | None:
    """The account that has the invited address, if there is one."""
    return User.objects.filter(email__iexact=invitation.email).first()


def accept(token: str, user: User) -> Membership:
    """The person signed in takes the place offered to her address, once. Raises ``InvitationRefused``."""
    with transaction.atomic():
        invitation = _locked(token)
        if user.email.lower() != invitation.email:
            raise InvitationRefused(_("This invitation was sent to another address."))
        return _take(invitation, user)


def accept_as_new(token: str, name: str, password: str) -> User:
    """Make the account of a person who has none, and give her the place. Raises ``InvitationRefused``."""
    with transaction.atomic():
        invitation = _locked(token)
        if account_of(invitation):
            raise InvitationRefused(_("There is an account with this address already: sign in to accept."))
        user = User.objects.create_user(invitation.email, password, name=name)
        _take(invitation, user)
    return user


def _take(invitation: Invitation, user: User) -> Membership:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    prove_address(user)
    with acting_for(invitation.company, actor=user, source=SOURCE):
        return members.join(invitation.company, user, invitation.role)


def _locked(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("company", "invited_by")
    return _checked(rows.filter(token=token).first())


def _checked(invitation: Invitation | None) -> Invitation:
    if invitation is None or invitation.company.closed_on is not None:
        raise InvitationRefused(_("This invitation was withdrawn, or its address was copied incompletely."))
    if invitation.accepted_at is not None:
        raise InvitationRefused(_("This invitation was accepted already. Sign in to open the company."))
    if not invitation.is_open():
        raise InvitationRefused(_("This invitation has ended. Ask for a new one."))
    return invitation


def _send(invitation: Invitation) -> None:
    sent = OutboxMessage.objects.filter(
        about_kind=Invitation._meta.label_lower, about_id=invitation.pk
    ).count()
    account = account_of(invitation)
    with translation.override(
        account.language if account and account.language else invitation.company.language
    ):
        words = {
            "invitation": invitation,
            "company": invitation.company,
            "url": global_url("invitation", invitation.token),
        }
        queue_email(
            key=f"invitation:{invitation.pk}:{sent + 1}",
            recipient=invitation.email,
            subject=render_to_string("tenancy/email/invitation_subject.txt", words),
            text=render_to_string("tenancy/email/invitation_message.txt", words),
            about=invitation,
        )
