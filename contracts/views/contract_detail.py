from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from contracts.badges import (
    BLOCK_BADGES,
    FREE_TO_LEAVE,
    NOTICE_BADGES,
    STATE_BADGES,
    SUSPENDED,
)
from contracts.models import (
    Block,
    Contract,
)
from contracts.proposal import Proposal, propose
from contracts.template_versions.telling import sentences_of
from contracts.time_line import TimeLine
from contracts.views.contract_actions import ContractActions
from contracts.views.contract_tabs import ContractTabs
from contracts.views.crumbs import list_crumb
from contracts.views.versions import ContractAsOf
from contracts.wording import proposal_warnings
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.badges import Badge


class ContractDetail(ContractTabs):
    """Page of one contract: where it stands, its time line, and what hangs on it."""

    model = Contract
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/contract_detail.html"

    def get_queryset(self) -> QuerySet[Contract]:
        """With what the head shows."""
        rows = Contract.objects.select_related("customer", "site", "technician", "replaced_by", "main")
        rows = rows.select_related("template", "template_version")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or with ``?as_of=`` the contract as it was on a day."""
        if "as_of" in request.GET:
            page = ContractAsOf.as_view()
            return page(request, *args, **kwargs)  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        """Contract and its number."""
        return _("Contract %(number)s") % {"number": self.object.number}

    def get_subtitle(self) -> str:
        """Whose it is and where."""
        contract = self.object
        return " · ".join(
            str(part) for part in (contract.customer, contract.site or contract.customer.one_line) if part
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts, and below its main contract."""
        main = self.object.main
        return [list_crumb(), *([Crumb(main.number, str(main.get_absolute_url()))] if main else [])]

    def get_badges(self) -> list[Badge]:
        """State, and what stands against assistance."""
        badges = [STATE_BADGES[self.course.standing.state]]
        if self.course.block is not None:
            badges.append(BLOCK_BADGES[Block.Level(self.course.block.level)])
        if self.course.resting is not None:
            badges.append(SUSPENDED)
        if self.course.freedom is not None:
            badges.append(FREE_TO_LEAVE)
        return badges

    def get_actions(self) -> list[Action]:
        """What can be done now, the next thing first."""
        return ContractActions(self.course, self.may)()

    @property
    def proposal(self) -> Proposal | None:
        """What signature would bring, of a contract not signed yet."""
        if self.object.is_signed() or not self.course.lines:
            return None
        try:
            return propose(self.object, self.course.lines, self.course.on)
        except ValueError:
            return None

    @property
    def may_see_fees(self) -> bool:
        """Whether amounts show."""
        return self.may(Right.FEES_VIEW)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the course, the time line and what to heed."""
        course = self.course
        proposal = self.proposal
        extra |= {
            "course": course,
            "standing": course.standing,
            "explained": course.explained(course.term) if course.term else None,
            "notice_badge": NOTICE_BADGES.get(course.standing.notice),
            "time_line": None,
            "proposal": proposal,
            "warnings": proposal_warnings(proposal) if proposal else [],
            "sees_fees": self.may_see_fees,
            "chain": course.chain,
        }
        if (waiting := course.take_over) is not None:
            currency = self.request.company.currency  # type: ignore[attr-defined]
            extra |= {
                "take_over": waiting,
                "take_over_sentences": sentences_of(waiting, currency, with_fees=self.may_see_fees),
            }
        if course.term is not None and self.request.headers.get("HX-Target") != "tabs":
            extra["time_line"] = TimeLine(course, with_fees=self.may_see_fees)
        return super().get_context_data(**extra)
