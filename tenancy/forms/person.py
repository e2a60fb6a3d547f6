from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tenancy.models import User


class PersonForm(forms.ModelForm):
    """What a person says about herself."""

    class Meta:
        model = User
        fields = ("name", "language")
        help_texts: ClassVar = {
            "language": _("Of the pages. Letters are written in the customer's language.")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = self.fields["language"]
        language.choices = [("", _("The company's")), *[choice for choice in language.choices if choice[0]]]  # type: ignore[attr-defined]


class NewPersonForm(forms.Form):
    """Name and password of somebody who comes by an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        from tenancy.forms.account import PASSWORD_HELP

        self.email = email
        self.fields["password"].help_text = PASSWORD_HELP
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        """Blanks inside and around are made one or none."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Give your name."))
        return name

    def clean(self) -> dict[str, object]:
        """The password must be long and must not resemble name or address."""
        from django.contrib.auth.password_validation import validate_password

        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned
