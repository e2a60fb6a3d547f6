from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from ui import clashes
from ui.views.guard import EditGuard
from ui.views.page import ObjectPage, Page


class FormPage(Page):
    """A page with one form: GET shows it, POST validates, calls one verb and leads on.

    Declare ``form_class``, ``right``, ``title``; override ``act`` (the verb) and ``get_success_url``. A
    ValidationError raised by the verb is shown in the form and nothing is written; so is what the database refuses
    because somebody else was quicker.
    """

    form_class: type[forms.BaseForm]
    template_name = "ui/form.html"
    submit_label: str | Promise = _("Save")
    submit_icon = "device-floppy"
    success_message: str | Promise = _("Saved.")
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form to fill in."""
        return self.respond()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with its errors and everything that was typed."""
        form = self.form
        if not form.is_valid():
            return self.respond()
        try:
            with transaction.atomic():
                made = self.act(form)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
            return self.respond()
        except IntegrityError as clash:
            told = clashes.of_two_at_once(clash)
            if not told:
                raise
            form.add_error(None, told)
            return self.respond()
        if isinstance(made, HttpResponse):
            return made
        if message := self.get_success_message(made):
            messages.success(request, str(message))
        return redirect(self.get_success_url(made))

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the form is made with."""
        kwargs: dict[str, Any] = {"initial": self.get_initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        return kwargs

    def get_initial(self) -> dict[str, Any]:
        """Values already filled in; by default those named in the address (``?customer=42``)."""
        fields: dict[str, forms.Field] = getattr(self.form_class, "base_fields", {})
        return {name: value for name, value in self.request.GET.items() if name in fields}

    @cached_property
    def form(self) -> forms.BaseForm:
        """The form, bound on POST."""
        return self.form_class(**self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        """The verb: takes the valid form, gives the row (or a response). Override for anything but a plain save."""
        return form.save()

    def get_success_message(self, made: Any) -> str | Promise:
        """What to say afterwards; empty says nothing."""
        return self.success_message

    def get_success_url(self, made: Any) -> str:
        """Where to go afterwards: the row's own page."""
        return str(made.get_absolute_url())

    def get_cancel_url(self) -> str:
        """Where the cancel link leads; empty shows none."""
        return ""

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the form."""
        return super().get_context_data(form=self.form, cancel_url=self.get_cancel_url(), **extra)


class CreatePage(FormPage):
    """A form that makes a row."""

    submit_label: str | Promise = _("Create")
    submit_icon = "plus"


class EditPage(FormPage, ObjectPage):
    """A form that changes a row.

    When somebody else changed the row since the form was opened, the second one to save is told what changed; what
    she typed stays, and the rest shows the new values.
    """

    def find(self, rows: QuerySet[Any]) -> Any:
        """The row, locked while a POST compares and writes."""
        if self.request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        return super().find(rows)

    def get_initial(self) -> dict[str, Any]:
        """The row's values stand for themselves."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the row to forms of models."""
        kwargs = super().get_form_kwargs()
        if issubclass(self.form_class, forms.BaseModelForm):
            kwargs["instance"] = self.object
        return kwargs

    @cached_property
    def guard(self) -> EditGuard:
        """What the person had before her when she began to type."""
        return EditGuard(self.form, self.request.POST)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, unless the row changed underneath."""
        if self.guard.changes:
            self.guard.take_over()
            return self.respond()
        return super().post(request, *args, **kwargs)

    def get_cancel_url(self) -> str:
        """Back to the row's own page."""
        row: models.Model = self.object
        return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the guard."""
        return super().get_context_data(guard=self.guard, **extra)
