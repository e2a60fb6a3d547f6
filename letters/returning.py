"""What becomes of letters after they left: they come back, are handed over, and leave once more."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers import communication
from customers.models import Communication
from letters.leaving import CHANNELS, RETURNED, SUBJECT_OF_RETURN, about
from letters.matters import Matter, column_of, customer_of
from letters.models import Dispatch, Letter, Receipt
from letters.sheets import address_lines
from letters.writing import latest_of, write
from tenancy.acting import acting, acting_company
from tenancy.alerts import close_at_once, look_again
from ui import formats


@transaction.atomic
def came_back(rows: Sequence[Dispatch], on: date, reason: str, text: str = "") -> int:
    """The post brought letters back on a day: each gets a receipt and, while its contract runs, an alert.

    Gives how many were not known to have come back.
    """
    found = [
        row
        for row in rows
        if row.heard(Receipt.Kind.RETURNED, on=on, reason=reason, text=text, recorded_by=acting().actor)
    ]
    with override(acting_company().language):
        for row in found:
            tell(row, _("The letter of %(day)s came back: %(why)s"), str(Receipt.Reason(reason).label), text)
    look_again([RETURNED], [row.pk for row in found], acting_company().today())
    return len(found)


@transaction.atomic
def handed_over(rows: Sequence[Dispatch], on: date) -> int:
    """Letters were handed over on a day, as the acknowledgement says; gives how many were not known to be."""
    by = acting().actor
    found = [row for row in rows if row.heard(Receipt.Kind.DELIVERED, on=on, recorded_by=by)]
    close_at_once([RETURNED], SUBJECT_OF_RETURN, [row.pk for row in found], on)
    return len(found)


@transaction.atomic
def take_back(receipt: Receipt) -> None:
    """A receipt was written down by mistake: it goes, and the history keeps who said so."""
    dispatch = receipt.dispatch
    receipt.delete()
    look_again([RETURNED], [dispatch.pk], acting_company().today())


def write_again(matter: Matter, on: date) -> Letter:
    """A new letter instead of one that did not arrive, dated ``on``, to the address of now; the old one is kept.

    Asked twice on a day, the letter that waits stands, unless the address changed meanwhile. Raises ``CannotWrite``.
    """
    waiting = unsent_letter(matter)
    address = "\n".join(address_lines(customer_of(matter), acting_company()))
    if waiting is not None and (waiting.written_on, waiting.addressed_to) == (on, address):
        return waiting
    return write(matter, on, anew=True)


def unsent_letter(matter: Matter) -> Letter | None:
    """The letter written after the last one that left, waiting to leave in its turn."""
    left = Dispatch.objects.filter(**{column_of(matter): matter}).exclude(channel=Dispatch.Channel.SMS)
    last, written = left.first(), latest_of(matter)
    if last is None or written is None or (last.letter_id or 0) >= written.pk:
        return None
    return written


def tell(row: Dispatch, words: str, why: str, text: str = "") -> None:
    """Write in the customer's log what was heard of a letter."""
    communication.log(
        row.customer_id,
        channel=CHANNELS.get(row.channel, Communication.Channel.LETTER),
        direction=Communication.Direction.INCOMING,
        summary=words % {"day": formats.day(row.sent_on), "why": why},
        text=text,
        about=about(row.contract),
        key=f"dispatch:{row.pk}:lost",
    )
