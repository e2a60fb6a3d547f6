"""What a circular does to each of those chosen: channel, address and language, or the reason why she gets nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from customers import advertising
from customers.models import Customer
from customers.reaching import notice_contacts, notice_lines
from letters import emailing
from letters.models import Circular, Language, LetterVersion, Recipient
from letters.placeholders import OF_CONTRACT
from letters.wording import NAME
from tenancy import pec
from tenancy.acting import acting_company
from ui import formats


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to somebody chosen: the channel, where it goes and in which language, or why she gets nothing."""

    recipient: Recipient
    channel: str = ""
    address: str = ""
    language: str = ""
    reason: str = ""


@dataclass(slots=True)
class Counts:
    """How many get it by each channel and in each language, and how many for each reason do not, the most first.

    ``foreign`` are those among a language's who would have another one, by that language.
    """

    channels: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, dict[str, int]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


def fates(circular: Circular, recipients: Sequence[Recipient] | None = None) -> list[Fate]:
    """What would happen to each of those chosen (or to some of them) today; a constant number of queries."""
    rows = list(recipients) if recipients is not None else list(of_circular(circular))
    known = advertising.wishes_of([row.customer_id for row in rows]) if circular.is_advertising else {}
    texts, pec_ready = circular.texts, pec.is_ready()
    wants_contract = {language for language, text in texts.items() if names_a_contract(text)}
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        customer = row.customer
        own = customer.letter_language
        language = own if own in texts else circular.language
        reason = _unwelcome(customer) or _unasked(circular, known.get(customer.pk))
        if not reason and circular.own_language and texts and own not in texts:
            reason = _("There is no text in the language of her letters: %(language)s.") % {
                "language": Language(own).label
            }
        if not reason and language in wants_contract and row.contract_id is None:
            reason = _("The text names the contract, and the customer was chosen without one.")
        channel, address = "", ""
        if not reason:
            channel, address, reason = _way(circular, customer, pec_ready)
        person = (customer.sort_name, address.lower())
        if not reason and person in seen:
            reason = _("The same name and address as another recipient: written to once.")
        seen.add(person)
        found.append(
            Fate(row, reason=reason[:200]) if reason else Fate(row, channel, address, language=language)
        )
    return found


def of_circular(circular: Circular) -> Any:
    """Its recipients with what their fate depends on."""
    rows = circular.recipients.select_related("customer", "contract__customer")
    return rows.prefetch_related(notice_contacts("customer__"))


def counted(found: Sequence[Fate]) -> Counts:
    """How many by each channel, in each language, and for each reason."""
    going = [fate for fate in found if not fate.reason]
    counts = Counts(
        channels=dict(Counter(fate.channel for fate in going).most_common()),
        languages=dict(Counter(fate.language for fate in going).most_common()),
        reasons=dict(Counter(fate.reason for fate in found if fate.reason).most_common()),
    )
    for language in counts.languages:
        own = [fate.recipient.customer.letter_language for fate in going if fate.language == language]
        others = Counter(each for each in own if each != language)
        if others:
            counts.foreign[language] = dict(others.most_common())
    return counts


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


def names_a_contract(text: LetterVersion) -> bool:
    """Whether a text has a placeholder that only a contract can fill."""
    said = " ".join([text.subject, *(clause.get("body", "") for clause in text.clauses)])
    return not set(NAME.findall(said)).isdisjoint(OF_CONTRACT)


def _unwelcome(customer: Customer) -> str:
    """Why nobody writes to her at all."""
    if customer.set_aside:
        return _("Data of this customer are restricted.")
    if customer.deactivated_on:
        return _("The customer is deactivated.")
    if customer.is_excluded(acting_company().today()):
        if not customer.excluded_reason:
            return _("Left out of lists.")
        return _("Left out of lists: %(reason)s") % {"reason": customer.excluded_reason}
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
