"""Where contracts stand on a day: the term that counts, the last day to refuse, the notice. For the rows of a page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contracts.dates.notice import NoticeStatus, notice_status
from contracts.models import Contract, Notice, State, Suspension, Term
from contracts.noticing import owing_notice
from contracts.register import window_of
from contracts.rules import renews_tacitly
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company


@dataclass(frozen=True, slots=True)
class Standing:
    """One contract on a day. Dates that do not apply are None; a draft has no term."""

    contract: Contract
    state: State
    term: Term | None
    refuse_by: date | None
    notice: NoticeStatus
    notice_opens: date | None
    notice_closes: date | None


def standings(contracts: Sequence[Contract], on: date) -> dict[int, Standing]:
    """By contract id; three queries for any number of contracts, whose customers must have been read with them."""
    found = terms_of_day([contract.pk for contract in contracts], on)
    sent = _letters_sent(term.pk for term in found.values())
    protects_all = acting_company().notify_businesses
    held = set(
        Suspension.objects.holding(on).filter(contract__in=found).values_list("contract_id", flat=True)
    )
    return {
        contract.pk: _standing(
            contract, found.get(contract.pk), sent, on, protects_all, held=contract.pk in held
        )
        for contract in contracts
    }


def standing(contract: Contract, on: date) -> Standing:
    """The same for one contract."""
    return standings([contract], on)[contract.pk]


def terms_of_day(ids: Sequence[int], on: date) -> dict[int, Term]:
    """Of each contract the term that contains the day; before the first the first, after the last the last."""
    chosen: dict[int, Term] = {}
    for term in Term.objects.filter(contract__in=ids).order_by("contract_id", "number"):
        if term.contract_id not in chosen or term.starts_on <= on:
            chosen[term.contract_id] = term
    return chosen


def with_notice(contracts: QuerySet[Contract], status: str, on: date) -> QuerySet[Contract]:
    """Those of the contracts whose notice has that status on the day."""
    owing = owing_notice(on).filter(Q(starts_on__lte=on) | Q(starts_on=F("contract__start_on")))
    if status == NoticeStatus.NOT_REQUIRED:
        return contracts.signed().exclude(pk__in=owing.order_by().values("contract"))  # type: ignore[attr-defined, no-any-return]
    inside = _sent_inside(on)
    if status == NoticeStatus.SENT:
        owing = owing.filter(Exists(inside))
    else:
        days = {
            NoticeStatus.MISSED: Q(notice_closes_on__lt=on),
            NoticeStatus.PREPARED: Q(notice_prepare_on__lte=on, notice_closes_on__gte=on),
            NoticeStatus.WAITING: Q(notice_prepare_on__gt=on, notice_closes_on__gte=on),
        }
        owing = owing.filter(days[NoticeStatus(status)]).exclude(Exists(inside))
    return contracts.filter(pk__in=owing.order_by().values("contract"))


def _sent_inside(on: date) -> QuerySet[Notice]:
    letters = Notice.objects.filter(term=OuterRef("pk"), sent_on__lte=on)
    return letters.filter(sent_on__range=(OuterRef("notice_opens_on"), OuterRef("notice_closes_on")))


def _standing(
    contract: Contract,
    term: Term | None,
    sent: dict[int, list[date]],
    on: date,
    protects_all: bool,
    *,
    held: bool,
) -> Standing:
    state = contract.state_on(on)
    if term is None:
        return Standing(contract, state, None, None, NoticeStatus.NOT_REQUIRED, None, None)
    # While a suspension holds the end of the term, neither a last day to refuse nor a window is known.
    tacit = renews_tacitly(contract, term) and state in (State.UPCOMING, State.ACTIVE) and not held
    owes = (
        tacit
        and not term.is_renewed(on)
        and (protects_all or contract.customer.legal_class in PROTECTED_CLASSES)
    )
    window = window_of(term) if owes else None
    return Standing(
        contract=contract,
        state=state,
        term=term,
        refuse_by=term.refuse_by if tacit else None,
        notice=notice_status(window, sent[term.pk], on),
        notice_opens=window.opens if window else None,
        notice_closes=window.closes if window else None,
    )


def _letters_sent(term_ids: Iterable[int]) -> dict[int, list[date]]:
    sent: dict[int, list[date]] = defaultdict(list)
    rows = Notice.objects.filter(term__in=list(term_ids), sent_on__isnull=False)
    for term_id, day in rows.values_list("term_id", "sent_on"):
        if day is not None:
            sent[term_id].append(day)
    return sent
