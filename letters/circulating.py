"""Circulars: who gets one and by which way, who does not and why; sending them off, and once more where it failed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Contract
from customers import advertising
from customers.models import Customer
from customers.reaching import notice_contacts, notice_lines
from letters import emailing
from letters import facts as facts_of
from letters.designing.clause import Clause
from letters.models import (
    Circular,
    Kind,
    Language,
    LetterTemplate,
    LetterVersion,
    Mailing,
    MailingItem,
    Occasion,
    Recipient,
)
from letters.occasion_bulk import send_off
from letters.placeholders import OF_CONTRACT
from letters.sheets import letter_pdf
from letters.wording import NAME
from tenancy import outbox, pec
from tenancy.acting import acting, acting_company
from tenancy.inserting import update
from tenancy.models import OutboxMessage
from ui import formats


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to somebody chosen: the channel and where it goes, or the reason why she gets nothing."""

    recipient: Recipient
    channel: str = ""
    address: str = ""
    reason: str = ""


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


def fates(circular: Circular, recipients: Sequence[Recipient] | None = None) -> list[Fate]:
    """What would happen to each of those chosen (or to some of them) today; a constant number of queries."""
    rows = list(recipients) if recipients is not None else list(of_circular(circular))
    known = advertising.wishes_of([row.customer_id for row in rows]) if circular.is_advertising else {}
    needs_contract, pec_ready = names_a_contract(circular), pec.is_ready()
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        customer = row.customer
        reason = _unwelcome(customer) or _unasked(circular, known.get(customer.pk))
        if not reason and circular.own_language and customer.letter_language != circular.language:
            language = {"language": Language(customer.letter_language).label}
            reason = _("Letters to this customer are in another language: %(language)s.") % language
        if not reason and needs_contract and row.contract_id is None:
            reason = _("The text names the contract, and the customer was chosen without one.")
        channel, address = "", ""
        if not reason:
            channel, address, reason = _way(circular, customer, pec_ready)
        person = (customer.sort_name, address.lower())
        if not reason and person in seen:
            reason = _("The same name and address as another recipient: written to once.")
        seen.add(person)
        found.append(Fate(row, reason=reason[:200]) if reason else Fate(row, channel, address))
    return found


def of_circular(circular: Circular) -> Any:
    """Its recipients with what their fate depends on."""
    rows = circular.recipients.select_related("customer", "contract__customer")
    return rows.prefetch_related(notice_contacts("customer__"))


def counted(found: Sequence[Fate]) -> tuple[dict[str, int], dict[str, int]]:
    """How many by each channel, and how many for each reason get nothing, the most frequent first."""
    channels = Counter(fate.channel for fate in found if fate.channel)
    reasons = Counter(fate.reason for fate in found if fate.reason)
    return dict(channels.most_common()), dict(reasons.most_common())


def names_by_reason(found: Sequence[Fate], most: int = 8) -> dict[str, list[str]]:
    """Who gets nothing for which reason, ``most`` names each."""
    names: dict[str, list[str]] = {}
    for fate in found:
        if fate.reason and len(names.setdefault(fate.reason, [])) < most:
            names[fate.reason].append(fate.recipient.customer.name)
    return names


def reasons_of(circular: Circular) -> dict[str, int]:
    """Why how many of a circular that was started got nothing."""
    left = circular.recipients.left_out().order_by().values_list("reason").annotate(count=Count("pk"))
    return dict(left.order_by("-count", "reason"))


def preview(recipient: Recipient, on: date) -> bytes:
    """The letter somebody chosen would get; nothing is kept."""
    circular, version = recipient.circular, recipient.circular.version
    occasion = Occasion(
        kind=Kind.CIRCULAR, circular=circular, customer=recipient.customer, contract=recipient.contract
    )
    (facts,) = facts_of.about([occasion], on)
    return letter_pdf(Kind.CIRCULAR, version or LetterVersion(number=0, subject="…"), facts, specimen=True)


def settle(circular: Circular, subject: str, body: str) -> Circular:
    """Keep what a draft says and how it goes; each text is a version of its own wording, which letters remember.

    Raises ``ValidationError`` at ``subject`` or ``body`` when the text cannot be kept.
    """
    if circular.version is not None:
        template = circular.version.template
        LetterTemplate.objects.filter(pk=template.pk).exclude(language=circular.language).update(
            language=circular.language
        )
    else:
        template = LetterTemplate.objects.create(
            kind=Kind.CIRCULAR, language=circular.language, name=circular.name
        )
    circular.version = template.write(subject, [Clause(body)], by=acting().actor)
    circular.save()
    return circular


def names_a_contract(circular: Circular) -> bool:
    """Whether its text has a placeholder that only a contract can fill."""
    version = circular.version
    if version is None:
        return False
    text = " ".join([version.subject, *(clause.get("body", "") for clause in version.clauses)])
    return not set(NAME.findall(text)).isdisjoint(OF_CONTRACT)


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


def mailings_of(circular: Circular) -> Any:
    """The batches its letters were written in, the first before the others."""
    batches = MailingItem.objects.filter(occasion__circular=circular).values("mailing")
    return Mailing.objects.filter(pk__in=batches).select_related("run", "print_file").order_by("pk")


def failed_writing(circular: Circular) -> Any:
    """Letters that no batch could write, and none is about to."""
    occasions = circular.occasions.unwritten()
    waiting = MailingItem.objects.waiting().filter(occasion__circular=circular)
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


def _unwelcome(customer: Customer) -> str:
    """Why nobody writes to her at all."""
    if customer.set_aside:
        return _("Data of this customer are restricted.")
    if customer.deactivated_on:
        return _("The customer is deactivated.")
    if customer.is_excluded(acting_company().today()):
        return _("Left out of lists: %(reason)s") % {"reason": customer.excluded_reason or "–"}
    return ""


def _unasked(circular: Circular, wish: Any) -> str:
    """Why she gets no advertising."""
    if not circular.is_advertising:
        return ""
    if wish is None:
        return _("Did not agree to advertising.")
    if not wish.wanted:
        return _("Wants no advertising since %(day)s.") % {"day": formats.day(wish.on)}
    return ""


def _way(circular: Circular, customer: Customer, pec_ready: bool) -> tuple[str, str, str]:
    """Channel, address, and why there is none."""
    channel, address = emailing.target(customer, pec_ready)
    by_post = customer.notice_channel == Customer.NoticeChannel.POST
    if circular.way == Circular.Way.EMAIL and by_post:
        return "", "", _("The customer wants letters by post.")
    if circular.way != Circular.Way.POST and address and not by_post:
        return channel, address, ""
    if circular.way == Circular.Way.EMAIL:
        return "", "", _("The customer has no e-mail address.")
    lines = notice_lines(customer)
    return ("letter", lines, "") if lines else ("", "", _("No postal address is known."))
