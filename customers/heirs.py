"""Customers and sites a technician is named for: who is named when she leaves."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import AllowedTechnician
from tenancy.handing_over import Holding, register
from tenancy.models import Technician


def register_holdings() -> None:
    """The places to which a member may be sent."""
    register(
        Holding(
            "allowed",
            _("Allowed at customers and sites"),
            "technicians",
            lambda member: (
                AllowedTechnician.objects.filter(technician__membership=member)
                .select_related("customer", "site")
                .order_by("customer__sort_name", "pk")
            ),
            pass_on,
            lambda named: str(named.site or named.customer),
        )
    )


def pass_on(rows: QuerySet[Any], heir: Technician | None) -> int:
    """Name the heir in their place, once; gives how many places it was.

    Without an heir the names go where others are named. Where she was the only one they stay, for a place without a
    name would be open to everybody: somebody decides there.
    """
    keys = list(rows.order_by().values_list("pk", flat=True))
    held = AllowedTechnician.objects.filter(pk__in=keys)
    here = AllowedTechnician.objects.filter(customer=OuterRef("customer"))
    at_site, at_customer = here.filter(site=OuterRef("site")), here.filter(site=None)
    others = AllowedTechnician.objects.exclude(pk__in=keys)
    if heir is not None:
        others = others.filter(technician=heir)
    for place, known in ((held.filter(site=None), at_customer), (held.exclude(site=None), at_site)):
        place.filter(Exists(known.filter(pk__in=others.values("pk")))).delete()
    if heir is not None:
        held.update(technician=heir)
    return len(keys)
