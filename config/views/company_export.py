from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.company_export import running
from config.purging import KEPT_DAYS
from tenancy.acting import acting_company
from tenancy.models import JobRun
from tenancy.permissions import Right
from tenancy.views.settings import settings_crumb
from ui.actions import Crumb
from ui.views import FormPage, ObjectPage

SHOWN = 20


class CompanyExport(FormPage):
    """Everything the company has, as one archive: start one, fetch those that are kept."""

    form_class = Form
    right = Right.COMPANY_EXPORT
    title = _("Take everything away")
    submit_label = _("Write the archive")
    submit_icon = "file-zip"
    success_message = ""
    template_name = "config/company_export.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [settings_crumb()]

    def act(self, form: Any) -> HttpResponse:
        """Start the job and lead to its progress."""
        if not self.may(Right.FEES_VIEW):
            raise PermissionDenied
        request: Any = self.request
        run = running.start(request.membership, get_language() or request.company.language)
        return redirect("jobs:detail", run.pk) if self.may(Right.JOBS_VIEW) else redirect("company_export")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the archives there are."""
        runs = JobRun.objects.filter(kind=running.KIND).select_related("started_by")
        return super().get_context_data(
            runs=[(run, self._may_fetch(run)) for run in runs[:SHOWN]],
            kept_days=KEPT_DAYS,
            may_start=self.may(Right.FEES_VIEW),
            leaves_private_out=not self.may(Right.PRIVATE_NOTES),
            shows_jobs=self.may(Right.JOBS_VIEW),
            **extra,
        )

    def get_cancel_url(self) -> str:
        """Back to the settings."""
        return reverse("settings:index")

    def _may_fetch(self, run: JobRun) -> bool:
        rights: Any = self.request.rights  # type: ignore[attr-defined]
        return bool(run.result_url) and may_fetch(run, rights)


class CompanyExportFile(ObjectPage):
    """One archive, for those who may see all that is in it."""

    right = Right.COMPANY_EXPORT

    def get_queryset(self) -> QuerySet[Any]:
        """Those that are written and still kept."""
        return JobRun.objects.filter(kind=running.KIND).exclude(result_url="")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, in pieces."""
        run: JobRun = self.object
        if not may_fetch(run, request.rights):  # type: ignore[attr-defined]
            raise PermissionDenied
        company = acting_company()
        path = running.path_of(company, run.pk)
        if not default_storage.exists(path):
            raise Http404
        name = f"{company.slug}-{run.on.isoformat()}.zip"
        return FileResponse(
            default_storage.open(path), as_attachment=True, filename=name, content_type="application/zip"
        )


def may_fetch(run: JobRun, rights: Any) -> bool:
    """Whether somebody with these rights may see everything an archive holds."""
    needed = {*running.NEEDED, *({Right.PRIVATE_NOTES} if running.holds_private_notes(run) else set())}
    return needed <= set(rights)
