"""The communication log: what was said with a customer, by people and by the product itself.

Whoever sends, receives or records something for a customer tells it here. An entry with a ``key`` is written once,
however often it is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.models import Communication, Contact, Customer
from customers.models.communication import KIND
from tenancy import search
from tenancy.acting import acting, acting_company
from tenancy.inserting import insert_as
from tenancy.links import Link
from tenancy.models import User

LONGEST = Communication._meta.get_field("summary").max_length or 0


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: a kind registered in ``tenancy.subjects``, its id, and its name."""

    kind: str
    id: int
    label: str


def entry(
    customer: Customer | int,
    *,
    channel: str,
    summary: str,
    key: str,
    direction: str = Communication.Direction.OUTGOING,
    at: datetime | None = None,
    text: str = "",
    contact: Contact | None = None,
    about: About | None = None,
    by: User | None = None,
    private: bool = False,
) -> Communication:
    """An entry ready for ``log_all``; not saved."""
    return Communication(
        customer_id=customer if isinstance(customer, int) else customer.pk,
        contact=contact,
        at=at or timezone.now(),
        direction=direction,
        channel=channel,
        summary=_fitting(summary),
        text=text,
        private=private,
        by=by,
        key=key,
        subject_kind=about.kind if about else "",
        subject_id=about.id if about else None,
        subject_label=about.label[:160] if about else "",
    )


def log(customer: Customer | int, **said: object) -> None:
    """Write one entry; with a ``key`` that is known already nothing happens. Takes what ``entry`` takes."""
    log_all([entry(customer, **{"by": acting().actor, **said})])  # type: ignore[arg-type]


def log_all(entries: Sequence[Communication]) -> int:
    """Write entries set-based; those whose key is known already are passed over. Gives how many were new."""
    made = insert_as(Communication, entries, once=True)
    for start in range(0, len(made), 1000):
        rows = Communication.objects.filter(pk__in=made[start : start + 1000])
        search.index(KIND, [(row.pk, row.search_words()) for row in rows])
    return len(made)


def moment_of(day: date) -> datetime:
    """When something of a day happened, as far as is known: now on the day itself, else its noon."""
    company = acting_company()
    if day == company.today():
        return timezone.now()
    return datetime.combine(day, time(12), company.zone)


def rewrite(row: Communication, **values: object) -> Communication:
    """Change an entry, and keep that it was."""
    for name, value in values.items():
        setattr(row, name, value)
    row.edited_at = timezone.now()
    row.save()
    return row


# --- signed links ---------------------------------------------------------------------------------------------------

# Finds whose link it is and what it shows: (customer id, about, words), or None where it concerns no customer.
LinkReader = Callable[[Link], "tuple[int, About | None, str] | None"]
_links: dict[str, LinkReader] = {}


def register_link(purpose: str, reader: LinkReader) -> None:
    """Say whose a link of this purpose is, so that its opening stands in her log; called by apps when ready."""
    _links[purpose] = reader


def link_opened(link: Link) -> None:
    """A customer opened a link: told once a day, however often she looks."""
    reader = _links.get(link.purpose)
    found = reader(link) if reader else None
    if found is None:
        return
    customer, about, words = found
    company = acting_company()
    with override(company.language):
        log(
            customer,
            channel=Communication.Channel.LINK,
            direction=Communication.Direction.INCOMING,
            summary=_("Opened the link: %(what)s") % {"what": words},
            about=about,
            key=f"link:{link.purpose}:{link.object_id}:{company.today().isoformat()}",
        )


def _fitting(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
