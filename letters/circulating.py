"""Circulars: chosen, sent off, and once more where it failed."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Contract
from customers.models import Customer, Merge
from letters.circular_fates import fates
from letters.models import Circular, Kind, Mailing, MailingItem, Occasion, Recipient
from letters.occasion_bulk import send_off
from tenancy import outbox, trash
from tenancy.acting import acting, acting_company
from tenancy.inserting import update
from tenancy.models import OutboxMessage, Trashed


@transaction.atomic
def choose(rows: Sequence[Customer | Contract], name: str) -> Circular:
    """A new circular for some customers, or for those of some contracts; each customer once, whatever she has."""
    circular = Circular.objects.create(name=name, language=acting_company().language, made_by=acting().actor)
    chosen: dict[int, Recipient] = {}
    for row in rows:
        contract = row if isinstance(row, Contract) else None
        customer = row.pk if isinstance(row, Customer) else row.customer_id
        chosen.setdefault(customer, Recipient(circular=circular, customer_id=customer, contract=contract))
    Recipient.objects.bulk_create(list(chosen.values()), batch_size=2000)
    return circular


@transaction.atomic
def start(circular: Circular, *, both_sides: bool = False) -> list[Mailing]:
    """Send a circular off: each recipient gets her letter, or the reason why not, and jobs begin to write.

    Raises ValidationError when it was started before, has no text, or nobody would get it.
    """
    row = Circular.objects.select_for_update(of=("self",)).select_related("version").get(pk=circular.pk)
    if row.started_at is not None:
        raise ValidationError(_("This circular was started before."))
    if row.version is None:
        raise ValidationError(_("Write its text first."))
    with override(acting_company().language):  # the reasons are kept, for whoever looks
        found = fates(row)
    going = [fate for fate in found if not fate.reason]
    if not going:
        raise ValidationError(_("Nobody would get it: see the reasons."))
    occasions = Occasion.objects.bulk_create(
        [
            Occasion(
                kind=Kind.CIRCULAR,
                circular=row,
                customer_id=fate.recipient.customer_id,
                contract_id=fate.recipient.contract_id,
                made_by=acting().actor,
            )
            for fate in going
        ],
        batch_size=2000,
    )
    for fate, occasion in zip(going, occasions, strict=True):
        fate.recipient.occasion = occasion
    for fate in found:
        fate.recipient.reason = fate.reason
    update([fate.recipient for fate in found], ["occasion", "reason"])
    row.started_at, row.started_by = timezone.now(), acting().actor
    row.save(update_fields=["started_at", "started_by"])
    return _send(row, [occasion.pk for occasion in occasions], both_sides=both_sides)


@transaction.atomic
def throw_away(circular: Circular) -> None:
    """Delete a draft with its recipients, also with those who lie in the trash or went into another in a merge."""
    for box in (Trashed, Merge):
        trash.leave_out(box, Recipient, "circular", circular.pk)
    circular.delete()


def mailings_of(circular: Circular) -> Any:
    """The batches its letters were written in, the first before the others."""
    batches = MailingItem.objects.filter(occasion__circular=circular).values("mailing")
    return Mailing.objects.filter(pk__in=batches).select_related("run", "print_file").order_by("pk")


def failed_writing(circular: Circular) -> Any:
    """Letters that no batch could write, and none is about to."""
    occasions = circular.occasions.unwritten()
    waiting = MailingItem.objects.to_come().filter(occasion__circular=circular)
    return occasions.exclude(pk__in=waiting.values("occasion"))


def given_up(circular: Circular) -> Any:
    """E-mails that did not leave."""
    return OutboxMessage.objects.filter(
        about_kind=Occasion._meta.label_lower,
        about_id__in=circular.occasions.to_send().values("pk"),
        state=OutboxMessage.State.FAILED,
    )


@transaction.atomic
def retry(circular: Circular) -> int:
    """Try once more what failed: letters that could not be written, e-mails given up. Gives how many there were."""
    row = Circular.objects.select_for_update(of=("self",)).get(pk=circular.pk)
    unwritten = list(failed_writing(row).values_list("pk", flat=True))
    if unwritten:
        _send(row, unwritten)
    return len(unwritten) + sum(outbox.send_again(message) for message in given_up(row))


def _send(circular: Circular, keys: Sequence[int], *, both_sides: bool = False) -> list[Mailing]:
    return send_off(keys, by_mail=circular.way != Circular.Way.POST, both_sides=both_sides)
