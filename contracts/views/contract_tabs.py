"""The parts of a contract's page, each with what it shows."""

from typing import Any

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.badges import ANSWER_BADGES, STATE_BADGES, period_badge, visit_badge
from contracts.clauses import clause_of
from contracts.course import Course
from contracts.coverage import promised
from contracts.main_contracts.summing import sums_of
from contracts.models import (
    Allowance,
    Amendment,
    Block,
    Contract,
    ContractFieldValue,
    Coverage,
    Ending,
    Line,
    Notice,
    Refusal,
    RenewalAnswer,
    RenewalPrice,
    Revision,
    RevisionClause,
    Suspension,
    TakeOver,
)
from contracts.overpaid import net_of
from contracts.own_fields import flag_labels, shown_of
from contracts.prepaying import movements
from contracts.price_story import formula, settled_story
from contracts.rules import stored_dates
from contracts.vat import by_rate, gross_of
from contracts.versions.kinds import NAMED_WITH, hanging_for
from contracts.versions.listing import versions_of
from contracts.views.contract_actions import address
from contracts.visitless import owes_no_visit
from customers.restricted import without_erased
from tenancy import attachments, history
from tenancy.permissions import Right
from tenancy.rewinding import Trail
from ui.actions import Tab
from ui.rich_text import rich
from ui.views import DetailPage


class ContractTabs(DetailPage):
    """The tabs of a contract's page, and what each of them reads."""

    object: Contract

    @cached_property
    def course(self) -> Course:
        """The contract's terms and all that hangs on them."""
        company = self.request.company  # type: ignore[attr-defined]
        return Course(self.object, company, company.today())

    def get_tabs(self) -> list[Tab]:
        """The parts of the page; letters when that app offers them."""
        contract = self.object
        tabs = [
            Tab("lines", _("Lines and coverage"), "list-details", template="contracts/contract_lines.html")
        ]
        if self.course.sub_count:
            tabs.append(
                Tab(
                    "subs", _("Sub-contracts"), "sitemap", template="contracts/contract_subs.html",
                    count=self.course.sub_count,
                )
            )  # fmt: skip
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
        if self.may(Right.FEES_VIEW):
            clause = clause_of(contract) if contract.renewal_price == RenewalPrice.INDEXED else None
            found |= {
                "price_formula": formula(clause) if clause else "",
                "settled_prices": settled_story(contract, currency),
            }
        return found

    def tab_subs(self) -> dict[str, Any]:
        """Figures of the contracts under it; their list loads by itself."""
        rights = self.request.rights  # type: ignore[attr-defined]
        subs = list(without_erased(self.object.subs.select_related("customer"), rights))
        sums = sums_of(subs, self.course.on)
        states = [(STATE_BADGES[state], number) for state, number in sums.states]
        address = f"{reverse('contracts:list')}?main={self.object.pk}&panel=main"
        return {"sums": sums, "sub_states": states, "subs_url": address}

    def tab_terms(self) -> dict[str, Any]:
        """The renewals grid, the latest first, and the answers given."""
        terms = [(term, self.course.explained(term)) for term in reversed(self.course.terms)]
        course = self.course
        answers = [(row, ANSWER_BADGES[RenewalAnswer.Outcome(row.outcome)]) for row in course.answers]
        return {
            "terms": terms,
            "answers": answers,
            "refusals": course.refusals,
            "endings": [
                (each, net_of([credit for credit in course.credits if credit.ending_id == each.pk]))
                for each in course.endings
            ],
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
        owing = {row.term_id for row in course.visits}
        bare = [
            term
            for term in course.terms
            if term.pk not in owing
            and owes_no_visit(self.object, stored_dates(self.object, term), course.lines)
        ]
        return {
            "visitless": bare,
            "visits": [
                (visit, labels[visit.line_id], visit_badge(visit, course.on), told[visit.pk])
                for visit in reversed(course.visits)
            ],
        }

    @cached_property
    def allowance(self) -> Allowance | None:
        """What is prepaid, where anything is."""
        return self.object.allowances.first()

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
            Suspension,
            Revision,
            ContractFieldValue,
        )
        under = [history.Under(model, "contract") for model in models]
        under.append(history.Under(Coverage, "line__contract"))
        return history.tab(self.request, self.object, *under, named_with=NAMED_WITH)
