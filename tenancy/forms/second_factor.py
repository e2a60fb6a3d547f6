"""allauth's forms of the second factor in our words."""

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from tenancy.forms.account import say

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class AuthenticateForm(base_forms.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("Code"))
        self.fields["code"].widget.attrs |= DIGITS


class ReauthenticateForm(base_forms.ReauthenticateForm):
    """A code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("Code"))
        self.fields["code"].widget.attrs |= DIGITS


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    """The first code, which proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_("Code the app shows"))
        self.fields["code"].widget.attrs |= DIGITS


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Name"), passwordless=_("Sign in with it alone, without password"))
        self.fields["name"].help_text = _("So that you know it again, such as “Phone” or “Office computer”.")
        self.fields["passwordless"].help_text = _("The device then asks for your finger, face or PIN.")
        self.fields["passwordless"].initial = True


class EditPasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Name"))
