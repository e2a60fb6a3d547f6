"""Contracts in a technician's name: whose they are when she leaves."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from tenancy.handing_over import Holding, register


def register_holdings() -> None:
    """The running contracts whose usual technician a member is."""
    register(
        Holding(
            "contracts",
            _("Usual technician of contracts"),
            "technicians",
            lambda member: Contract.objects.filter(technician__membership=member, ended_on=None).order_by(
                "number"
            ),
            lambda rows, heir: Contract.objects.filter(pk__in=rows.order_by().values("pk")).update(
                technician=heir, updated_at=timezone.now()
            ),
            lambda contract: contract.number,
        )
    )
