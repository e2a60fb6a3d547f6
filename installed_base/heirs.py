"""Plants a technician is named for: who is named when she leaves."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from installed_base.models import PlantTechnician
from tenancy.handing_over import Holding, register
from tenancy.models import Technician


def register_holdings() -> None:
    """The plants a member may work on."""
    register(
        Holding(
            "plants",
            _("Allowed at plants"),
            "technicians",
            lambda member: (
                PlantTechnician.objects.filter(technician__membership=member)
                .select_related("plant")
                .order_by("plant__name", "pk")
            ),
            pass_on,
            lambda named: str(named.plant),
        )
    )


def pass_on(rows: QuerySet[Any], heir: Technician | None) -> int:
    """Name the heir in their place, once; gives how many plants it was.

    Without an heir the names go where others are named. Where she was the only one they stay, for a plant without a
    name would be open to everybody: somebody decides there.
    """
    keys = list(rows.order_by().values_list("pk", flat=True))
    held = PlantTechnician.objects.filter(pk__in=keys)
    others = PlantTechnician.objects.filter(plant=OuterRef("plant")).exclude(pk__in=keys)
    if heir is not None:
        others = others.filter(technician=heir)
    held.filter(Exists(others)).delete()
    if heir is not None:
        held.update(technician=heir)
    return len(keys)
