"""The categories of machines a new company begins with, in its country's words."""

from installed_base.models import EquipmentType
from installed_base.starter_details import create_details

NAMES = {
    "FR": (
        *("Chaudière gaz", "Chaudière fioul", "Chaudière bois", "Pompe à chaleur", "Climatisation", "VMC"),
        *("Chauffe-eau thermodynamique", "Adoucisseur", "Chaufferie collective"),
    ),
    "IT": (
        *("Caldaia a gas", "Caldaia a gasolio", "Stufa a pellet", "Pompa di calore", "Climatizzatore"),
        *("Scaldacqua", "Addolcitore", "Centrale termica"),
    ),
}


def create_types(country: str) -> int:
    """Make the categories the acting company lacks; gives how many were made."""
    known = set(EquipmentType.objects.values_list("name", flat=True))
    missing = [EquipmentType.called(name) for name in NAMES[country] if name not in known]
    EquipmentType.objects.bulk_create(missing, ignore_conflicts=True)
    create_details(list(EquipmentType.objects.filter(name__in=[kind.name for kind in missing])))
    return len(missing)
