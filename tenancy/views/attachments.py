from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenancy import attachments, subjects
from tenancy.bulk_files import DownloadFiles, RemoveFiles, RestoreFiles
from tenancy.filters import AttachmentFilter
from tenancy.forms.attachment import AddFilesForm, AttachmentForm
from tenancy.models import Attachment
from tenancy.permissions import Right
from tenancy.tables import AttachmentTable
from ui.actions import Action, Crumb, EmptyState
from ui.views import ConfirmPage, EditPage, FormPage, ListPage
from ui.views.page import ObjectPage


class _OnSomething:
    """A page about the files on one thing; whoever may not see the thing may not see its files."""

    kwargs: dict[str, Any]
    right: str
    may: Callable[[str], bool]

    def authorise(self) -> None:
        """The page's own right, and those to see the thing."""
        if not self.may(self.right):
            raise PermissionDenied
        _subject = self.subject
        super().authorise()  # type: ignore[misc]

    @cached_property
    def subject(self) -> Model:
        """The customer, machine or contract of the address, or 404."""
        holder = attachments.holder(self.kwargs["kind"])
        found = holder.find(self.kwargs["subject_id"]) if holder else None
        if found is None or holder is None:
            raise Http404
        _ask(self, holder.kind)
        return found

    @property
    def card_url(self) -> str:
        """The thing's own card, open at its files."""
        return subjects.address(self.kwargs["kind"], self.kwargs["subject_id"]) + "?tab=documents"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [Crumb(str(self.subject), self.card_url)]


def _ask(page: Any, kind: str) -> None:
    holder = attachments.holder(kind)
    if holder is None or not all(page.may(right) for right in holder.rights):
        raise PermissionDenied


class AttachmentList(_OnSomething, ListPage):
    """The photos and documents on one thing."""

    model = Attachment
    table_class = AttachmentTable
    filterset_class = AttachmentFilter
    right = Right.FILES_VIEW
    title = gettext_lazy("Photos and documents")
    export_name = "documents"
    bulk_actions = (DownloadFiles, RemoveFiles, RestoreFiles)

    def get_queryset(self) -> QuerySet[Attachment]:
        """Those on the thing of the address."""
        rows = Attachment.objects.of(self.kwargs["kind"], self.kwargs["subject_id"])
        return rows.select_related("added_by", "removed_by")

    def get_actions(self) -> list[Action]:
        """More of them."""
        address = reverse("attachments:create", args=[self.kwargs["kind"], self.kwargs["subject_id"]])
        return [Action(_("Add files"), address, "paperclip", "primary", Right.FILES_EDIT)]

    def get_empty_state(self) -> EmptyState:
        """What goes here."""
        return EmptyState(
            _("No file yet"),
            _("Photos of the plate, manuals, declarations, signed papers: keep them where they belong."),
            "paperclip",
            self.get_actions(),
        )


class AttachmentCreate(_OnSomething, FormPage):
    """Puts files on something."""

    form_class = AddFilesForm
    right = Right.FILES_EDIT
    title = gettext_lazy("Add files")
    submit_label = gettext_lazy("Add")
    submit_icon = "upload"

    def act(self, form: Any) -> list[Attachment]:
        """Keep them."""
        given = form.cleaned_data
        return attachments.attach(
            self.kwargs["kind"], self.kwargs["subject_id"], given["files"], given["note"]
        )

    def get_success_message(self, made: list[Attachment]) -> str:
        """How many."""
        return ngettext("%(count)s file added.", "%(count)s files added.", len(made)) % {"count": len(made)}

    def get_success_url(self, made: Any) -> str:
        """Back to the card."""
        return self.card_url

    def get_cancel_url(self) -> str:
        """Back to the card."""
        return self.card_url


class _OfAttachment:
    """A page about one file."""

    object: Attachment

    def find(self, rows: QuerySet[Attachment]) -> Attachment:
        """The file, if the thing it is on may be seen."""
        found: Attachment = super().find(rows)  # type: ignore[misc]
        _ask(self, found.subject_kind)
        return found

    @property
    def card_url(self) -> str:
        """The card of what it is on."""
        return subjects.address(self.object.subject_kind, self.object.subject_id) + "?tab=documents"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [Crumb(_("Photos and documents"), self.card_url)]

    def get_success_url(self, made: Any) -> str:
        """Back to the card."""
        return self.card_url

    def get_cancel_url(self) -> str:
        """Back to the card."""
        return self.card_url


class AttachmentFile(_OfAttachment, ObjectPage):
    """The file itself: a picture is shown, anything else is saved. ``?small`` gives a picture's small copy."""

    model = Attachment
    right = Right.FILES_VIEW
    http_method_names = ["get", "head"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Its bytes, of the type they were found to be, and nothing a browser would run."""
        row: Attachment = self.object
        stored = row.thumbnail if "small" in request.GET and row.thumbnail else row.file
        try:
            with stored.open("rb") as file:
                content = file.read()
        except FileNotFoundError as gone:
            raise Http404 from gone
        response = HttpResponse(content, content_type=row.content_type)
        response["Content-Disposition"] = (
            content_disposition_header(not row.is_photo, row.name) or "attachment"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, max-age=600"
        return response


class AttachmentEdit(_OfAttachment, EditPage):
    """A file's name and note."""

    model = Attachment
    form_class = AttachmentForm
    right = Right.FILES_EDIT


class AttachmentRemove(_OfAttachment, ConfirmPage):
    """Puts a file into the trash."""

    model = Attachment
    right = Right.FILES_EDIT
    title = gettext_lazy("Remove a file")
    submit_label = gettext_lazy("Remove")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("The file was removed.")

    def get_question(self) -> str:
        """Which."""
        return _("Remove “%(name)s”?") % {"name": self.object}

    def consequences(self) -> list[str]:
        """What happens."""
        return [
            _("It no longer shows, and can be brought back for %(days)s days: filter the files by “Removed”.")
            % {"days": attachments.KEPT_DAYS},
            _("After that the night deletes it for good."),
        ]

    def refusals(self) -> list[str]:
        """Once is enough."""
        return [_("It was removed already.")] if self.object.removed_at else []

    def confirm(self, form: Any) -> None:
        """Remove it."""
        self.object.remove()


class AttachmentRestore(_OfAttachment, ConfirmPage):
    """Brings a removed file back."""

    model = Attachment
    right = Right.FILES_EDIT
    title = gettext_lazy("Bring a file back")
    submit_label = gettext_lazy("Bring back")
    submit_icon = "restore"
    success_message = gettext_lazy("The file is back.")

    def get_question(self) -> str:
        """Which."""
        return _("Bring “%(name)s” back?") % {"name": self.object}

    def refusals(self) -> list[str]:
        """Only what was removed."""
        return [] if self.object.removed_at else [_("It was not removed.")]

    def confirm(self, form: Any) -> None:
        """Bring it back."""
        self.object.restore()
