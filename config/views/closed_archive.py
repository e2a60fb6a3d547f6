from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from config.company_export import running
from config.views.company_export import may_fetch
from tenancy.acting import acting_for
from tenancy.members import closed_places
from tenancy.models import JobRun
from tenancy.views.signed_in import SignedInPage


class ClosedArchive(SignedInPage):
    """The last archive of a company that was closed, for thirty days, for those who could fetch it before."""

    def get(self, request: Any, slug: str) -> HttpResponseBase:
        """The file, in pieces; 404 for everybody else."""
        place = next((each for each in closed_places(request.user) if each.company.slug == slug), None)
        if place is None:
            raise Http404
        company = place.company
        with acting_for(company, source="closed"):
            runs = JobRun.objects.filter(kind=running.KIND, state=JobRun.State.DONE).exclude(result_url="")
            run = next((run for run in runs.order_by("-started_at") if may_fetch(run, place.rights)), None)
        path = running.path_of(company, run.pk) if run else ""
        if run is None or not default_storage.exists(path):
            raise Http404
        name = f"{company.slug}-{run.on.isoformat()}.zip"
        return FileResponse(
            default_storage.open(path), as_attachment=True, filename=name, content_type="application/zip"
        )
