"""How people sign in: what allauth asks us about, mails of accounts, and the link for a first password."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenancy.addresses import global_url
from tenancy.models import User


class AccountAdapter(DefaultAccountAdapter):
    """How people come in: by invitation only, so nobody makes an account by herself."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("E-mail and password do not belong together. Check both and try again."),
        "email_taken": _("Another account has this address."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or no longer. Wait for the next one and try again."),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitations."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user name: the e-mail address is the login."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail; its host is ours, whatever the request said."""
        return global_url("account_reset_password_from_key", *key.split("-", 1))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Likewise for a new e-mail address."""
        return global_url("account_confirm_email", emailconfirmation.key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the mail now, in the person's language; a worker sends it, so nobody waits for the mail server.

        That also hides by the time of the answer whether an account exists.
        """
        from tenancy.tasks import send_account_mail

        mail = self.render_mail(
            template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context}
        )
        send_account_mail.delay(recipient=email, subject=str(mail.subject), text=str(mail.body))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: Any = None
    ) -> None:
        """Tell a person that her account was changed; also people whose address was never proved by a link."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor: passkeys and codes of an authenticator app."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Switch the second factor off before you change your address."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def _get_site_name(self) -> str:
        return "Echeo"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's signature
        """The name a new passkey gets until the person gives another."""
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey %(number)s") % {"number": count + 1})


def prove_address(user: User) -> None:
    """Keep that a person owns her address: she came by a link we sent there, or the operator vouches for her."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def password_link(user: User) -> str:
    """The full address where a person sets a password, once and within the days of PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(user)
    return global_url("account_reset_password_from_key", user_pk_to_url_str(user), key)
