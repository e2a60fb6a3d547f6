"""Which lines of contracts raise no word: all their machines are excluded from maintenance lists."""

from datetime import date

from django.db.models import Q

from contracts.models import LineEquipment
from installed_base.models import Equipment


def silent_lines(on: date) -> list[int]:
    """The lines all of whose machines are excluded on the day; few, so they are found from the excluded machines."""
    excluded = list(
        Equipment.objects.filter(excluded=True)
        .filter(Q(excluded_until=None) | Q(excluded_until__gte=on))
        .values_list("pk", flat=True)
    )
    if not excluded:
        return []
    lines = set(LineEquipment.objects.filter(equipment__in=excluded).values_list("line_id", flat=True))
    heard = LineEquipment.objects.filter(line__in=lines).exclude(equipment__in=excluded)
    return sorted(lines - set(heard.values_list("line_id", flat=True)))
