from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenancy import outside
from tenancy.models import PecAccount

SMTP_PORTS, IMAP_PORTS = (465, 587, 25), (993, 143)


class PecForm(forms.ModelForm):
    """The certified mailbox of a company. Its password is written and never shown."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Left empty, the one there is stays."),
    )
    fieldsets: ClassVar[list[Any]] = [
        (_("Mailbox"), ["address", ("username", "password")]),
        (_("Servers"), [("smtp_host", "smtp_port"), "security", ("imap_host", "imap_port")],
         _("As your PEC provider names them.")),
    ]  # fmt: skip

    class Meta:
        model = PecAccount
        fields = (
            "address",
            "username",
            "password",
            "smtp_host",
            "smtp_port",
            "security",
            "imap_host",
            "imap_port",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.instance.password
        self.initial.pop("password", None)
        if not settings.PEC_HOSTS_MAY_BE_PRIVATE:
            self.fields["security"].choices = PecAccount.Security.choices[:2]  # type: ignore[attr-defined]

    def clean_password(self) -> str:
        """The new one, else the one there is."""
        typed = str(self.cleaned_data["password"])
        if not typed and not self.kept:
            raise forms.ValidationError(_("Enter the password of the mailbox."))
        return typed or self.kept

    def clean_smtp_host(self) -> str:
        """A server out in the world."""
        return _checked(self.cleaned_data["smtp_host"])

    def clean_imap_host(self) -> str:
        """A server out in the world."""
        return _checked(self.cleaned_data["imap_host"])

    def clean_smtp_port(self) -> int:
        """A port mail servers listen on."""
        return _port(self.cleaned_data["smtp_port"], SMTP_PORTS)

    def clean_imap_port(self) -> int:
        """A port mailboxes listen on."""
        return _port(self.cleaned_data["imap_port"], IMAP_PORTS)


def _checked(host: str) -> str:
    try:
        outside.check(host)
    except ValueError as problem:
        raise forms.ValidationError(str(problem)) from problem
    return host


def _port(port: int, known: tuple[int, ...]) -> int:
    if port not in known and not settings.PEC_HOSTS_MAY_BE_PRIVATE:
        ports = ", ".join(str(each) for each in known)
        raise forms.ValidationError(_("One of these ports: %(ports)s.") % {"ports": ports})
    return port
