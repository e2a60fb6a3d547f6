from typing import Any

import django_tables2
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from config.forms.portfolio_import import ImportForm
from config.models import PortfolioImport
from config.tasks import portfolio
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb, EmptyState
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
        return ", ".join(file.name for file in record.files.all())


class ImportList(ListPage):
    """What was brought in, by whom and when."""

    queryset = PortfolioImport.objects.prefetch_related("files")
    table_class = ImportTable
    right = Right.IMPORTS_RUN
    title = gettext_lazy("Imports")

    def get_actions(self) -> list[Action]:
        return [
            Action(
                gettext_lazy("New import"), reverse("import_create"), "upload", "primary", Right.IMPORTS_RUN
            )
        ]

    def get_empty_state(self) -> EmptyState | None:
        text = gettext_lazy(
            "Bring your customers, machines and contracts from your old software: CSV or XLSX files."
        )
        return EmptyState(gettext_lazy("Nothing imported yet"), text, "upload", self.get_actions())


class ImportCreate(CreatePage):
    """Choose the files; they are checked first and nothing is written until you say so."""

    form_class = ImportForm
    right = Right.IMPORTS_RUN
    title = gettext_lazy("New import")
    submit_label = gettext_lazy("Check the files")
    submit_icon = "checks"
    success_message = ""

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(gettext_lazy("Imports"), reverse("import_list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.request.company.today()}  # type: ignore[attr-defined]

    def get_cancel_url(self) -> str:
        return reverse("import_list")

    def act(self, form: ImportForm) -> PortfolioImport:
        made = PortfolioImport.upload(form.cleaned_data["files"], form.cleaned_data["on"])
        portfolio.send(self.request.company, import_id=made.pk, trial=True)  # type: ignore[attr-defined]
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
        actions = []
        if self.object.refused:
            url = reverse("import_refused", args=[self.object.pk])
            actions.append(Action(gettext_lazy("Download refused rows"), url, "download"))
        if self.object.may_be_imported:
            url = reverse("import_run", args=[self.object.pk])
            actions.append(Action(gettext_lazy("Import now"), url, "database-import", "primary", post=True))
        return actions

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") and not self.object.runs:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.respond("config/import_waiting.html" if request.headers.get("HX-Request") else "")


class ImportRun(ImportPage):
    """Write what was checked; a double click imports once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.move(State.TRIED, State.IMPORTING):
            portfolio.send(request.company, import_id=self.object.pk, trial=False)  # type: ignore[attr-defined]
        else:
            messages.info(request, _("This import was started before."))
        return redirect("import_detail", self.object.pk)


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
