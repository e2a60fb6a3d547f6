"""Which contracts are papers the firm must be able to show: those that were sent or signed."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, LineEquipment
from tenancy import standing
from tenancy.standing import LegalDocument


def contracts_that_stand(ids: Collection[int]) -> Iterator[LegalDocument]:
    """Contracts that left the house: signed, or sent to be signed."""
    left = Contract.objects.filter(pk__in=ids).exclude(runs_until=None, sent_on=None)
    for contract in left:
        kind = _("Signed contract") if contract.is_signed() else _("Contract sent")
        yield LegalDocument(kind, contract.number, contract.get_absolute_url())


def contracts_of_machines(ids: Collection[int]) -> Iterator[LegalDocument]:
    """The same of contracts, whoever's, that look after a machine."""
    covered = LineEquipment.objects.filter(pk__in=ids).exclude(
        Q(line__contract__runs_until=None) & Q(line__contract__sent_on=None)
    )
    yield from contracts_that_stand(set(covered.values_list("line__contract_id", flat=True)))


def register() -> None:
    """Make them known."""
    standing.register(Contract, contracts_that_stand)
    standing.register(LineEquipment, contracts_of_machines)
