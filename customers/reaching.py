"""How a lawful notice is to reach a customer: the channel chosen, and whose address."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.functional import Promise

from customers.models import Contact, Customer

Channel = Customer.NoticeChannel


@dataclass(frozen=True, slots=True)
class NoticeWay:
    """A channel, the address as written on it, and the contact it belongs to (None: the customer's own)."""

    channel: str
    address: str
    contact: Contact | None

    @property
    def label(self) -> str | Promise:
        """The channel in words."""
        return Channel(self.channel).label


def notice_contacts(path: str = "") -> "Prefetch[str]":
    """What to prefetch so that ``notice_way`` reads nothing; ``path`` leads to the customer, such as ``contract__``."""
    return Prefetch(
        f"{path}contacts", Contact.objects.filter(for_notices=True), to_attr="contacts_for_notices"
    )


def notice_way(customer: Customer, *known: Contact | None) -> NoticeWay:
    """By which way notices go to a customer: the one chosen, else by e-mail where there is an address, else by post.

    A way without an address falls back to post, which has one or shows that there is none. ``known`` is the contact
    who receives her notices, or None, for those who have read it.
    """
    contact = known[0] if known else notice_contact(customer)
    email, pec = notice_email(customer, contact), notice_pec(customer, contact)
    chosen = customer.notice_channel or (Channel.EMAIL if email else Channel.POST)
    if chosen == Channel.PEC and pec:
        return NoticeWay(Channel.PEC, pec, contact if contact and contact.pec else None)
    if chosen == Channel.EMAIL and email:
        return NoticeWay(Channel.EMAIL, email, contact if contact and contact.email else None)
    by_contact = contact is not None and bool(contact.one_line)
    return NoticeWay(Channel.POST, notice_lines(customer, contact), contact if by_contact else None)


def notice_email(customer: Customer, *known: Contact | None) -> str:
    """The e-mail address notices go to: of the contact who receives them, else the customer's own; may be empty."""
    contact = known[0] if known else notice_contact(customer)
    return (contact.email if contact else "") or customer.email


def notice_pec(customer: Customer, *known: Contact | None) -> str:
    """The PEC address notices go to, found in the same way; may be empty."""
    contact = known[0] if known else notice_contact(customer)
    return (contact.pec if contact else "") or customer.pec


def notice_lines(customer: Customer, *known: Contact | None) -> str:
    """The postal address notices go to, in one line, found in the same way; may be empty."""
    contact = known[0] if known else notice_contact(customer)
    return (contact.one_line if contact else "") or customer.one_line


def notice_contact(customer: Customer) -> Contact | None:
    """The contact who receives the customer's notices."""
    read: list[Contact] | None = getattr(customer, "contacts_for_notices", None)
    if read is None:
        return customer.contacts.filter(for_notices=True).first()
    return read[0] if read else None
