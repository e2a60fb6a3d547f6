"""The course of one contract: its terms and all that hangs on them, read once for the contract's page."""

from datetime import date

from django.utils.functional import cached_property

from contracts.cadence import Counting
from contracts.dates.explained import Explained
from contracts.explaining import TermExplained
from contracts.leaving import Freedom, freedom_of
from contracts.main_contracts.outliving import going_on_after
from contracts.models import (
    Amendment,
    BillingPeriod,
    Block,
    Contract,
    Credit,
    Ending,
    Line,
    Notice,
    OwedVisit,
    Refusal,
    RenewalAnswer,
    State,
    Suspension,
    TakeOver,
    Term,
)
from contracts.standing import Standing, standing
from tenancy.models import Company


class Course:
    """What a contract's page shows, on a day. Each list is one query, made when first asked for."""

    def __init__(self, contract: Contract, company: Company, on: date) -> None:
        self.contract, self.company, self.on = contract, company, on

    @cached_property
    def standing(self) -> Standing:
        """State, term that counts, last day to refuse and notice on the day."""
        return standing(self.contract, self.on)

    @property
    def term(self) -> Term | None:
        """The term that counts on the day."""
        return self.standing.term

    @cached_property
    def terms(self) -> list[Term]:
        """All terms, the first first."""
        return list(self.contract.terms.select_related("written_by").order_by("number"))

    @cached_property
    def notices(self) -> list[Notice]:
        """Letters prepared and sent, in the order of their terms."""
        return list(self.contract.notices.select_related("sent_by").order_by("prepared_on", "pk"))

    @cached_property
    def refusals(self) -> list[Refusal]:
        """Refusals, the latest first; withdrawn ones too."""
        return list(self.contract.refusals.select_related("recorded_by"))

    @property
    def refusal(self) -> Refusal | None:
        """The refusal in force."""
        return next((refusal for refusal in self.refusals if refusal.withdrawn_on is None), None)

    @cached_property
    def freedom(self) -> Freedom | None:
        """The freedom to leave the running term at any time, where its notice was missed."""
        if self.standing.state not in (State.ACTIVE, State.ENDING) or self.ending is not None:
            return None
        return freedom_of(self.contract, self.term, self.terms, self.notices, self.company)

    @cached_property
    def endings(self) -> list[Ending]:
        """Withdrawals and terminations, the latest first; undone ones too."""
        return list(self.contract.endings.select_related("recorded_by", "undone_by"))

    @property
    def ending(self) -> Ending | None:
        """The withdrawal or termination in force."""
        return next((ending for ending in self.endings if ending.undone_on is None), None)

    @cached_property
    def answers(self) -> list[RenewalAnswer]:
        """What was answered to renewals, the latest first."""
        return list(self.contract.answers.select_related("recorded_by", "decided_by"))

    @cached_property
    def lines(self) -> list[Line]:
        """The lines, with their machines."""
        return list(
            self.contract.lines.select_related("service").prefetch_related(
                "machines__equipment__type", "coverages"
            )
        )

    @cached_property
    def blocks(self) -> list[Block]:
        """Blocks, the latest first; lifted ones too."""
        return list(self.contract.blocks.select_related("blocked_by", "lifted_by"))

    @property
    def block(self) -> Block | None:
        """The block in force."""
        return next((block for block in self.blocks if block.lifted_on is None), None)

    @cached_property
    def chain(self) -> list[Contract]:
        """The contracts that took each other's place, the first first; nothing when it stands alone.

        Two queries: the customer's contracts that are part of a chain are read once and followed.
        """
        own = self.contract
        linked = Contract.objects.filter(customer=own.customer_id).exclude(replaced_by=None)
        following = {each.pk: each.replaced_by_id for each in linked}
        before = {later: earlier for earlier, later in following.items()}
        keys = [own.pk]
        while keys[0] in before:
            keys.insert(0, before[keys[0]])
        while later := following.get(keys[-1]):
            keys.append(later)
        found = {each.pk: each for each in Contract.objects.filter(pk__in=keys)} if len(keys) > 1 else {}
        return [found[key] for key in keys if key in found]

    @cached_property
    def sub_count(self) -> int:
        """How many contracts hang under it."""
        return 0 if self.contract.main_id else self.contract.subs.count()

    @cached_property
    def subs_left(self) -> list[Contract]:
        """Those that go on though it has ended or is to end."""
        over = self.contract.ended_on is not None or self.contract.ends_after is not None
        return going_on_after(self.contract) if over and self.sub_count else []

    @cached_property
    def suspensions(self) -> list[Suspension]:
        """Suspensions, the latest first; undone ones too."""
        return list(self.contract.suspensions.select_related("recorded_by", "resolved_by", "undone_by"))

    @property
    def resting(self) -> Suspension | None:
        """The suspension that holds on the day."""
        found = self.suspension
        return found if found is not None and found.starts_on <= self.on else None

    @property
    def suspension(self) -> Suspension | None:
        """The suspension that holds today, or is to come."""
        in_force = [each for each in self.suspensions if each.undone_on is None]
        return next((each for each in in_force if each.ends_on is None or each.ends_on >= self.on), None)

    @cached_property
    def periods(self) -> list[BillingPeriod]:
        """All billing periods, by due day."""
        rows = self.contract.billing_periods.select_related("settled_by", "amendment", "suspension")
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def visits(self) -> list[OwedVisit]:
        """All owed visits, by the end of their windows."""
        return list(self.contract.owed_visits.select_related("amendment").order_by("window_ends_on", "pk"))

    @cached_property
    def amendments(self) -> list[Amendment]:
        """Amendments, the first first; undone ones too."""
        return list(self.contract.amendments.select_related("made_by", "undone_by").order_by("number"))

    @cached_property
    def credits(self) -> list[Credit]:
        """What is or was to be given back."""
        return list(self.contract.credits.select_related("amendment", "suspension", "ending", "given_by"))

    @property
    def ending_credits(self) -> list[Credit]:
        """What the end in force gives back."""
        ending = self.ending
        return [each for each in self.credits if ending is not None and each.ending_id == ending.pk]

    @cached_property
    def take_over(self) -> TakeOver | None:
        """The version of its template that waits for its renewal."""
        return self.contract.take_overs.waiting().select_related("version").first()

    def explained(self, term: Term) -> TermExplained:
        """The reasons behind a term's dates."""
        if term.pk not in self._explained:
            self._explained[term.pk] = TermExplained(self.contract, term, self.company, lambda: self._counted)
        return self._explained[term.pk]

    @cached_property
    def _counted(self) -> dict[int, Explained[date]]:
        return {moved.visit.pk: moved.window.why for moved in Counting([self.contract]).windows()}

    @cached_property
    def _explained(self) -> dict[int, TermExplained]:
        return {}
