"""Raises that no letter told before the renewal: told to the office, or not made where the company chose so."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract, Notice, RenewalKind, Revision, Term
from contracts.noticing import told_otherwise
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company
from tenancy.alerts import AlertKind, Cause, register
from tenancy.inserting import AnyOf
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right
from ui import formats

ANY_FEE = Decimal("Infinity")


class Untold:
    """Which fees letters told the customers of some contracts, for companies that raise nothing untold.

    Three queries; none where the company raises as the contracts say.
    """

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self.shown: dict[tuple[int, int], Decimal] = {}
        self.protected: set[int] = set()
        tacit = [row.pk for row in contracts if row.renewal == RenewalKind.TACIT]
        if not tacit or not acting_company().keep_untold_fees:
            return
        protected = Contract.objects.filter(AnyOf("pk", tacit), customer__legal_class__in=PROTECTED_CLASSES)
        self.protected = set(protected.values_list("pk", flat=True))
        sent = Notice.objects.filter(AnyOf("contract_id", tacit), sent_on__isnull=False)
        for key, number, fee, channel in sent.values_list(
            "contract_id", "term__number", "price_shown", "channel"
        ):
            # Nobody knows what a letter of the old software said.
            self._show(key, number + 1, ANY_FEE if channel == Notice.Channel.IMPORTED else fee)
        told = Revision.objects.standing().filter(AnyOf("contract_id", tacit)).filter(told_otherwise())
        for key, number, fee in told.values_list("contract_id", "term_number", "new_fee"):
            self._show(key, number, fee)

    def _show(self, contract: int, number: int, fee: Decimal | None) -> None:
        if fee is not None:
            self.shown[contract, number] = max(fee, self.shown.get((contract, number), Decimal(0)))

    def keeps(self, contract: Contract, number: int, fee: Decimal) -> bool:
        """Whether a consumer keeps her fee at that renewal because no letter told her this one."""
        shown = self.shown.get((contract.pk, number))
        return contract.pk in self.protected and (shown is None or shown < fee)


def raises_untold(work: Work) -> Iterator[Cause]:
    """Running terms that the night wrote with a higher fee although no letter showed it; the difference a year.

    Asked only of customers the letter is owed to. A fee after a free term is no raise.
    """
    former = Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("number") - 1)
    letters = Notice.objects.filter(
        contract=OuterRef("contract"), term__number=OuterRef("number") - 1, sent_on__isnull=False
    ).filter(Q(price_shown__gte=OuterRef("annual_fee")) | Q(channel=Notice.Channel.IMPORTED))
    revisions = Revision.objects.standing().filter(
        told_otherwise(), contract=OuterRef("contract"), term_number=OuterRef("number")
    )
    terms = (
        work.about(Term.objects.containing(work.on), "contract")
        .filter(origin=Term.Origin.NIGHTLY, contract__renewal=RenewalKind.TACIT, contract__ended_on=None)
        .exclude(number=2, contract__first_term_free=True)
        .annotate(before=Subquery(former.order_by().values("annual_fee")[:1]))
        .filter(before__lt=F("annual_fee"))
        .exclude(Exists(letters))
        .exclude(Exists(revisions))
    )
    if not work.company.notify_businesses:
        terms = terms.filter(contract__customer__legal_class__in=PROTECTED_CLASSES)
    columns = ("contract_id", "contract__number", "starts_on", "annual_fee", "before")
    for key, number, starts_on, fee, before in terms.order_by().values_list(*columns):
        facts = {"before": str(before), "fee": str(fee), "since": starts_on.isoformat()}
        yield Cause("contract", key, number, None, fee - before, facts)


def register_kind() -> None:
    """Make it known."""
    from contracts.alerting import contract_url

    register(
        AlertKind("raise_untold", gettext_lazy("Raises no letter told"), "soon", Right.FEES_VIEW, _untold,
                  contract_url, raises_untold)
    )  # fmt: skip


def _untold(alert: Alert) -> str:
    words = {
        name: formats.money(Decimal(alert.facts.get(name, "0")), acting_company().currency)
        for name in ("before", "fee")
    }
    return (
        _("Renewed at %(fee)s instead of %(before)s a year, and no letter said so: write to the customer.")
        % words
    )
