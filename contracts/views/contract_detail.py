from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.badges import (
    ANSWER_BADGES,
    BLOCK_BADGES,
    FREE_TO_LEAVE,
    NOTICE_BADGES,
    STATE_BADGES,
    SUSPENDED,
    period_badge,
    visit_badge,
)
from contracts.clauses import clause_of
from contracts.course import Course
from contracts.coverage import promised
from contracts.models import (
    Allowance,
    Amendment,
    Block,
    Contract,
    Coverage,
    Ending,
    Line,
    Notice,
    Refusal,
    RenewalAnswer,
    RevisionClause,
    TakeOver,
)
from contracts.own_fields import flag_labels, shown_of
from contracts.prepaying import movements
from contracts.price_story import formula, settled_story
from contracts.pricing import SETTLED_BEFORE
from contracts.proposal import Proposal, propose
from contracts.template_versions.telling import sentences_of
from contracts.time_line import TimeLine
from contracts.vat import by_rate, gross_of
from contracts.versions.kinds import hanging_for
from contracts.versions.listing import versions_of
from contracts.views.contract_actions import ContractActions, address
from contracts.views.crumbs import list_crumb
from contracts.views.versions import ContractAsOf
from contracts.wording import proposal_warnings
from customers.restricted import without_erased
from tenancy import attachments, history
from tenancy.permissions import Right
from tenancy.rewinding import Trail
from ui.actions import Action, Crumb, Tab
from ui.badges import Badge
from ui.rich_text import rich
from ui.views import DetailPage


