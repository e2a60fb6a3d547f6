"""What pages say about the visits that are counted anew from the day one is made."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.cadence import foreseen
from contracts.models import OwedVisit
from contracts.rule_labels import sentence
from tenancy.acting import acting_company
from ui import formats

#: visits told one by one; a line may have one a day
TOLD = 6


def moves_told(visit: OwedVisit, on: date) -> list[str | Promise]:
    """Which windows move, from when to when and why, once the visit is made on a day."""
    moves = foreseen(visit.contract, {visit.pk: on})
    said: list[str | Promise] = []
    for moved in moves[:TOLD]:
        row, window = moved.visit, moved.window
        said.append(
            _("%(service)s: the visit of %(start)s – %(end)s is then wanted %(opens)s – %(closes)s. %(why)s")
            % {
                "service": row.line.label,
                "start": formats.day(row.window_starts_on),
                "end": formats.day(row.window_ends_on),
                "opens": formats.day(window.starts),
                "closes": formats.day(window.ends),
                "why": sentence(window.why, acting_company().currency),
            }
        )
    if (more := len(moves) - TOLD) > 0:
        said.append(
            ngettext("%(count)s more visit moves.", "%(count)s more visits move.", more) % {"count": more}
        )
    if not moves:
        said.append(
            _(
                "The next visits are counted from the day made: none that is written moves; those of the next "
                "term will follow."
            )
        )
    return said
