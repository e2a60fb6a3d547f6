"""Where a contract was concluded, and what the law therefore holds back: withdrawal, first payment, first visits."""

from dataclasses import dataclass
from datetime import date

from contracts.dates.withdrawal import Conclusion as Where
from contracts.dates.withdrawal import WithdrawalLaw, withdrawal_law
from contracts.models import Contract
from contracts.term_batch import TermBatch
from tenancy.acting import acting_company
from tenancy.months import ONE_DAY


@dataclass(frozen=True, slots=True)
class Concluded:
    """How a signature came about. ``withdraw_by`` stands for the computed day, with a reason.

    ``early_start_on`` is the day the customer expressly asked that services begin at once (L221-25; art. 51), with what
    proves it.
    """

    conclusion: str = ""
    withdraw_by: date | None = None
    withdraw_by_reason: str = ""
    early_start_on: date | None = None
    early_start_evidence: str = ""


def law_of(contract: Contract, conclusion: str, signed_on: date) -> WithdrawalLaw:
    """What the law sets for the contract, signed there on a day; nothing when it is not said where."""
    if not conclusion:
        return WithdrawalLaw()
    country = acting_company().country
    protected = contract.customer.may_withdraw(country)
    return withdrawal_law(country, Where(conclusion), signed_on, protected=protected)


def conclude(contract: Contract, signed_on: date, concluded: Concluded) -> None:
    """Set on the contract what follows from where it was signed; the caller saves."""
    law = law_of(contract, concluded.conclusion, signed_on)
    contract.conclusion = concluded.conclusion
    contract.withdraw_by = concluded.withdraw_by or law.withdraw_by
    contract.withdraw_by_reason = concluded.withdraw_by_reason if concluded.withdraw_by else ""
    contract.pay_from = law.pay_from
    contract.early_start_on = concluded.early_start_on
    contract.early_start_evidence = concluded.early_start_evidence if concluded.early_start_on else ""


def visits_from(contract: Contract) -> date | None:
    """The first day a visit may be made: after the withdrawal period, unless the customer asked to begin early."""
    if contract.withdraw_by is None or contract.early_start_on is not None:
        return None
    return contract.withdraw_by + ONE_DAY


def hold_back(contract: Contract, batch: TermBatch) -> None:
    """Move due days and the beginning of visits' windows of terms not written yet to the days the law allows."""
    if (pay_from := contract.pay_from) is not None:
        for period in batch.periods:
            period.due_on = max(period.due_on, pay_from)
    if (begins := visits_from(contract)) is not None:
        for visit in batch.visits:
            if visit.window_starts_on < begins:
                visit.window_starts_on = begins
                if visit.window_ends_on < begins:
                    visit.window_ends_on = max(visit.slice_ends_on, begins)
