"""Money that was promised and is not charged, or charged too low."""

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, When

from contracts.leaks.rows import counted, running, term_of_day, with_loss
from contracts.models import BillingPeriod, Contract, DueRule, Line, OwedVisit, RenewalPrice, Revision, Term

RAISED = (RenewalPrice.PERCENT, RenewalPrice.AMOUNT, RenewalPrice.INDEXED)
NEVER_BEGUN_AFTER = 90  # days without a bill or a visit after which a signed contract looks forgotten


def fees_due(on: date) -> QuerySet[Any]:
    """Contracts, ended ones too, with periods that are due and open; their sum, the oldest day, how many."""
    due = BillingPeriod.objects.due(on).filter(contract=OuterRef("pk"))
    return with_loss(
        Contract.objects.filter(Exists(due.order_by())),
        lost=counted(due, "contract", Sum("amount")),
        since=counted(due, "contract", Min("due_on")),
        many=counted(due, "contract", Count("pk")),
    )


def terms_without_a_bill(on: date) -> QuerySet[Any]:
    """Running contracts whose term costs something and has no billing period: nobody will ever charge it."""
    bare = (
        Term.objects.filter(contract=OuterRef("pk"), fee__gt=0)
        .exclude(contract__billing_due=DueRule.VISIT)
        .containing(on)
        .filter(~Exists(BillingPeriod.objects.filter(term=OuterRef("pk")).order_by()))
    )
    return with_loss(
        running(on).filter(Exists(bare.order_by())),
        lost=term_of_day(on, "fee"),
        since=term_of_day(on, "starts_on"),
    )


def old_prices(on: date) -> QuerySet[Any]:
    """Running contracts whose last renewal kept the fee although their price rule raises it; the raise not had.

    A price that was settled for the term, by a formula or by hand, stands as it is. A formula that settled nothing has
    no amount: what it would have given is not known.
    """
    former = Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("number") - 1)
    settled = Revision.objects.standing().filter(
        contract=OuterRef("contract"), term_number=OuterRef("number")
    )
    kept = (
        Term.objects.filter(contract=OuterRef("pk"), number__gt=1, annual_fee__gt=0)
        .containing(on)
        .filter(Exists(former.filter(annual_fee__gte=OuterRef("annual_fee")).order_by()))
        .exclude(Exists(settled.order_by()))
    )
    raised = Q(never_revise=False, renewal_price__in=RAISED)
    worth_it = ~Q(renewal_price=RenewalPrice.PERCENT, revision_percent__lte=0)
    worth_it &= ~Q(renewal_price=RenewalPrice.AMOUNT, revision_amount__lte=0)
    return with_loss(
        running(on).filter(raised & worth_it & Exists(kept.order_by())),
        lost=Case(
            When(
                renewal_price=RenewalPrice.PERCENT,
                then=term_of_day(on, "annual_fee") * F("revision_percent") / 100,
            ),
            When(renewal_price=RenewalPrice.AMOUNT, then=F("revision_amount")),
        ),
        since=term_of_day(on, "starts_on"),
    )


def under_the_template(on: date) -> QuerySet[Any]:
    """Running contracts whose yearly fee is below the one their template asks today; the difference.

    Those with a line of the catalogue are held against the price lists instead.
    """
    priced = Line.objects.filter(contract=OuterRef("pk"), service__isnull=False)
    free = Term.objects.filter(contract=OuterRef("pk"), contract__first_term_free=True, number=1).containing(
        on
    )
    rows = running(on).exclude(Exists(priced.order_by())).exclude(Exists(free.order_by()))
    rows = rows.annotate(fee_now=term_of_day(on, "annual_fee"))
    return with_loss(
        rows.filter(fee_now__lt=F("template__annual_fee")),
        lost=F("template__annual_fee") - F("fee_now"),
        since=term_of_day(on, "starts_on"),
    )


def never_begun(on: date) -> QuerySet[Any]:
    """Contracts signed and begun a quarter ago of which nothing was billed and no visit made."""
    settled = BillingPeriod.objects.filter(contract=OuterRef("pk")).exclude(state=BillingPeriod.State.OPEN)
    made = OwedVisit.objects.filter(contract=OuterRef("pk"), done_on__isnull=False)
    begun_before = date.fromordinal(on.toordinal() - NEVER_BEGUN_AFTER)
    return with_loss(
        running(on)
        .filter(start_on__lte=begun_before)
        .exclude(Exists(settled.order_by()))
        .exclude(Exists(made.order_by())),
        lost=term_of_day(on, "fee"),
        since=F("start_on"),
    )


def unsigned(on: date) -> QuerySet[Any]:
    """Drafts, sent or not, whose first day has come; the yearly fee of their lines."""
    lines = Line.objects.filter(contract=OuterRef("pk"))
    return with_loss(
        Contract.objects.filter(runs_until=None, ended_on=None, start_on__lte=on),
        lost=counted(lines, "contract", Sum("annual_fee")),
        since=F("start_on"),
    )


def not_renewed(on: date) -> QuerySet[Any]:
    """Contracts whose last term is over and that no night renewed or ended: each night says why."""
    last = Term.objects.filter(contract=OuterRef("pk")).order_by("-number")
    yesterday = date.fromordinal(on.toordinal() - 1)
    return with_loss(
        Contract.objects.running_out(yesterday),
        lost=Subquery(last.values("annual_fee")[:1]),
        since=F("runs_until"),
    )


def vat_to_confirm(on: date) -> QuerySet[Any]:
    """Running contracts billed at a rate an import brought and nobody looked at."""
    return with_loss(running(on).filter(vat_confirmed=False), since=F("start_on"))
