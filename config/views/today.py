from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import nightly, today
from config.tasks import night
from tenancy.models import JobRun
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import Page


class Today(Page):
    """What would be lost if nobody acted."""

    title = gettext_lazy("Today")
    right = ""  # every member begins here; each part asks for its own right
    template_name = "config/today.html"

    def get_actions(self) -> list[Action]:
        return [
            Action(gettext_lazy("Preview tonight"), reverse("night_preview"), "moon", right=Right.JOBS_VIEW)
        ]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        on = request.company.today()
        sees_fees = self.may(Right.FEES_VIEW)
        months = today.fees_by_month(on) if sees_fees else []
        last_run = (
            JobRun.objects.filter(kind=nightly.KIND).order_by("-started_at").first()
            if self.may(Right.JOBS_VIEW)
            else None
        )
        return self.respond(
            on=on,
            cards=today.cards(on, request.rights) if self.may(Right.ALERTS_VIEW) else [],
            yearly_fees=today.yearly_fees(on) if sees_fees else None,
            running=today.running_contracts(on) if self.may(Right.CONTRACTS_VIEW) else None,
            renewal_rate=today.renewal_rate(on) if self.may(Right.CONTRACTS_VIEW) else None,
            months=months,
            chart=self._chart(months),
            last_run=last_run,
        )

    def _chart(self, months: list[today.Month]) -> dict[str, Any]:
        return {
            "labels": [date_format(month.month, "N Y") for month in months],
            "series": [
                {
                    "label": _("Billed or closed"),
                    "colour": "green",
                    "values": [float(m.settled) for m in months],
                },
                {"label": _("To bill"), "colour": "orange", "values": [float(m.open) for m in months]},
            ],
        }


class NightPreview(Page):
    """What tonight's job would do, row by row. Everything is computed for real and rolled back."""

    title = gettext_lazy("Tonight, previewed")
    right = Right.JOBS_VIEW
    template_name = "config/night_preview.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Today"), reverse("today"))]

    def get_actions(self) -> list[Action]:
        return [
            Action(
                gettext_lazy("Run it now"),
                reverse("night_now"),
                "player-play",
                "primary",
                Right.JOBS_RUN,
                post=True,
            )
        ]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        summary = nightly.preview(request.company, request.company.today())
        rows = [row for row in summary.rows if row.step != "alert"]
        return self.respond(summary=summary, rows=rows[:500], more=max(0, len(rows) - 500))


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
