from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import undoing
from config.models import ImportUndo, PortfolioImport
from config.tasks import portfolio
from config.views.imports import ImportPage
from tenancy.acting import acting
from ui.actions import Crumb

State = PortfolioImport.State


class ImportUndoPage(ImportPage):
    """What would go and what would stay if the import were taken back; the button takes it back."""

    template_name = "config/import_undo.html"
    title = gettext_lazy("Undo this import")
    http_method_names = ["get", "head", "options", "post"]

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            *super().get_breadcrumbs(),
            Crumb(str(self.object), reverse("import_detail", args=[self.object.pk])),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.may_be_undone:
            return redirect("import_detail", self.object.pk)
        ticked = request.GET.getlist("tick")
        return self.respond(outcome=undoing.preview(self.object, ticked), ticked=ticked)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave it to a worker; a double click, or two people at once, undo it once."""
        job = self.object
        if job.may_be_undone and job.move(State.IMPORTED, State.UNDOING, run=None, problem=""):
            ImportUndo.objects.create(owner=job, asked_by=acting().actor, ticked=request.POST.getlist("tick"))
            portfolio.send(request.company, import_id=job.pk)  # type: ignore[attr-defined]
        else:
            messages.info(request, _("This import is being undone already, or was before."))
        return redirect("import_detail", job.pk)
