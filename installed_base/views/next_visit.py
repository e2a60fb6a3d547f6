from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.forms import DropForm, NextVisitForm, PostponeForm
from installed_base.models import Equipment, NextVisitNote
from installed_base.views.equipment.crumbs import card_crumbs
from tenancy.acting import acting, acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, CreatePage, EditPage


class NoteCreate(CreatePage):
    """Something to do at a machine's next visit."""

    form_class = NextVisitForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Note for the next visit")

    @cached_property
    def machine(self) -> Equipment:
        """The machine of the address, or 404."""
        found = Equipment.objects.select_related("type").filter(pk=self.kwargs["machine_pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return card_crumbs(self.machine)

    def act(self, form: Any) -> NextVisitNote:
        """Ask for it."""
        note: NextVisitNote = form.save(commit=False)
        note.machine, note.asked_on, note.asked_by = self.machine, acting_company().today(), acting().actor
        note.save()
        return note

    def get_success_url(self, made: Any) -> str:
        """Back to the card."""
        return self.machine.get_absolute_url()

    def get_cancel_url(self) -> str:
        """Back to the card."""
        return self.machine.get_absolute_url()


class _OfNote:
    """A page about one note."""

    queryset: Any = NextVisitNote.objects.select_related("machine__type")
    right: str = Right.EQUIPMENT_EDIT
    object: Any

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the machine's card."""
        return card_crumbs(self.object.machine)

    def get_success_url(self, made: Any) -> str:
        """Back to the card."""
        return reverse("equipment:detail", args=[self.object.machine_id])

    def get_cancel_url(self) -> str:
        """Back to the card."""
        return reverse("equipment:detail", args=[self.object.machine_id])


class NoteEdit(_OfNote, EditPage):
    """The words of a note."""

    form_class = NextVisitForm
    title = gettext_lazy("Note for the next visit")


class _SettleNote(_OfNote, ConfirmPage):
    """Settles an open note."""

    def get_question(self) -> str:
        """The note itself."""
        return f"{self.question} “{self.object.text}”"

    def refusals(self) -> list[str]:
        """Once is enough."""
        open_still = self.object.state == NextVisitNote.State.OPEN
        return [] if open_still else [_("This note was settled already.")]


class NoteDone(_SettleNote):
    """It was done."""

    title = gettext_lazy("Done")
    question = gettext_lazy("Was this done?")
    submit_label = gettext_lazy("Done")

    def confirm(self, form: Any) -> None:
        """Keep that it was."""
        self.object.done(acting_company().today())


class NotePostpone(_SettleNote):
    """Not yet."""

    form_class = PostponeForm
    title = gettext_lazy("Put off")
    question = gettext_lazy("Until when is this put off?")
    submit_label = gettext_lazy("Put off")
    submit_icon = "clock-pause"

    def confirm(self, form: Any) -> None:
        """Put it off."""
        self.object.postpone(form.cleaned_data["until"], form.cleaned_data["reason"])


class NoteDrop(_SettleNote):
    """No longer needed."""

    form_class = DropForm
    title = gettext_lazy("Drop")
    question = gettext_lazy("Is this no longer needed?")
    submit_label = gettext_lazy("Drop")
    submit_icon = "x"

    def confirm(self, form: Any) -> None:
        """Drop it."""
        self.object.drop(acting_company().today(), form.cleaned_data["reason"])


class NoteReopen(_OfNote, ConfirmPage):
    """To be done after all."""

    title = gettext_lazy("Open again")
    question = gettext_lazy("Is this to be done after all?")
    submit_label = gettext_lazy("Open again")
    submit_icon = "arrow-back-up"

    def get_question(self) -> str:
        """The note itself."""
        return f"{self.question} “{self.object.text}”"

    def refusals(self) -> list[str]:
        """Only what was settled or put off."""
        note: NextVisitNote = self.object
        waits = note.state == NextVisitNote.State.OPEN and note.not_before is None
        return [_("This note is open.")] if waits else []

    def confirm(self, form: Any) -> None:
        """Open it."""
        self.object.reopen()
