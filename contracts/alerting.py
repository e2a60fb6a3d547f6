"""What alerts the contracts raise: money not charged, letters not sent, visits not planned, ends nobody saw coming."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import (
    BillingPeriod,
    Ending,
    Notice,
    OwedVisit,
    RenewalAnswer,
    RenewalKind,
    Term,
)
from contracts.noticing import owing_notice
from contracts.silence import silent_lines
from tenancy.acting import acting_company
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right
from ui import formats

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
    """Ended contracts whose customer has money to get back."""
    for ending in Ending.objects.to_refund().select_related("contract").order_by("pk"):
        yield Cause(
            SUBJECT,
            ending.contract_id,
            ending.contract.number,
            ending.refund_due_on,
            ending.refund,
            {"kind": ending.kind},
        )


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


def contract_url(alert: Alert) -> str:
    """The contract's page."""
    return reverse("contracts:detail", args=[alert.subject_id])


def register_kinds() -> None:
    """Make all kinds known, most urgent first."""
    for name, label, severity, right, describe, causes in (
        ("fee_due", gettext_lazy("Fees not billed"), "lost", Right.FEES_VIEW, _fee_due, fees_due),
        ("notice_missed", gettext_lazy("Renewal notices missed"), "lost", Right.LETTERS_VIEW, _missed, notices_missed),
        ("night_failed", gettext_lazy("Contracts the night could not do"), "lost", Right.CONTRACTS_VIEW, _failed,
         contracts_failed),
        ("notice_to_send", gettext_lazy("Renewal notices to send"), "soon", Right.LETTERS_VIEW, _to_send,
         notices_to_send),
        ("visit_unplanned", gettext_lazy("Visits owed and not planned"), "soon", Right.CONTRACTS_VIEW, _unplanned,
         visits_unplanned),
        ("visit_before_end", gettext_lazy("Visits owed before a contract ends"), "soon", Right.CONTRACTS_VIEW,
         _before_end, visits_before_the_end),
        ("end_to_confirm", gettext_lazy("Ends to confirm or renew"), "soon", Right.CONTRACTS_VIEW, _ending,
         ends_to_confirm),
        ("refund_to_give", gettext_lazy("Refunds to give"), "soon", Right.FEES_VIEW, _to_refund, refunds_to_give),
        ("answer_to_decide", gettext_lazy("Answers to decide about"), "soon", Right.CONTRACTS_RENEW, _to_decide,
         answers_to_decide),
        ("contract_revived", gettext_lazy("Contracts renewed after their end"), "information", Right.CONTRACTS_VIEW,
         _revived, contracts_revived),
    ):  # fmt: skip
        register(AlertKind(name, label, severity, right, describe, contract_url, causes))


def _fee_due(alert: Alert) -> str:
    count = alert.facts.get("periods", 1)
    told = [ngettext("%(count)s billing period is due and not billed.",
                     "%(count)s billing periods are due and not billed.", count) % {"count": count}]  # fmt: skip
    if alert.due_on is not None:
        days = max(0, (acting_company().today() - alert.due_on).days)
        told.append(ngettext("The oldest has waited for %(count)s day.",
                             "The oldest has waited for %(count)s days.", days) % {"count": days})  # fmt: skip
    if signed_on := alert.facts.get("signed_on"):
        told.append(_("Signed on %(day)s.") % {"day": formats.day(date.fromisoformat(signed_on))})
    if by := alert.facts.get("by"):
        told.append(_("Signature or renewal entered by %(name)s.") % {"name": by})
    return " ".join(told)


def _missed(alert: Alert) -> str:
    return _("The notice window closed and no letter left: after renewal the customer may leave at any time.")


def _to_send(alert: Alert) -> str:
    if alert.facts.get("late"):
        return _("The wanted day has passed: send the renewal notice before its window closes.")
    return _("The renewal notice is ready to send.")


def _unplanned(alert: Alert) -> str:
    count = alert.facts.get("visits", 1)
    return ngettext("%(count)s visit is owed and has no appointment.",
                    "%(count)s visits are owed and have no appointment.", count) % {"count": count}  # fmt: skip


def _before_end(alert: Alert) -> str:
    count = alert.facts.get("visits", 1)
    return ngettext("%(count)s visit is still owed before the contract ends.",
                    "%(count)s visits are still owed before the contract ends.", count) % {"count": count}  # fmt: skip


def _ending(alert: Alert) -> str:
    if alert.facts.get("renewal") == RenewalKind.EXPRESS and alert.facts.get("renewable"):
        return _("Express renewal: without an answer the contract ends.")
    return _("The contract ends and no renewal follows.")


def _to_refund(alert: Alert) -> str:
    if alert.facts.get("kind") == Ending.Kind.WITHDRAWAL:
        return _("The customer withdrew: what she paid goes back within 14 days.")
    return _("The contract ended: what was paid in advance goes back.")


def _to_decide(alert: Alert) -> str:
    if alert.facts.get("outcome") == RenewalAnswer.Outcome.CONFLICT:
        return _("A customer's answer contradicts what was recorded: the office decides.")
    if alert.facts.get("answer") == RenewalAnswer.Answer.REFUSED:
        return _("A late refusal was brought by a technician: the office decides whether it stands.")
    return _("A technician brought the customer's yes: the office has to approve it.")


def _revived(alert: Alert) -> str:
    return _("Answered before its end and received after it: the contract goes on.")


def _failed(alert: Alert) -> str:
    return _("The night could not renew this contract: %(reason)s") % {
        "reason": alert.facts.get("reason", "")
    }
