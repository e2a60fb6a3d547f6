"""What a letter that leaves is about: the notice of a term, or another occasion. Both leave and return one way."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contracts.models import BillingPeriod, Notice
from customers.models import Customer
from letters.models import Kind, Occasion
from tenancy.models import OutboxMessage

Matter = Notice | Occasion
COLUMNS: dict[type[Matter], str] = {Notice: "notice", Occasion: "occasion"}
KINDS: dict[str, type[Matter]] = {model._meta.label_lower: model for model in COLUMNS}


def column_of(matter: Matter) -> str:
    """The column that points to it: ``notice`` or ``occasion``."""
    return COLUMNS[type(matter)]


def key_of(matter: Matter) -> str:
    """What makes its e-mail the only one."""
    return f"{column_of(matter)}:{matter.pk}"


def customer_of(matter: Matter) -> Customer:
    """Who is written to."""
    if matter.contract is None:
        return matter.customer
    return matter.contract.customer


def reference_of(matter: Matter) -> str:
    """The number it is known by: the contract's; about none the customer's."""
    return matter.contract.number if matter.contract else customer_of(matter).number


def label_of(matter: Matter) -> str | Promise:
    """Which letter it is, in words."""
    return Kind.RENEWAL_NOTICE.label if isinstance(matter, Notice) else Kind(matter.kind).label


def of_message(message: OutboxMessage) -> Matter | None:
    """What a message is about; none where it is no letter."""
    model = KINDS.get(message.about_kind)
    if model is None or message.about_id is None:
        return None
    found: Matter | None = model._default_manager.filter(pk=message.about_id).first()
    return found


def no_longer_needed(matter: Matter) -> str:
    """Why no letter about it is needed any more; empty while one is."""
    if isinstance(matter, Notice):
        ends = matter.contract.ends_after or matter.contract.ended_on
        return _("The contract ends with this term: no letter is needed any more.") if ends else ""
    visit, period = matter.visit, matter.period
    if visit is not None and (visit.done_on or visit.withdrawn_on or visit.ending_id):
        return _("This visit is no longer owed.")
    if period is not None and period.state != BillingPeriod.State.OPEN:
        return _("This fee is settled.")
    if matter.revision is not None and matter.revision.withdrawn_at is not None:
        return _("This price was taken back.")
    if matter.refusal is not None and matter.refusal.withdrawn_on is not None:
        return _("This refusal was taken back.")
    return ""
