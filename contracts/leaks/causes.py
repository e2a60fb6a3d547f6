"""The causes in the order in which they cost money, each with what it means and what to do."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.leaks import listed, machines, money, promises
from tenancy.permissions import Right


class Subject(StrEnum):
    """What the rows of a cause are."""

    CONTRACT = "contract"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Leak:
    """A cause: its name in addresses, how it reads, how urgent, who may see it, and its rows on a day.

    ``many`` names what each row counts several of; ``at_stake`` says what the amount is, where there is one.
    """

    name: str
    label: str | Promise
    meaning: str | Promise
    colour: str
    right: str
    rows: Callable[[date], QuerySet[Any]]
    at_stake: str | Promise = ""
    many: str | Promise = ""
    since: str | Promise = ""
    subject: Subject = Subject.CONTRACT


_FEES, _CONTRACTS, _LETTERS, _MACHINES = (
    Right.FEES_VIEW,
    Right.CONTRACTS_VIEW,
    Right.LETTERS_VIEW,
    Right.EQUIPMENT_VIEW,
)
_YEARLY = _("the yearly fee")

LEAKS: dict[str, Leak] = {
    leak.name: leak
    for leak in (
        Leak(
            "fees_due", _("Fees due and not billed"),
            _("Their day has come and nobody charged them. Bill them, or close them with a reason."),
            "red", _FEES, money.fees_due, _("the open fees"), _("Periods"), _("Due since"),
        ),
        Leak(
            "no_bill", _("Terms without anything to bill"),
            _("The running term has a fee and no billing period: it would never be charged."),
            "red", _FEES, money.terms_without_a_bill, _("the fee of the term"),
        ),
        Leak(
            "not_renewed", _("Ran out and not renewed"),
            _("The last term is over and the night could neither renew nor end the contract: see its run."),
            "red", _CONTRACTS, money.not_renewed, _YEARLY, since=_("Over since"),
        ),
        Leak(
            "notice_missed", _("Renewal notices missed"),
            _("The window closed and no letter left: once renewed, the customer may leave at any time."),
            "red", _LETTERS, promises.notices_missed, _YEARLY, since=_("Closed on"),
        ),
        Leak(
            "no_letter", _("Renewed without the lawful letter"),
            _("The customer may end the contract at any time and has back what she paid in advance."),
            "red", _LETTERS, promises.renewed_without_letter, _YEARLY, since=_("Renewed on"),
        ),
        Leak(
            "visits_late", _("Visits owed whose window is over"),
            _("Promised, paid for and not made. Excluded customers and machines are left out."),
            "red", _CONTRACTS, promises.visits_late, _("the part of the fee that stands for them"), _("Visits"),
            _("Wanted by"),
        ),
        Leak(
            "unsigned", _("Begun without a signature"),
            _("The first day has come and the contract was never signed: nothing is owed and nothing is charged."),
            "orange", _CONTRACTS, money.unsigned, _YEARLY, since=_("First day"),
        ),
        Leak(
            "never_begun", _("Signed and forgotten"),
            _("Begun three months ago or more, nothing billed and no visit made since."),
            "orange", _CONTRACTS, money.never_begun, _("the fee of the term"), since=_("First day"),
        ),
        Leak(
            "old_price", _("Renewed at the old price"),
            _("The contract says that the fee rises at renewal, and it did not."),
            "orange", _FEES, money.old_prices, _("a year's raise"), since=_("Renewed on"),
        ),
        Leak(
            "under_template", _("Fees below their template's"),
            _("The yearly fee in force is lower than what the template asks today."),
            "blue", _FEES, money.under_the_template, _("the yearly difference"), since=_("Term from"),
        ),
        Leak(
            "under_list", _("Fees below the price list"),
            _("A line costs less than the list of the customer’s group, or the one for everybody, asks today."),
            "blue", _FEES, listed.under_the_list, _("the yearly difference"), since=_("Term from"),
        ),
        Leak(
            "no_list_price", _("Following a list that does not know them"),
            _("The fee is the list price at renewal, and a line has none today: it keeps the old one."),
            "orange", _FEES, listed.without_a_list_price, _YEARLY, since=_("Term from"),
        ),
        Leak(
            "served_free", _("Looked after without a contract"),
            _("Their contract ended and they were looked after since: offer a contract, or bill the work."),
            "orange", _MACHINES, machines.served_for_nothing, _("the former yearly fee"), _("Services"),
            _("Last service"), Subject.MACHINE,
        ),
        Leak(
            "uncovered", _("Machines of customers under contract that stand on none"),
            _("In service at a customer who has a contract for something else: offer to add them."),
            "blue", _MACHINES, machines.uncovered, subject=Subject.MACHINE,
        ),
        Leak(
            "no_technician", _("Contracts without a usual technician"),
            _("Their visits are on nobody's list. Give them a technician."),
            "blue", _CONTRACTS, promises.without_technician, since=_("First day"),
        ),
        Leak(
            "vat", _("Imported VAT rates to confirm"),
            _("The rate came with an import and nobody looked at it. A wrong one is paid by the firm."),
            "orange", _CONTRACTS, money.vat_to_confirm, since=_("First day"),
        ),
    )
}  # fmt: skip


def leaks_for(rights: Collection[str], subject: Subject | None = None) -> dict[str, Leak]:
    """The causes somebody with these rights may see, by name; of one subject where it is given."""
    return {
        name: leak
        for name, leak in LEAKS.items()
        if leak.right in rights and (subject is None or leak.subject == subject)
    }
