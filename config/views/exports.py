from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from config import exporting
from tenancy.acting import acting_company
from tenancy.models import JobRun
from tenancy.permissions import Right
from ui.views.export import FORMATS
from ui.views.page import ObjectPage


class ExportFile(ObjectPage):
    """The file of a long export; only whoever asked for it gets it, as it shows what she may see."""

    right = Right.EXPORTS_RUN

    def get_queryset(self) -> QuerySet[Any]:
        return JobRun.objects.filter(kind=exporting.KIND, started_by=self.request.user.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = self.kwargs["wanted"]
        path = exporting.path_of(acting_company(), self.object.pk, wanted)
        if wanted not in FORMATS or not default_storage.exists(path):
            raise Http404
        name = f"export-{self.object.pk}.{wanted}"
        return FileResponse(
            default_storage.open(path), as_attachment=True, filename=name, content_type=FORMATS[wanted]
        )
