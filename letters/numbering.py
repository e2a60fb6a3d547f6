"""Registered mail: the numbers of a whole batch written down at once, and the letters marked as sent with them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contracts.models import Notice
from letters import leaving
from letters.matters import COLUMNS
from letters.models import Dispatch, Mailing, MailingItem
from letters.post_numbers import Numbers, read_list
from tenancy.acting import acting, acting_company
from tenancy.inserting import update


def places_of(mailing: Mailing) -> dict[str, int]:
    """The place of each letter of a batch, by its contract's number and by itself; the place goes before the number."""
    known = list(written(mailing).values_list("position", "letter__contract__number"))
    by_number = {number.upper(): place for place, number in known}
    return by_number | {str(place): place for place, _number in known}


def written(mailing: Mailing) -> QuerySet[MailingItem]:
    """The letters of a batch that were written."""
    return mailing.items.exclude(letter=None)


def read_numbers(mailing: Mailing, text: str) -> Numbers:
    """A pasted list, read for a batch."""
    return read_list(text, places_of(mailing), acting_company().country)


@transaction.atomic
def number_mailing(mailing: Mailing, by_place: dict[int, str], on: date) -> tuple[int, int]:
    """Give letters of a batch their numbers; those that had not left are marked as sent by registered mail on the day.

    Gives how many were marked and how many that had left got their number. Raises ``ValidationError`` when a number
    is another letter's.
    """
    ours = mailing.items.all()
    taken = Dispatch.objects.filter(tracking__in=by_place.values()).exclude(
        Q(notice__in=ours.exclude(notice=None).values("notice"))
        | Q(occasion__in=ours.exclude(occasion=None).values("occasion"))
    )
    if used := sorted(taken.values_list("tracking", flat=True)):
        raise ValidationError(
            _("Other letters have these numbers: %(numbers)s.") % {"numbers": ", ".join(used[:10])}
        )
    items = list(
        written(mailing).filter(position__in=by_place).select_related("letter", "notice", "occasion")
    )
    moved = mended = 0
    for model, column in COLUMNS.items():
        mine = [item for item in items if isinstance(item.about, model)]
        numbers = {item.about.pk: by_place[item.position] for item in mine}
        moved += leaving.mark_sent(
            {item.about.pk: item.letter.one_line for item in mine if item.letter},
            of=model,
            on=on,
            channel=Notice.Channel.REGISTERED,
            by=acting().actor,
            numbers=numbers,
        )
        mended += _renumber(column, numbers)
    return moved, mended


def _renumber(column: str, numbers: dict[int, str]) -> int:
    """Give letters that had left by registered mail the numbers they should have; gives how many changed."""
    known = Dispatch.objects.filter(
        **{f"{column}__in": list(numbers)}, channel=Dispatch.Channel.REGISTERED
    ).select_for_update()
    changed = [row for row in known if row.tracking != numbers[getattr(row, f"{column}_id")]]
    for row in changed:
        row.tracking = numbers[getattr(row, f"{column}_id")]
    if changed:
        Dispatch.objects.filter(pk__in=[row.pk for row in changed]).update(tracking="")
        update(changed, ["tracking"])
    return len(changed)
