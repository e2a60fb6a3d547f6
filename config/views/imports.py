from typing import Any

import django_tables2
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from config.forms.portfolio_import import ImportForm
from config.importing import progress_key
from config.models import PortfolioImport
from config.nouns import NOUNS
from config.offering import offers, stopped
from config.tasks import portfolio
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb, EmptyState
from ui.spreadsheets.columns import Noun
from ui.spreadsheets.limits import Limits
from ui.spreadsheets.writing import Dialect, csv_pieces
from ui.views import CreatePage, ListPage
from ui.views.page import ObjectPage

State = PortfolioImport.State


class ImportTable(tables.BaseTable):
    """Imports, the latest first."""

    created_at = tables.MomentColumn()
    files = tables.LinkColumn(
        "import_detail", verbose_name=gettext_lazy("Files"), accessor="pk", orderable=False
    )
    on = tables.DateColumn()
    state = tables.BadgeColumn()
    created = django_tables2.Column(verbose_name=gettext_lazy("Rows"), orderable=False)
    refused = django_tables2.Column(verbose_name=gettext_lazy("Refused"), orderable=False)

    class Meta:
        order_by = "-created_at"

    def render_files(self, record: PortfolioImport) -> str:
        """The names of the files."""
        return record.names


class ImportList(ListPage):
    """What was brought in, by whom and when."""

    queryset = PortfolioImport.objects.prefetch_related("files")
    table_class = ImportTable
    right = Right.IMPORTS_RUN
    title = gettext_lazy("Imports")

    def get_actions(self) -> list[Action]:
        return [
            Action(gettext_lazy("Remembered columns"), reverse("import_mappings"), "columns-3"),
            Action(
                gettext_lazy("New import"), reverse("import_create"), "upload", "primary", Right.IMPORTS_RUN
            ),
        ]

    def get_empty_state(self) -> EmptyState | None:
        text = gettext_lazy(
            "Bring your customers, machines and contracts from your old software: CSV or XLSX files."
        )
        return EmptyState(gettext_lazy("Nothing imported yet"), text, "upload", self.get_actions()[1:])


class ImportCreate(CreatePage):
    """Choose the files; their columns are settled and their rows checked before anything is written."""

    form_class = ImportForm
    right = Right.IMPORTS_RUN
    title = gettext_lazy("New import")
    submit_label = gettext_lazy("Upload the files")
    submit_icon = "upload"
    success_message = ""
    template_name = "config/import_create.html"

    @cached_property
    def noun(self) -> Noun | None:
        """The noun the page was opened for: ``?noun=sites``; None for anything."""
        return next((noun for noun in NOUNS if noun.name == self.request.GET.get("noun")), None)

    def get_title(self) -> str | Promise:
        """Says what is imported, when that is one noun."""
        if self.noun is None:
            return self.title
        return _("Import: %(noun)s") % {"noun": self.noun.label}

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(gettext_lazy("Imports"), reverse("import_list"))]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the nouns, for the examples."""
        return super().get_context_data(
            nouns=[self.noun] if self.noun else NOUNS, noun=self.noun, most=Limits.of_settings(), **extra
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.request.company.today()}  # type: ignore[attr-defined]

    def get_cancel_url(self) -> str:
        return reverse("import_list")

    def act(self, form: ImportForm) -> PortfolioImport:
        noun = self.noun.name if self.noun else ""
        made = PortfolioImport.upload(form.cleaned_data["files"], form.cleaned_data["on"], noun)
        portfolio.send(self.request.company, import_id=made.pk)  # type: ignore[attr-defined]
        return made

    def get_success_url(self, made: PortfolioImport) -> str:
        return reverse("import_detail", args=[made.pk])


class ImportPage(ObjectPage):
    """Of one import."""

    queryset = PortfolioImport.objects.select_related("run", "started_by").prefetch_related("files")
    right = Right.IMPORTS_RUN

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(gettext_lazy("Imports"), reverse("import_list"))]


class ImportDetail(ImportPage):
    """What the check found, or what the import did; while a worker is at it the page asks again."""

    template_name = "config/import_detail.html"

    def get_actions(self) -> list[Action]:
        job = self.object
        actions = []
        if job.refused:
            url = reverse("import_refused", args=[job.pk])
            actions.append(Action(gettext_lazy("Download refused rows"), url, "download"))
        if job.may_be_settled:
            actions.append(
                Action(gettext_lazy("Columns"), reverse("import_columns", args=[job.pk]), "columns-3")
            )
        if job.may_be_imported:
            url = reverse("import_run", args=[job.pk])
            actions.append(Action(gettext_lazy("Import now"), url, "database-import", "primary", post=True))
        if job.may_be_undone:
            url = reverse("import_undo", args=[job.pk])
            actions.append(Action(gettext_lazy("Undo this import"), url, "arrow-back-up", "danger"))
        return actions

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.object
        if request.headers.get("HX-Request") and not job.runs:
            return HttpResponse(headers={"HX-Refresh": "true"})
        if job.state == State.MAPPING:
            return redirect("import_columns", job.pk)
        return self.respond("config/import_waiting.html" if request.headers.get("HX-Request") else "")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds how far a step is, and what known rows may take."""
        job = self.object
        far = cache.get(progress_key(self.request.company, job)) if job.runs else None  # type: ignore[attr-defined]
        return super().get_context_data(
            far=far,
            percent=100 * far[1] // far[2] if far and far[2] else 0,
            stopped=stopped(job),
            offers=offers(job),
            undone=job.undos.select_related("asked_by").first() if job.state == State.UNDONE else None,
            **extra,
        )


class ImportRun(ImportPage):
    """Write what was checked; a double click imports once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.move(State.TRIED, State.IMPORTING, run=None):
            portfolio.send(request.company, import_id=self.object.pk)  # type: ignore[attr-defined]
        else:
            messages.info(request, _("This import was started before."))
        return redirect("import_detail", self.object.pk)


class ImportUpdate(ImportPage):
    """Choose which columns known rows take from the files; what comes of it is checked again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.object
        wanted = set(request.POST.getlist("update"))
        update = {
            offer.noun: [
                choice.name
                for choice in offer.choices
                if choice.may and f"{offer.noun}:{choice.name}" in wanted
            ]
            for offer in offers(job)
        }
        update = {noun: columns for noun, columns in update.items() if columns}
        if job.move(State.TRIED, State.TRYING, update=update, run=None):
            portfolio.send(request.company, import_id=job.pk)  # type: ignore[attr-defined]
        else:
            messages.info(request, _("This import went on meanwhile; nothing was changed."))
        return redirect("import_detail", job.pk)


class ImportRestart(ImportPage):
    """Go on after a worker was killed: nothing of its step was written."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.object
        if stopped(job) and job.move(job.state, job.state, run=None):
            portfolio.send(request.company, import_id=job.pk)  # type: ignore[attr-defined]
        return redirect("import_detail", job.pk)


class ImportRefused(ImportPage):
    """The refused rows as a spreadsheet: what to mend, and where."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"import-{self.object.pk}-refused.csv"
        headers = [_("File"), _("Line"), _("Reference"), _("Column"), _("Value"), _("Reason")]
        rows = (
            (file["file"], row["line"], row["reference"], row["column"], row["value"], _(row["reason"]))
            for file in self.object.report.get("files", [])
            for row in file["refused"]
        )
        return HttpResponse(
            b"".join(csv_pieces(headers, rows, Dialect.of_language(get_language() or "en"))),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
