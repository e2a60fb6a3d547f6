from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.ahead import ahead
from contracts.badges import NOTICE_BADGES, STATE_BADGES
from contracts.dates.notice import NoticeStatus
from contracts.models import Contract, State
from contracts.views.crumbs import contract_crumbs
from customers.restricted import Restricted
from tenancy.chunks import readable
from tenancy.months import add_m
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ObjectPage

REACH = 60  # months ahead that can be asked


class ContractAhead(Restricted, ObjectPage):
    """What happens to a contract until a day to come (``?on=2027-03-04``); without one, until its term's end."""

    queryset = Contract.objects.select_related("customer")
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/ahead.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Computed for real, then undone."""
        try:
            found, problem = ahead(self.object, self.today, self.on), ""
        except Exception as fault:  # noqa: BLE001 - whatever the night would meet is what the page tells
            found, problem = None, readable(fault)
        row = found.row if found else None
        return self.respond(
            ahead=found,
            problem=problem,
            on=self.on,
            today=self.today,
            latest=add_m(self.today, REACH),
            state=STATE_BADGES[State(row.state)] if row else None,
            notice=NOTICE_BADGES.get(NoticeStatus(row.notice)) if row else None,
            of_the_day=found.of(self.on) if found else [],
            sees_fees=self.may(Right.FEES_VIEW),
        )

    @cached_property
    def today(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def on(self) -> date:
        """The day asked for, within reach; else the day after the last term written, or tomorrow."""
        try:
            asked = parse_date(self.request.GET.get("on", ""))
        except ValueError:
            asked = None
        if asked is None:
            last = self.object.runs_until or self.today
            asked = date.fromordinal(max(last, self.today).toordinal() + 1)
        return max(self.today, min(asked, add_m(self.today, REACH)))

    def get_title(self) -> str:
        """The contract."""
        return _("What happens to contract %(number)s") % {"number": self.object.number}

    def get_subtitle(self) -> str:
        """Whose it is."""
        return str(self.object.customer)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)
