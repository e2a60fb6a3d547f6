"""What a person has to know about a machine before anything else."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from installed_base.models import DueDate, Equipment
from ui.badges import Badge

OUT = Badge("secondary", "plug-off", _("Out of service"))
EXCLUDED = Badge("secondary", "bell-off", _("Not in maintenance lists"))
WARRANTY = Badge("blue", "shield-check", _("In warranty"))


def badges_of(machine: Equipment, on: date) -> list[Badge]:
    """The machine's marks on the day."""
    marks = [
        (machine.removed_on is not None, OUT),
        (machine.is_excluded(on), EXCLUDED),
        (machine.removed_on is None and machine.in_warranty(on), WARRANTY),
    ]
    return [badge for holds, badge in marks if holds]


_PASSED = Badge("red", "calendar-x", _("Late"))
_NOW = Badge("orange", "calendar-event", _("To plan"))
_TO_COME = Badge("blue", "calendar", _("To come"))


def due_badge(due: DueDate, on: date) -> Badge:
    """Where the window of a due date stands on the day."""
    if due.due_on < on:
        return _PASSED
    return _NOW if due.window_from <= on else _TO_COME
