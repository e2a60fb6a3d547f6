import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models.functions import Collate
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts import register
from contracts.badges import NOTICE_BADGES, STATE_BADGES
from contracts.dates.notice import NoticeStatus
from contracts.models import Contract, State
from contracts.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb
from ui.badges import Badge
from ui.spreadsheets import writing
from ui.views import Page
from ui.views.export import SPREADSHEETS

PAGE_SIZE = 100
FEE_COLUMNS = ("annual_fee", "net_due")
NO_NOTICE = Badge("secondary", "minus", _("Not required"))


class RegisterTable(tables.BaseTable):
    """The register's columns as people read them; the files have all of them."""

    number = tables.Column(verbose_name=_("Number"), orderable=False)
    state = tables.BadgeColumn(
        badge=lambda row: STATE_BADGES[State(row.state)], orderable=False, verbose_name=_("State")
    )
    term = tables.NumberColumn(verbose_name=_("Term"), orderable=False)
    term_from = tables.DateColumn(verbose_name=_("From"), orderable=False)
    term_to = tables.DateColumn(verbose_name=_("To"), orderable=False)
    annual_fee = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=_("Yearly fee"), orderable=False)
    refuse_by = tables.DateColumn(priority=2, verbose_name=_("Refuse by"), orderable=False)
    notice_closes = tables.DateColumn(priority=2, verbose_name=_("Notice until"), orderable=False)
    notice = tables.BadgeColumn(
        badge=lambda row: NOTICE_BADGES.get(NoticeStatus(row.notice), NO_NOTICE),
        orderable=False,
        verbose_name=_("Notice"),
    )
    periods_due = tables.NumberColumn(priority=3, verbose_name=_("Due"), orderable=False)
    net_due = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=_("Net due"), orderable=False)
    visits_owed = tables.NumberColumn(priority=2, verbose_name=_("Visits"), orderable=False)
    visits_late = tables.NumberColumn(priority=2, verbose_name=_("Late"), orderable=False)


class Register(Page):
    """All signed contracts as they stand on a day (``?on=2027-03-01``); today without one."""

    right = Right.CONTRACTS_VIEW
    title = _("Register")
    template_name = "contracts/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page or the file."""
        if wanted := request.GET.get("export"):
            return self.export(wanted)
        return self.respond()

    @cached_property
    def on(self) -> date:
        """The day asked for; a day that does not exist is today."""
        try:
            asked = parse_date(self.request.GET.get("on", ""))
        except ValueError:
            asked = None
        return asked or self.request.company.today()  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[str]:
        """The columns this person may see."""
        sees_fees = self.may(Right.FEES_VIEW)
        return [name for name in register.COLUMNS if sees_fees or name not in FEE_COLUMNS]

    def export(self, wanted: str) -> HttpResponse:
        """The register as CSV (ISO days, points, as the command writes it) or XLSX."""
        if not self.may(Right.EXPORTS_RUN):
            raise PermissionDenied
        if wanted not in SPREADSHEETS:
            raise BadRequest("No such export format.")
        content = self._csv() if wanted == "csv" else self._xlsx()
        name = f"register-{self.on.isoformat()}.{wanted}"
        return HttpResponse(
            content,
            content_type=SPREADSHEETS[wanted],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """The files."""
        address = f"{self.request.path}?on={self.on.isoformat()}&export="
        return [
            Action(_("Excel (XLSX)"), address + "xlsx", "file-spreadsheet", right=Right.EXPORTS_RUN),
            Action(_("Text (CSV)"), address + "csv", "file-text", right=Right.EXPORTS_RUN),
        ]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the rows of the page asked for; only theirs are computed."""
        keys = Contract.objects.signed().order_by(Collate("number", "C")).values_list("pk", flat=True)
        page = Paginator(keys, PAGE_SIZE).get_page(self.request.GET.get("page"))
        rows = list(register.rows(self.on, only=list(page.object_list)))
        hidden = tuple(name for name in FEE_COLUMNS if name not in self.columns)
        table = RegisterTable(rows, exclude=hidden)
        table.request = self.request  # given at once, it would cut the rows into pages once more
        return super().get_context_data(on=self.on, table=table, shown=page, **extra)

    def _csv(self) -> bytes:
        out = io.BytesIO()
        writing.write_csv(out, self.columns, self._cells(), writing.Dialect(encoding="utf-8"))
        return out.getvalue()

    def _xlsx(self) -> bytes:
        out = io.BytesIO()
        writing.write_xlsx(out, self.columns, self._cells(), title=str(self.get_title()))
        return out.getvalue()

    def _cells(self) -> Iterator[list[Any]]:
        for row in register.rows(self.on):
            found = row.as_dict()
            yield [found[name] for name in self.columns]
