"""Registered mail: the numbers of a whole batch written down at once, and the letters marked as sent with them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contracts.models import Notice
from letters import leaving
from letters.models import Dispatch, Mailing, MailingItem
from letters.post_numbers import Numbers, read_list
from tenancy.acting import acting, acting_company
from tenancy.inserting import update


def places_of(mailing: Mailing) -> dict[str, int]:
    """The place of each letter of a batch, by its contract's number and by itself; the place goes before the number."""
    known = list(written(mailing).values_list("position", "notice__contract__number"))
    by_number = {number.upper(): place for place, number in known}
    return by_number | {str(place): place for place, _number in known}


def written(mailing: Mailing) -> QuerySet[MailingItem]:
    """The renewal notices of a batch that were written."""
    return mailing.items.exclude(letter=None).exclude(notice=None)


def read_numbers(mailing: Mailing, text: str) -> Numbers:
    """A pasted list, read for a batch."""
    return read_list(text, places_of(mailing), acting_company().country)


@transaction.atomic
def number_mailing(mailing: Mailing, by_place: dict[int, str], on: date) -> tuple[int, int]:
    """Give letters of a batch their numbers; those that had not left are marked as sent by registered mail on the day.

    Gives how many were marked and how many that had left got their number. Raises ``ValidationError`` when a number
    is another letter's.
    """
    taken = Dispatch.objects.filter(tracking__in=by_place.values()).exclude(
        notice__mailing_items__mailing=mailing
    )
    if used := sorted(taken.values_list("tracking", flat=True)):
        raise ValidationError(
            _("Other letters have these numbers: %(numbers)s.") % {"numbers": ", ".join(used[:10])}
        )
    items = list(written(mailing).filter(position__in=by_place).select_related("letter", "notice"))
    numbers = {item.notice_id: by_place[item.position] for item in items if item.notice_id}
    unsent = {
        item.notice_id: ", ".join(item.letter.addressed_to.splitlines())
        for item in items
        if item.letter and item.notice_id
    }
    moved = leaving.mark_sent(
        unsent, on=on, channel=Notice.Channel.REGISTERED, by=acting().actor, numbers=numbers
    )
    known = Dispatch.objects.filter(notice__in=numbers, channel=Dispatch.Channel.REGISTERED)
    changed = [row for row in known.select_for_update() if row.tracking != numbers[row.notice_id or 0]]
    for row in changed:
        row.tracking = numbers[row.notice_id or 0]
    if changed:
        Dispatch.objects.filter(pk__in=[row.pk for row in changed]).update(tracking="")
        update(changed, ["tracking"])
    return moved, len(changed)
