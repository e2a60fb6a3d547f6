from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from config.forms.import_columns import SheetForm
from config.models import ColumnMapping, PortfolioImport
from config.sheets import Found
from config.tasks import portfolio
from config.views.imports import ImportPage
from ui.actions import Crumb

State = PortfolioImport.State


class ImportColumns(ImportPage):
    """The columns of each file with some of their values: what was recognised, and what the person makes of it."""

    template_name = "config/import_columns.html"
    http_method_names = ["get", "head", "options", "post"]

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            *super().get_breadcrumbs(),
            Crumb(str(self.object), reverse("import_detail", args=[self.object.pk])),
        ]

    def get_title(self) -> str:
        return _("Which column is what?")

    @cached_property
    def forms(self) -> list[SheetForm]:
        """A form for each sheet; ``?s0-noun=`` shows one as another noun."""
        data = self.request.POST if self.request.method == "POST" else None
        return [
            SheetForm(data, sheet=sheet, noun=self.request.GET.get(f"s{place}-noun"), prefix=f"s{place}")
            for place, sheet in enumerate(self.object.sheets)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.may_be_settled:
            return redirect("import_detail", self.object.pk)
        return self.respond(forms=self.forms)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was chosen, remember it for the next file with these headers, and check the rows."""
        nothing = False
        # each is asked, so that every form shows its errors
        wrong = [form for form in self.forms if not form.is_valid()]
        if not wrong:
            sheets = [form.settled() for form in self.forms]
            nothing = not any(sheet["noun"] for sheet in sheets)
            if not nothing:
                return self._settle(sheets)
        return self.respond(status=422, forms=self.forms, nothing=nothing)

    def _settle(self, sheets: list[dict[str, Any]]) -> HttpResponse:
        job = self.object
        moved = any(
            job.move(state, State.TRYING, sheets=sheets, run=None) for state in (State.MAPPING, State.TRIED)
        )
        if not moved:
            messages.info(self.request, _("This import went on meanwhile; its columns stay as they were."))
            return redirect("import_detail", job.pk)
        for sheet in sheets:
            found = Found(sheet["name"], sheet["sheet"], sheet["headers"], [])
            ColumnMapping.remember(found.fingerprint, sheet["noun"], sheet["headers"], sheet["columns"])
        portfolio.send(self.request.company, import_id=job.pk)  # type: ignore[attr-defined]
        return redirect("import_detail", job.pk)
