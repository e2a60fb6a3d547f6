"""Which letters the night writes by itself."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.forms.occasion import AutomaticForm
from letters.models import Automatic, Kind
from letters.models.template import OTHER_LETTERS
from letters.views.crumbs import wording_crumbs
from tenancy.acting import acting, acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage


class _Automatic(ConfirmPage):
    """A page about whether the night writes the letters of a kind."""

    right = Right.TEMPLATES_EDIT
    submit_icon = "robot"

    def authorise(self) -> None:
        """They leave by themselves, so that right is asked too."""
        super().authorise()
        if not self.may(Right.LETTERS_SEND):
            raise PermissionDenied

    @property
    def kind(self) -> Kind:
        """Which letters."""
        return Kind(self.kwargs["kind"])

    def get_queryset(self) -> Any:
        """The choices made."""
        return Automatic.objects.all()

    def find(self, rows: Any) -> Any:
        """The choice made, or none yet."""
        if self.kind not in OTHER_LETTERS:
            raise Http404
        return rows.filter(kind=self.kind).first() or Automatic(kind=self.kind)

    def get_title(self) -> str:
        """Which letters."""
        return str(self.kind.label)

    def get_success_url(self, made: Any) -> str:
        """Back to the wordings."""
        return reverse("letters:wording_list")

    def get_cancel_url(self) -> str:
        """Back to the wordings."""
        return reverse("letters:wording_list")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the wordings."""
        return wording_crumbs()


class AutomaticOn(_Automatic):
    """Let the night write the letters of a kind."""

    form_class = AutomaticForm
    question = gettext_lazy("Let the night write these letters by itself?")
    submit_label = gettext_lazy("Let the night write them")
    success_message = gettext_lazy("The night writes these letters from now on.")

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"since": acting_company().today()}

    def consequences(self) -> Sequence[str | Promise]:
        """When a letter is written, and how it goes."""
        when = {
            Kind.VISIT: _("15 days before the window of a visit opens."),
            Kind.WELCOME: _("After the signature of a contract."),
            Kind.PRICE_CHANGE: _("When a new price is settled."),
            Kind.REMINDER: _("15 days after a fee was due and is still open."),
            Kind.CONTRACT_END: _("When a contract ends."),
            Kind.REFUSAL_RECEIPT: _("When a refusal was recorded."),
        }
        way = _(
            "Each event is written about once; by e-mail where possible and welcome, the others wait to be printed."
        )
        return [when[self.kind], way]

    def refusals(self) -> Sequence[str | Promise]:
        """It is chosen once."""
        return [_("The night writes these letters already.")] if self.object.pk else []

    def confirm(self, form: Any) -> Any:
        """Begin; twice asked, once done."""
        chosen = {"since": form.cleaned_data["since"], "chosen_by": acting().actor}
        Automatic.objects.get_or_create(kind=self.kind, defaults=chosen)


class AutomaticOff(_Automatic):
    """Let the night no longer write the letters of a kind."""

    question = gettext_lazy("No longer let the night write these letters?")
    submit_label = gettext_lazy("No longer by the night")
    success_message = gettext_lazy("The night no longer writes these letters.")

    def consequences(self) -> Sequence[str | Promise]:
        """What stays."""
        return [_("Letters written before stay. New ones are written from the lists only.")]

    def confirm(self, form: Any) -> Any:
        """Stop."""
        Automatic.objects.filter(kind=self.kind).delete()
