"""The register: one row a contract, computed from what is stored, as it stood on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from contracts.dates.notice import NoticeWindow, notice_status
from contracts.models import BillingPeriod, Contract, Notice, OwedVisit, RenewalKind, State, Term
from contracts.models.billing_period import BillingPeriodQuerySet
from contracts.models.owed_visit import OwedVisitQuerySet
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A contract on a day; dates that do not apply are None, amounts are net in the company's currency."""

    number: str
    state: str
    term: int
    term_from: date
    term_to: date
    annual_fee: Decimal
    refuse_by: date | None
    notice_opens: date | None
    notice_closes: date | None
    notice: str
    periods_due: int
    net_due: Decimal
    visits_owed: int
    visits_late: int

    def cells(self) -> list[str]:
        """The row as text: ISO dates, a point and two decimals, nothing for None."""
        return ["" if value is None else str(value) for value in astuple(self)]

    def as_dict(self) -> dict[str, object]:
        """The row by column name."""
        return asdict(self)


COLUMNS = [field.name for field in fields(RegisterRow)]


def rows(on: date, only: Collection[int] | None = None) -> Iterator[RegisterRow]:
    """Every signed contract on the day, sorted by number as text; five queries however many contracts.

    With ``only`` (ids of contracts) nothing else is read: a page of the register costs what it shows.
    """
    which = {} if only is None else {"contract__in": only}
    terms = _terms_of_day(Term.objects.filter(**which), on)
    sent = _letters_sent(Notice.objects.filter(**which))
    due = _due_periods(BillingPeriod.objects.filter(**which), on)
    visits = _open_visits(OwedVisit.objects.filter(**which), on)
    protects_all = acting_company().notify_businesses
    signed = Contract.objects.signed() if only is None else Contract.objects.signed().filter(pk__in=only)
    contracts = signed.values_list(
        "pk", "number", "start_on", "ended_on", "ends_after", "renewal", "customer__legal_class"
    )
    for pk, number, start_on, ended_on, ends_after, renewal, legal_class in sorted(
        contracts, key=lambda row: row[1]
    ):
        term = terms.get(pk)
        if term is None:
            continue
        state = state_of(term, on, start_on, ended_on, ends_after, renewal)
        tacit = renewal == RenewalKind.TACIT and term.renewable and state in (State.UPCOMING, State.ACTIVE)
        asked = ends_after is None and not term.is_renewed(on)
        informed = tacit and asked and (protects_all or legal_class in PROTECTED_CLASSES)
        window = window_of(term) if informed else None
        status = notice_status(window, sent[term.pk], on)
        periods_due, net_due = due.get(pk, (0, NOTHING))
        owed, late = visits.get(term.pk, (0, 0)) if state != State.ENDED else (0, 0)
        yield RegisterRow(
            number=number,
            state=state.value,
            term=term.number,
            term_from=term.starts_on,
            term_to=term.ends_on,
            annual_fee=term.annual_fee,
            refuse_by=term.refuse_by if tacit else None,
            notice_opens=window.opens if window else None,
            notice_closes=window.closes if window else None,
            notice=status.value,
            periods_due=periods_due,
            net_due=net_due,
            visits_owed=owed,
            visits_late=late,
        )


def _terms_of_day(terms: QuerySet[Term], on: date) -> dict[int, Term]:
    """Of each contract the term that contains the day; before the first the first, after the last the last."""
    chosen: dict[int, Term] = {}
    for term in terms.order_by("contract_id", "number").iterator(chunk_size=5000):
        if term.contract_id not in chosen or term.starts_on <= on:
            chosen[term.contract_id] = term
    return chosen


def state_of(
    term: Term, on: date, start_on: date, ended_on: date | None, ends_after: date | None, renewal: str
) -> State:
    """The state of a signed contract on a day, by the term of that day.

    A contract that nothing renews is over the day after its last term, also before a night has closed it; a tacit
    one whose night has not run yet still counts as active. A recorded refusal makes it ending, whichever term it ends.
    """
    if ended_on is not None and ended_on <= on:
        return State.ENDED
    if on < start_on:
        return State.UPCOMING
    refused_here = ends_after is not None and term.ends_on >= ends_after
    if on > term.ends_on and (refused_here or renewal != RenewalKind.TACIT or not term.renewable):
        return State.ENDED
    return State.ACTIVE if ends_after is None else State.ENDING


def window_of(term: Term) -> NoticeWindow:
    """The notice window a term was written with; mail and paper may leave until it closes."""
    return NoticeWindow(
        refuse_by=term.refuse_by,
        opens=term.notice_opens_on,
        prepare_from=term.notice_prepare_on,
        target=term.notice_target_on,
        paper_stop=term.notice_closes_on,
        email_stop=term.notice_closes_on,
        closes=term.notice_closes_on,
    )


def _letters_sent(notices: QuerySet[Notice]) -> dict[int, list[date]]:
    sent: dict[int, list[date]] = defaultdict(list)
    for term_id, day in notices.filter(sent_on__isnull=False).values_list("term_id", "sent_on"):
        if day is not None:
            sent[term_id].append(day)
    return sent


def _due_periods(periods: BillingPeriodQuerySet, on: date) -> dict[int, tuple[int, Decimal]]:
    due = periods.due(on).order_by().values("contract_id")
    return {
        row["contract_id"]: (row["count"], row["net"])
        for row in due.annotate(count=Count("pk"), net=Sum("amount"))
    }


def _open_visits(owed: OwedVisitQuerySet, on: date) -> dict[int, tuple[int, int]]:
    visits = owed.open().order_by().values("term_id")
    counted = visits.annotate(owed=Count("pk"), late=Count("pk", filter=Q(window_ends_on__lt=on)))
    return {row["term_id"]: (row["owed"], row["late"]) for row in counted}
