from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import nightly, today
from tenancy.models import JobRun
from tenancy.permissions import Right
from ui.actions import Action
from ui.views import Page


class Today(Page):
    """What would be lost if nobody acted."""

    title = gettext_lazy("Today")
    right = ""  # every member begins here; each part asks for its own right
    template_name = "config/today.html"

    def get_actions(self) -> list[Action]:
        return [
            Action(
                gettext_lazy("What would be lost"),
                reverse("contracts:leaks"),
                "droplet-half-2",
                right=Right.CONTRACTS_VIEW,
            ),
            Action(gettext_lazy("Preview tonight"), reverse("night_preview"), "moon", right=Right.JOBS_VIEW),
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
        cards = today.cards(on, request.rights) if self.may(Right.ALERTS_VIEW) else []
        return self.respond(
            on=on,
            cards=[card for card in cards if card.count],
            quiet=[card for card in cards if not card.count],
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
