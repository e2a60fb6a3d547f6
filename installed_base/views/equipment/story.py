import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from installed_base import story
from installed_base.models import Equipment
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.spreadsheets import writing
from ui.views.export import FORMATS
from ui.views.page import ObjectPage
from ui.views.paper import table_pdf


class _Story(ObjectPage):
    """A machine's whole history to take away."""

    queryset = Equipment.objects.select_related("type", "customer", "site")
    right = Right.EQUIPMENT_VIEW
    ending: str
    content_type: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, named by the machine's number."""
        machine: Equipment = self.object
        happenings = story.story_of(machine, request.rights)  # type: ignore[attr-defined]
        name = "".join(sign for sign in machine.number if sign.isalnum() or sign in "-_") or str(machine.pk)
        return HttpResponse(
            self.content(machine, happenings),
            content_type=self.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}.{self.ending}"'},
        )

    def content(self, machine: Equipment, happenings: list[story.Happening]) -> bytes:
        """The bytes of the file."""
        raise NotImplementedError


class StoryPdf(_Story):
    """On paper."""

    ending, content_type = "pdf", "application/pdf"

    def content(self, machine: Equipment, happenings: list[story.Happening]) -> bytes:
        """A table below the machine's own data."""
        header, rows = story.table_of(happenings)
        title = _("History of %(machine)s") % {"machine": machine}
        company = acting_company()
        return table_pdf(company, title, story.told(machine, happenings), header, rows)


class StoryWorkbook(_Story):
    """As a spreadsheet."""

    ending, content_type = "xlsx", FORMATS["xlsx"]

    def content(self, machine: Equipment, happenings: list[story.Happening]) -> bytes:
        """A sheet with real dates."""
        header, rows = story.table_of(happenings)
        file = io.BytesIO()
        writing.write_xlsx(file, header, rows, title=machine.number)
        return file.getvalue()
