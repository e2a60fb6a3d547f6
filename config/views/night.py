import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config import night_words, nightly
from config.tasks import night
from config.templatetags.night import shown
from tenancy.night import Told
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb
from ui.spreadsheets import writing
from ui.views import Page
from ui.views.export import SPREADSHEETS

REACH = 400  # days ahead that can be asked
SHOWN = 500
ABOUT_CONTRACTS = ("term", "starts_on", "ends_on", "annual_fee", "ended_on", "reason", "refuse_by", "closes")


class NightPreview(Page):
    """What the job of tonight, or of a night to come (``?on=2027-03-04``), would do, row by row.

    Everything is computed for real and rolled back. ``?what=renewed`` keeps one kind of row.
    """

    right = Right.JOBS_VIEW
    template_name = "config/night_preview.html"

    @cached_property
    def on(self) -> date:
        """The day asked for, within reach; else today."""
        today: date = self.request.company.today()  # type: ignore[attr-defined]
        try:
            asked = parse_date(self.request.GET.get("on", ""))
        except ValueError:
            asked = None
        return max(today, min(asked or today, today + timedelta(days=REACH)))

    @property
    def is_tonight(self) -> bool:
        """Whether the night shown is the one that may be run now."""
        return self.on == self.request.company.today()  # type: ignore[attr-defined, no-any-return]

    def get_title(self) -> str:
        """Which night."""
        if self.is_tonight:
            return _("Tonight, previewed")
        return _("The night of %(day)s, previewed") % {"day": formats.day(self.on)}

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Today"), reverse("today"))]

    def get_actions(self) -> list[Action]:
        """The files; tonight's job can be run at once."""
        address = f"{self.request.path}?on={self.on.isoformat()}&export="
        found = [
            Action(_("Excel (XLSX)"), address + "xlsx", "file-spreadsheet", right=Right.EXPORTS_RUN),
            Action(_("Text (CSV)"), address + "csv", "file-text", right=Right.EXPORTS_RUN),
        ]
        if self.is_tonight:
            now = reverse("night_now")
            found.append(Action(_("Run it now"), now, "player-play", "primary", Right.JOBS_RUN, post=True))
        return found

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page or the file."""
        wanted = request.GET.get("export", "")
        if wanted and not self.may(Right.EXPORTS_RUN):
            raise PermissionDenied
        if wanted and wanted not in SPREADSHEETS:
            raise BadRequest("No such export format.")
        summary = nightly.preview(request.company, self.on)
        every = [row for row in summary.rows if row.step != "alert"]
        if wanted:
            return self.export(every, wanted)
        counts = {what: len([row for row in every if row.what == what]) for what in night_words.HAPPENINGS}
        what = request.GET.get("what", "")
        rows = [row for row in every if row.what == what] if counts.get(what) else every
        today: date = request.company.today()
        return self.respond(
            summary=summary,
            rows=rows[:SHOWN],
            more=max(0, len(rows) - SHOWN),
            kinds=[(name, night_words.HAPPENINGS[name], count) for name, count in counts.items() if count],
            what=what,
            today=today,
            latest=today + timedelta(days=REACH),
        )

    def export(self, rows: list[Told], wanted: str) -> HttpResponse:
        """All rows as a file, without fees for those who may not see them."""
        names = [name for name in ABOUT_CONTRACTS if name != "annual_fee" or self.may(Right.FEES_VIEW)]
        header = [_("Contract"), _("What happens"), *(str(night_words.FACTS[name]) for name in names)]

        def cells() -> Iterator[list[Any]]:
            for row in rows:
                told = dict(row.facts)
                happens = str(night_words.HAPPENINGS.get(row.what, row.what))
                yield [
                    row.subject,
                    happens,
                    *(shown(name, told[name]) if name in told else "" for name in names),
                ]

        file = io.BytesIO()
        if wanted == "csv":
            writing.write_csv(file, header, cells(), writing.Dialect.of_language(get_language() or "en"))
        else:
            writing.write_xlsx(
                file, header, cells(), title=_("Night of %(day)s") % {"day": self.on.isoformat()}
            )
        return HttpResponse(
            file.getvalue(),
            content_type=SPREADSHEETS[wanted],
            headers={"Content-Disposition": f'attachment; filename="night-{self.on.isoformat()}.{wanted}"'},
        )


class NightNow(Page):
    """Run the night's job at once; the page of the run shows how far it is."""

    right = Right.JOBS_RUN
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        night.send(
            request.company, on=request.company.today().isoformat(), membership_id=request.membership.pk
        )
        messages.success(request, _("The job was started. Its run appears here in a moment."))
        return redirect("jobs:list")