class ContractDetail(DetailPage):
    """Page of one contract: where it stands, its time line, and what hangs on it."""

    model = Contract
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/contract_detail.html"

    def get_queryset(self) -> QuerySet[Contract]:
        """With what the head shows."""
        rows = Contract.objects.select_related("customer", "site", "technician", "replaced_by")
        rows = rows.select_related("template", "template_version")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    @cached_property
    def course(self) -> Course:
        """The contract's terms and all that hangs on them."""
        company = self.request.company  # type: ignore[attr-defined]
        return Course(self.object, company, company.today())

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
        """Below the contracts."""
        return [list_crumb()]

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

    def get_tabs(self) -> list[Tab]:
        """The parts of the page; letters when that app offers them."""
        contract = self.object
        tabs = [
            Tab("lines", _("Lines and coverage"), "list-details", template="contracts/contract_lines.html")
        ]
        if contract.is_signed():
            tabs += [
                Tab("terms", _("Terms"), "refresh", template="contracts/contract_terms.html"),
                Tab("billing", _("Billing"), "coin", template="contracts/contract_billing.html"),
                Tab("visits", _("Visits"), "calendar-event", template="contracts/contract_visits.html"),
                Tab(
                    "amendments", _("Amendments"), "file-diff", template="contracts/contract_amendments.html"
                ),
            ]
        tabs.append(
            Tab(
                "versions", _("Versions"), "versions", template="contracts/contract_versions.html",
                right=Right.HISTORY_VIEW,
            )
        )  # fmt: skip
        if self.allowance is not None or not contract.is_signed():
            tabs.append(
                Tab("allowance", _("Prepaid"), "hourglass", template="contracts/contract_allowance.html")
            )
        if letters := address("letters:list"):
            tabs.append(
                Tab(
                    "letters",
                    _("Letters"),
                    "mail",
                    url=f"{letters}?contract={contract.pk}",
                    right=Right.LETTERS_VIEW,
                )
            )
        if signatures := address("letters:signature_list"):
            url = f"{signatures}?contract={contract.pk}"
            tabs.append(Tab("signatures", _("Signature"), "writing-sign", url=url))
        if self.may(Right.FEES_VIEW):
            tabs.append(attachments.tab("contract", contract.pk))
        tabs.append(
            Tab("history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW)
        )
        return tabs

    def tab_lines(self) -> dict[str, Any]:
        """Lines with their machines."""
        on = self.course.on
        lines = [
            (line, MONTHS.get(line.visit_month or 0, ""), line.ends_on is not None and line.ends_on < on)
            for line in self.course.lines
        ]
        contract = self.object
        currency = self.request.company.currency  # type: ignore[attr-defined]
        living = [line for line, _month, over in lines if not over]
        labels = flag_labels()
        found: dict[str, Any] = {
            "lines": sorted(lines, key=lambda row: row[2]),
            "taxed": (taxed := by_rate(contract, living)),
            "gross": gross_of(taxed),
            "flags": [label for flag, label in labels.items() if getattr(contract, flag)],
            "own_values": shown_of(contract),
            "private_notes": rich(contract.private_notes) if self.may(Right.PRIVATE_NOTES) else "",
            "cover_kinds": [label for _kind, label in Coverage.Kind.choices],
            "covered_lines": [
                (line, [cover.words(currency) for cover in covers])
                for line, covers in promised(contract, living)
            ],
            "may_cover": not contract.is_signed() and self.may(Right.CONTRACTS_EDIT),
        }
        if contract.renewal_price in SETTLED_BEFORE and self.may(Right.FEES_VIEW):
            clause = clause_of(contract)
            found |= {
                "price_formula": formula(clause) if clause else "",
                "settled_prices": settled_story(contract, currency),
            }
        return found

    def tab_terms(self) -> dict[str, Any]:
        """The renewals grid, the latest first, and the answers given."""
        terms = [(term, self.course.explained(term)) for term in reversed(self.course.terms)]
        course = self.course
        answers = [(row, ANSWER_BADGES[RenewalAnswer.Outcome(row.outcome)]) for row in course.answers]
        return {
            "terms": terms,
            "answers": answers,
            "refusals": course.refusals,
            "endings": course.endings,
            "suspensions": course.suspensions,
            "blocks": course.blocks,
        }

    def tab_billing(self) -> dict[str, Any]:
        """Periods with their state, the latest due first."""
        course = self.course
        told: dict[int, Any] = {}
        for term in course.terms:
            told |= course.explained(term).periods([row for row in course.periods if row.term_id == term.pk])
        numbers = {term.pk: term.number for term in course.terms}
        rows = [
            (period, numbers[period.term_id], period_badge(period, course.on), *told[period.pk])
            for period in reversed(course.periods)
        ]
        return {"periods": rows, "credits": course.credits}

    def tab_visits(self) -> dict[str, Any]:
        """Owed visits, the latest window first."""
        course = self.course
        told: dict[int, Any] = {}
        for term in course.terms:
            rows = [row for row in course.visits if row.term_id == term.pk]
            told |= course.explained(term).visits(rows, course.lines)
        labels = {line.pk: line.label for line in course.lines}
        return {
            "visits": [
                (visit, labels[visit.line_id], visit_badge(visit, course.on), told[visit.pk])
                for visit in reversed(course.visits)
            ]
        }

    @cached_property
    def allowance(self) -> Allowance | None:
        """What is prepaid, where anything is."""
        return self.object.allowances.first()  # type: ignore[no-any-return]

    def tab_allowance(self) -> dict[str, Any]:
        """What is left of it, and every movement, the latest first."""
        found: dict[str, Any] = {"allowance": self.allowance, "may_change": self.may(Right.CONTRACTS_EDIT)}
        if self.allowance is not None:
            found |= movements(self.allowance)
        return found

    def tab_amendments(self) -> dict[str, Any]:
        """Amendments, the latest first; undone ones too."""
        return {"amendments": list(reversed(self.course.amendments))}

    def tab_versions(self) -> dict[str, Any]:
        """The versions to choose two of, the latest first."""
        rights = self.request.rights  # type: ignore[attr-defined]
        versions = versions_of(Trail(self.object, hanging_for(rights)), rights)
        changes = f"{reverse('contracts:changes')}?contract={self.object.pk}"
        return {"versions": versions, "today": self.course.on, "changes_url": changes}

    def tab_history(self) -> dict[str, Any]:
        """Who changed what, on the contract and what hangs on it."""
        models = (
            Line,
            Allowance,
            Refusal,
            Ending,
            RenewalAnswer,
            Block,
            Notice,
            RevisionClause,
            Amendment,
            TakeOver,
        )
        under = [history.Under(model, "contract") for model in models]
        return history.tab(self.request, self.object, *under)

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
