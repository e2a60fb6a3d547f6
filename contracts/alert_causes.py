"""What is wrong with contracts on a day: money not charged, letters not sent, visits not planned, ends to come."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

from contracts.models import (
    BillingPeriod,
    Credit,
    Ending,
    Notice,
    OwedVisit,
    RenewalAnswer,
    RenewalKind,
    Term,
)
from contracts.noticing import owing_notice
from contracts.silence import silent_lines
from tenancy.alerts import Cause
from tenancy.night import Work

SUBJECT = "contract"


def fees_due(work: Work) -> Iterator[Cause]:
    """Contracts with open periods due on or before the day, the money in them, and who signed or renewed last."""
    due = work.about(BillingPeriod.objects.due(work.on), "contract")
    columns = ("contract_id", "contract__number", "contract__signed_on")
    rows = due.order_by().values(*columns).annotate(first=Min("due_on"), net=Sum("amount"), count=Count("pk"))
    for row in rows.annotate(by=Max("term__written_by__name")):
        facts: dict[str, Any] = {"periods": row["count"]}
        if row["contract__signed_on"]:
            facts["signed_on"] = row["contract__signed_on"].isoformat()
        if row["by"]:
            facts["by"] = row["by"]
        yield Cause(SUBJECT, row["contract_id"], row["contract__number"], row["first"], row["net"], facts)


def notices_to_send(work: Work) -> Iterator[Cause]:
    """Prepared letters that have not left and still can."""
    terms = owing_notice(work.on).filter(
        notice_closes_on__gte=work.on, notices__cures=True, notices__sent_on=None, notices__isnull=False
    )
    columns = ("contract_id", "contract__number", "notice_closes_on", "annual_fee", "notice_target_on")
    for contract_id, number, closes, fee, target in terms.order_by().values_list(*columns):
        facts = {"target": target.isoformat(), "late": work.on > target}
        yield Cause(SUBJECT, contract_id, number, closes, fee, facts)


def notices_missed(work: Work) -> Iterator[Cause]:
    """Running terms whose window closed without a letter: the customer may leave at any time after renewal."""
    sent = Notice.objects.filter(term=OuterRef("pk"), cures=True, sent_on__isnull=False)
    terms = (
        owing_notice(work.on)
        .filter(notice_closes_on__lt=work.on, starts_on__lte=work.on)
        .exclude(Exists(sent))
    )
    for row in terms.order_by().values_list("contract_id", "contract__number", "ends_on", "annual_fee"):
        yield Cause(SUBJECT, *row)


def visits_unplanned(work: Work) -> Iterator[Cause]:
    """Open visits of running contracts within the horizon.

    An excluded customer raises none, nor does a line all of whose machines are excluded; their visits stay owed.
    """
    excluded = Q(contract__customer__excluded=True) & (
        Q(contract__customer__excluded_until=None) | Q(contract__customer__excluded_until__gte=work.on)
    )
    visits = (
        work.about(OwedVisit.objects.within(work.on, work.company.visit_horizon_days), "contract")
        .filter(Q(contract__ended_on=None) | Q(contract__ended_on__gt=work.on))
        .exclude(excluded)
        .exclude(line__in=silent_lines(work.on))
        .order_by()
        .values("contract_id", "contract__number")
    )
    for row in visits.annotate(last=Min("window_ends_on"), count=Count("pk")):
        yield Cause(
            SUBJECT, row["contract_id"], row["contract__number"], row["last"], None, {"visits": row["count"]}
        )


def visits_before_the_end(work: Work) -> Iterator[Cause]:
    """Contracts that end and still owe a visit before they do."""
    visits = (
        work.about(OwedVisit.objects.open(), "contract")
        .filter(Q(contract__ended_on=None) | Q(contract__ended_on__gt=work.on))
        .filter(contract__ends_after__isnull=False, term__ends_on__gte=work.on)
        .order_by()
        .values("contract_id", "contract__number", "contract__ends_after")
    )
    for row in visits.annotate(count=Count("pk")):
        yield Cause(
            SUBJECT,
            row["contract_id"],
            row["contract__number"],
            row["contract__ends_after"],
            None,
            {"visits": row["count"]},
        )


def ends_to_confirm(work: Work) -> Iterator[Cause]:
    """Contracts nothing renews by itself, from the day their renewal may be answered."""
    last = work.on + timedelta(days=work.company.renewal_open_days)
    terms = (
        Term.objects.filter(ends_on__gte=work.on, ends_on__lte=last, starts_on__lte=work.on)
        .filter(contract__ended_on=None, contract__ends_after=None, contract__runs_until=F("ends_on"))
        .filter(~Q(contract__renewal=RenewalKind.TACIT) | Q(renewable=False))
    )
    for term in terms.select_related("contract"):
        yield Cause(
            SUBJECT,
            term.contract_id,
            term.contract.number,
            term.ends_on,
            term.annual_fee,
            {"renewal": term.contract.renewal, "renewable": term.renewable},
        )


def refunds_to_give(work: Work) -> Iterator[Cause]:
    """Ended contracts whose customer has money to get back: credits, net, or an amount typed before there were any."""
    for ending in Ending.objects.to_refund().select_related("contract").order_by("pk"):
        yield Cause(
            SUBJECT,
            ending.contract_id,
            ending.contract.number,
            ending.refund_due_on,
            ending.refund,
            {"kind": ending.kind},
        )
    open_credits = work.about(Credit.objects.open().due(), "contract").order_by()
    columns = ("contract_id", "contract__number", "ending__refund_due_on", "ending__kind")
    for key, number, due_on, kind, net in open_credits.values_list(*columns).annotate(net=Sum("amount")):
        yield Cause(SUBJECT, key, number, due_on, net, {"kind": kind, "credit": True})


def answers_to_decide(work: Work) -> Iterator[Cause]:
    """Answers that wait for the office, or contradict what was recorded."""
    rows = work.about(RenewalAnswer.objects.to_decide(), "contract")
    for row in rows.select_related("contract", "term").order_by("pk"):
        facts = {"answer": row.answer, "outcome": row.outcome}
        yield Cause(
            SUBJECT, row.contract_id, row.contract.number, row.term.ends_on, row.term.annual_fee, facts
        )


def contracts_revived(work: Work) -> Iterator[Cause]:
    """Contracts renewed by an answer that arrived after their end: the office should look for a fortnight."""
    rows = RenewalAnswer.objects.filter(
        answer=RenewalAnswer.Answer.RENEWED,
        outcome=RenewalAnswer.Outcome.APPLIED,
        recorded_at__date__gte=work.on - timedelta(days=14),
        recorded_at__date__gt=F("term__ends_on"),
    )
    for row in rows.select_related("contract").order_by("pk"):
        facts = {"answered_on": row.answered_on.isoformat()}
        yield Cause(SUBJECT, row.contract_id, row.contract.number, None, None, facts)


def contracts_failed(work: Work) -> Iterable[Cause]:
    """Contracts the night could not renew, with the reason."""
    return [
        Cause(SUBJECT, failure.subject_id, failure.subject_label, None, None, {"reason": failure.reason})
        for failure in work.failures
        if failure.subject_kind == SUBJECT and failure.subject_id is not None
    ]
