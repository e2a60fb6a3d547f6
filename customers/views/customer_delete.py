"""Throwing customers away."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer
from customers.trash import Leaving, listed, throw_away
from customers.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage

PAPERS_SHOWN = 20


class SealForm(forms.Form):
    """Carries what was shown, so that nothing else is done."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)


class CustomerDelete(ConfirmPage):
    """Puts a customer into the trash."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    form_class = SealForm
    style = "danger"
    submit_icon = "trash"
    title = gettext_lazy("Delete a customer")
    submit_label = gettext_lazy("Put into the trash")

    @cached_property
    def leaving(self) -> Leaving:
        """What goes with her."""
        return Leaving(self.object)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_question(self) -> str:
        """The question, with her name."""
        return _("Put %(name)s into the trash?") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        """What is shown now."""
        return {"seal": self.leaving.seal}

    def consequences(self) -> list[str | SafeString]:
        """What goes, what stays, and how it comes back."""
        told: list[str | SafeString] = [
            _("The customer leaves lists, search, choices and alerts at once, with all that belongs to her.")
        ]
        if counts := self.leaving.counted:
            told.append(_("With her go: %(what)s.") % {"what": listed(counts)})
        for other in self.leaving.dependants:
            name = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other)
            told.append(format_html(_("{} hung under her and stays, without an owner or condominium."), name))
        told.append(
            _("For 30 days everything can be restored as it was; then the night deletes it for good.")
        )
        told.append(_("Her number %(number)s is never given again.") % {"number": self.object.number})
        return told

    def refusals(self) -> list[str | SafeString]:
        """The papers that keep her."""
        papers = self.leaving.papers
        told = [paper.as_link() for paper in papers[:PAPERS_SHOWN]]
        if more := len(papers) - PAPERS_SHOWN:
            told += (
                [ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}]
                if more > 0
                else []
            )
        if told:
            told.append(
                _("Legal documents are kept. Deactivate the customer instead, or merge her into another.")
            )
        return told

    def confirm(self, form: Any) -> None:
        """Throw away what was shown; when something came or went meanwhile, show it again."""
        seen, now = form.cleaned_data["seal"], self.leaving.seal
        if seen and seen != now:
            form.data = {**form.data.dict(), "seal": now}
            raise ValidationError(
                _(
                    "Meanwhile somebody added or removed something. Look at what goes with her, and confirm again."
                )
            )
        throw_away(self.object)

    def get_success_message(self, made: Any) -> SafeString:
        """Where she is now."""
        way = format_html('<a href="{}">{}</a>', reverse("customers:trash"), _("Trash"))
        return format_html(_("{} is in the trash for 30 days. {}"), str(self.object), way)

    def get_success_url(self, made: Any) -> str:
        """Back to the list."""
        return reverse("customers:list")
