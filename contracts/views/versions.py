from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.badges import STATE_BADGES
from contracts.models import Contract, Term
from contracts.versions.comparing import Section, as_it_was, compare
from contracts.versions.kinds import hanging_for
from contracts.versions.listing import Listed, versions_of
from contracts.views.crumbs import contract_crumbs
from customers.restricted import without_erased
from tenancy.permissions import Right
from tenancy.rewinding import State, Trail, row_of
from ui import formats
from ui.actions import Action, Crumb
from ui.views import DetailPage

ONE_DAY = timedelta(days=1)


class ContractInTime(DetailPage):
    """A contract at one moment or two; nothing can be done from here."""

    model = Contract
    right = Right.HISTORY_VIEW

    def authorise(self) -> None:
        """The right to the history opens it only to those who may see contracts."""
        super().authorise()
        if not self.may(Right.CONTRACTS_VIEW):
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[Contract]:
        """As its page."""
        rows = Contract.objects.select_related("customer", "site")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    @cached_property
    def trail(self) -> Trail:
        """What the history has of it."""
        return Trail(self.object, hanging_for(self.request.rights))  # type: ignore[attr-defined]

    @property
    def tab_url(self) -> str:
        """Where two versions are chosen."""
        return reverse("contracts:detail", args=[self.object.pk]) + "?tab=versions"


class VersionsCompare(ContractInTime):
    """Two versions side by side (``?from=`` and ``?to=``, marks of versions); ``?all=1`` shows what is the same too."""

    template_name = "contracts/versions_compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The two, or back to choose them."""
        if self.sides is None:
            messages.warning(request, _("Choose two versions to compare."))
            return redirect(self.tab_url)
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        """What stands here."""
        return _("Contract %(number)s: two versions") % {"number": self.object.number}

    @cached_property
    def sides(self) -> tuple[Listed, Listed] | None:
        """The earlier and the later version; None when the address does not name two of this contract."""
        by_mark = {str(one.mark): one for one in versions_of(self.trail, self.request.rights)}  # type: ignore[attr-defined]
        found = [by_mark.get(self.request.GET.get(name, "")) for name in ("from", "to")]
        if found[0] is None or found[1] is None or found[0] is found[1]:
            return None
        return (found[0], found[1]) if found[0].mark < found[1].mark else (found[1], found[0])

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds both versions and their sections."""
        assert self.sides is not None  # noqa: S101 - asked before
        left, right = self.sides
        sections = compare(
            self.trail,
            self.trail.at(left.mark),
            self.trail.at(right.mark),
            self.request.rights,  # type: ignore[attr-defined]
        )
        return super().get_context_data(
            left=left,
            right=right,
            sections=sections,
            differing=[section for section in sections if section.differs],
            everything="all" in self.request.GET,
            **extra,
        )

    def get_actions(self) -> list[Action]:
        """All, or only what differs; other versions."""
        query = self.request.GET.copy()
        everything = query.pop("all", None)
        if not everything:
            query["all"] = "1"
        label = _("Only what differs") if everything else _("Show what is the same too")
        icon = "filter" if everything else "list-details"
        return [
            Action(label, f"?{query.urlencode()}", icon),
            Action(_("Other versions"), self.tab_url, "versions"),
        ]


class ContractAsOf(ContractInTime):
    """How a contract stood on a day (``?as_of=``), from what the history kept: at the end of that day."""

    template_name = "contracts/contract_as_of.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The day's contract; back to today's when the day is none or has not come."""
        today = request.company.today()  # type: ignore[attr-defined]
        if self.day is None or self.day > today:
            text = _("The day has not come yet.") if self.day else _("This is not a day.")
            messages.error(request, text)
            return redirect(self.tab_url)
        return super().get(request, *args, **kwargs)

    @cached_property
    def day(self) -> date | None:
        """The day asked for."""
        try:
            return parse_date(self.request.GET.get("as_of", "").strip())
        except ValueError:
            return None

    @property
    def _day(self) -> date:
        assert self.day is not None  # noqa: S101 - asked before
        return self.day

    def get_title(self) -> str:
        """Which contract and when."""
        return _("Contract %(number)s on %(day)s") % {
            "number": self.object.number,
            "day": formats.day(self._day),
        }

    def get_actions(self) -> list[Action]:
        """Back to today, and what changed since."""
        found = [Action(_("As it is today"), self.object.get_absolute_url(), "calendar-check", "primary")]
        versions = versions_of(self.trail, self.request.rights)  # type: ignore[attr-defined]
        then = next((one for one in versions if one.mark <= self.mark), None)
        if then is not None and then is not versions[0]:
            address = reverse("contracts:versions_compare", args=[self.object.pk])
            url = f"{address}?from={then.mark}&to={versions[0].mark}"
            found.append(Action(_("What changed since"), url, "file-diff"))
        return found

    @property
    def midnight(self) -> datetime:
        """The end of the day, where the company works."""
        return datetime.combine(self._day + ONE_DAY, time(), timezone.get_current_timezone())

    @cached_property
    def mark(self) -> int:
        """The last change made by then."""
        return self.trail.mark_at(self.midnight)

    @cached_property
    def state(self) -> State:
        """All rows as they stood then."""
        return self.trail.at(self.mark)

    @cached_property
    def sections(self) -> list[Section]:
        """What stood then; nothing when the contract was not made yet."""
        if self.object.pk not in self.state[Contract]:
            return []
        told = as_it_was(self.trail, self.state, self.request.rights)  # type: ignore[attr-defined]
        return [section for section in told if section.kind is not Term]  # they have their own table

    @cached_property
    def then(self) -> Contract:
        """The contract's own row as it was."""
        made: Contract = row_of(Contract, self.state[Contract][self.object.pk])
        made.runs_until = self.terms[-1].ends_on if self.terms else None
        return made

    @cached_property
    def terms(self) -> list[Term]:
        """The terms as they stood then, the first first."""
        told = {change.row_id for change in self.trail.changes if change.noun == Term._meta.db_table}
        rows: list[Term] = [row_of(Term, values) for values in self.state[Term].values()]
        # One of before the history knew terms is there since it was written.
        known = [row for row in rows if row.pk in told or row.written_at < self.midnight]
        return sorted(known, key=lambda row: row.number)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds what stood then."""
        badges = [STATE_BADGES[self.then.state_on(self._day)]] if self.sections else []
        made = super().get_context_data(day=self._day, sections=self.sections, terms=self.terms, **extra)
        return made | {"badges": badges}
