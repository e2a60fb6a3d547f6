import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.figures import GROUPS, Figure, Grouping, figures, total
from contracts.models import ContractTemplate
from contracts.views.crumbs import list_crumb
from customers.models import LegalClass
from tenancy.models import Technician
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb
from ui.spreadsheets import writing
from ui.views import Page
from ui.views.export import FORMATS
from ui.views.paper import table_pdf


class Figures(Page):
    """Running contracts by template, town, technician, month of the end or kind of customer (``?by=town``)."""

    right = Right.CONTRACTS_VIEW
    title = gettext_lazy("Contracts in figures")
    template_name = "contracts/figures.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page or the file."""
        if wanted := request.GET.get("export"):
            return self.export(wanted)
        rows = [(self.name_of(row), row, self.address_of(row)) for row in self.rows]
        return self.respond(rows=rows, total=total(self.rows), grouping=self.grouping, groups=GROUPS.values(),
                            on=self.on, sees_fees=self.may(Right.FEES_VIEW))  # fmt: skip

    @property
    def on(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined, no-any-return]

    @property
    def grouping(self) -> Grouping:
        """The one asked for, else by template."""
        return GROUPS.get(self.request.GET.get("by", ""), GROUPS["template"])

    @cached_property
    def rows(self) -> list[Figure]:
        """The groups."""
        return figures(self.grouping, self.on)

    @cached_property
    def _keys(self) -> dict[str, int]:
        """The row each name of a group stands for, where the list of contracts can be narrowed to it."""
        model = {"template": ContractTemplate, "technician": Technician}.get(self.grouping.name)
        return dict(model.objects.values_list("name", "pk")) if model else {}  # type: ignore[attr-defined]

    def name_of(self, row: Figure) -> str:
        """The group in words."""
        if row.key in ("", None):
            return _("Without")
        if self.grouping.name == "month":
            return formats.year_month(row.key)
        return str(LegalClass(row.key).label) if self.grouping.name == "class" else str(row.key)

    def address_of(self, row: Figure) -> str:
        """The contracts behind a group, where the list can show exactly them."""
        if self.grouping.name == "month":
            return f"{reverse('contracts:expiring_contracts')}?month={row.key:%Y-%m}"
        key = self._keys.get(str(row.key))
        return f"{reverse('contracts:list')}?{self.grouping.name}={key}&state=active" if key else ""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """The files."""
        address = f"{self.request.path}?by={self.grouping.name}&export="
        return [
            Action(_("Excel (XLSX)"), address + "xlsx", "file-spreadsheet", right=Right.EXPORTS_RUN),
            Action(_("Text (CSV)"), address + "csv", "file-text", right=Right.EXPORTS_RUN),
            Action(_("Paper (PDF)"), address + "pdf", "printer", right=Right.EXPORTS_RUN),
        ]

    def export(self, wanted: str) -> HttpResponse:
        """The table as a file, without amounts for those who may not see them."""
        if not self.may(Right.EXPORTS_RUN):
            raise PermissionDenied
        if wanted not in FORMATS:
            raise BadRequest("No such export format.")
        header, title = self._header(), f"{self.get_title()} – {self.grouping.label}"
        if wanted == "pdf":
            company: Any = getattr(self.request, "company", None)
            content = table_pdf(company, title, [formats.day(self.on)], header, list(self._cells()))
        else:
            file = io.BytesIO()
            if wanted == "csv":
                writing.write_csv(file, header, self._cells(), writing.Dialect(encoding="utf-8"))
            else:
                writing.write_xlsx(file, header, self._cells(), title=str(self.grouping.label))
            content = file.getvalue()
        name = f"contracts-by-{self.grouping.name}-{self.on.isoformat()}.{wanted}"
        return HttpResponse(
            content,
            content_type=FORMATS[wanted],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _header(self) -> list[str]:
        fees = [_("Yearly fees, net"), _("Due, not billed")] if self.may(Right.FEES_VIEW) else []
        return [str(self.grouping.label), _("Running contracts"), *fees, _("Visits owed"), _("Late visits")]

    def _cells(self) -> Iterator[list[Any]]:
        for name, row in [*((self.name_of(row), row) for row in self.rows), (_("All"), total(self.rows))]:
            fees = [row.fees, row.due] if self.may(Right.FEES_VIEW) else []
            yield [name, row.contracts, *fees, row.owed, row.late]
