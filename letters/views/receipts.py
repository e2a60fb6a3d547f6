"""What is heard of a letter that left, and the number the post knows it by."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.restricted import without_erased
from letters import returning
from letters.forms.dispatch import (
    NumberForm,
    OneCameBackForm,
    OneHandedOverForm,
)
from letters.models import Dispatch, Receipt
from letters.views.dispatches import DispatchPage
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.views import ConfirmPage, EditPage


class _Heard(DispatchPage, ConfirmPage):
    """Record what was heard of a letter."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the letter."""
        return {**super().get_form_kwargs(), "dispatch": self.object}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": acting_company().today()}

    def refusals(self) -> Sequence[str | Promise]:
        """Only the post brings letters back or hands them over."""
        return [] if self.object.is_paper else [_("It did not go by post.")]

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.get_absolute_url())


class DispatchReturned(_Heard):
    """The post brought a letter back."""

    title = gettext_lazy("The letter came back")
    question = gettext_lazy("When did the letter come back, and why?")
    form_class = OneCameBackForm
    submit_label = gettext_lazy("Record it")
    submit_icon = "mail-x"
    success_message = gettext_lazy("Recorded. Find the address and send the letter anew.")

    def consequences(self) -> Sequence[str | Promise]:
        """It still left; somebody is told."""
        return [
            _("The letter stays as it left: day, address and file are kept."),
            _("While the contract runs, an alert stands until the letter is sent anew."),
        ]

    def confirm(self, form: Any) -> None:
        """Once."""
        given = form.cleaned_data
        if not returning.came_back([self.object], given["on"], given["reason"], given["text"]):
            raise ValidationError(_("This was recorded before."))


class DispatchDelivered(_Heard):
    """A letter was handed over."""

    title = gettext_lazy("The letter was handed over")
    question = gettext_lazy("Which day stands on the acknowledgement of receipt?")
    form_class = OneHandedOverForm
    submit_label = gettext_lazy("Record it")
    submit_icon = "mail-check"
    success_message = gettext_lazy("Recorded.")

    def confirm(self, form: Any) -> None:
        """Once."""
        if not returning.handed_over([self.object], form.cleaned_data["on"]):
            raise ValidationError(_("This was recorded before."))


class DispatchNumber(DispatchPage, EditPage):
    """The registered mail number of a letter, typed or mended."""

    title = gettext_lazy("Registered mail number")
    form_class = NumberForm

    def get_initial(self) -> dict[str, Any]:
        """The number there is."""
        return {"tracking": self.object.tracking}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the letter."""
        return {**super().get_form_kwargs(), "dispatch": self.object}

    def act(self, form: Any) -> Dispatch:
        """Keep it; the history knows the former one."""
        row: Dispatch = self.object
        row.tracking = form.cleaned_data["tracking"]
        row.save(update_fields=["tracking"])
        return row

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.get_absolute_url())


class ReceiptTakeBack(ConfirmPage):
    """What a person wrote down by mistake goes; what a machine reported stays."""

    right = Right.LETTERS_SEND
    style = "danger"
    title = gettext_lazy("Take it back")
    submit_label = gettext_lazy("Take it back")
    submit_icon = "arrow-back-up"
    success_message = gettext_lazy("Taken back.")

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see, with their letters."""
        rows = Receipt.objects.select_related("dispatch__contract", "dispatch__customer")
        return without_erased(rows, self.request.rights, path="dispatch__customer")  # type: ignore[attr-defined]

    def get_question(self) -> str:
        """What it is."""
        return _("Was “%(what)s” written down by mistake?") % {"what": self.object}

    def refusals(self) -> Sequence[str | Promise]:
        """Receipts that came by machine are proof."""
        by_hand = {Receipt.Kind.RETURNED, Receipt.Kind.DELIVERED}
        if self.object.kind in by_hand and self.object.document_id is None:
            return []
        return [_("This came by itself and is part of the proof.")]

    def consequences(self) -> Sequence[str | Promise]:
        """It goes, and the history keeps it."""
        return [_("It no longer stands on the letter; the history keeps that it did, and who took it back.")]

    def confirm(self, form: Any) -> Dispatch:
        """Delete it."""
        dispatch: Dispatch = self.object.dispatch
        returning.take_back(self.object)
        return dispatch

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.dispatch.get_absolute_url())
