from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.views.confirm_page import ConfirmPage

AWAY, BACK = "away", "back"


class WantedForm(forms.Form):
    """The state the page was about, so that a second click or an older tab never turns it round again."""

    wanted = forms.ChoiceField(choices=[(AWAY, AWAY), (BACK, BACK)], widget=forms.HiddenInput)


class SwitchPage(ConfirmPage):
    """Puts a row away or brings it back: the form says which of both is wanted, and what is so already stays so.

    Declare ``away_label``, ``back_label``; override ``is_away`` and ``turn``.
    """

    form_class = WantedForm
    submit_icon = "archive"
    away_label: str | Promise = _("Archive")
    back_label: str | Promise = _("Offer again")

    def is_away(self) -> bool:
        """Whether it is put away now."""
        raise NotImplementedError

    def turn(self, *, away: bool) -> None:
        """Put it away, or bring it back."""
        raise NotImplementedError

    @property
    def submit_label(self) -> str | Promise:  # type: ignore[override]
        """What the button does."""
        return self.back_label if self.is_away() else self.away_label

    def get_title(self) -> str | Promise:
        """Which way."""
        return self.submit_label

    def get_initial(self) -> dict[str, Any]:
        """The other state."""
        return {"wanted": BACK if self.is_away() else AWAY}

    def confirm(self, form: Any) -> None:
        """What is as wanted stays as it is."""
        away = form.cleaned_data["wanted"] == AWAY
        if away != self.is_away():
            self.turn(away=away)
