from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.columns import CustomerColumn
from letters.models import SignatureRequest
from tenancy.acting import acting_company
from ui import tables
from ui.badges import Badge

STATES = {
    SignatureRequest.State.WAITING: Badge("blue", "clock", SignatureRequest.State.WAITING.label),
    SignatureRequest.State.SIGNED: Badge("green", "writing-sign", SignatureRequest.State.SIGNED.label),
    SignatureRequest.State.WITHDRAWN: Badge("secondary", "link-off", SignatureRequest.State.WITHDRAWN.label),
    SignatureRequest.State.ENDED: Badge("orange", "clock-x", SignatureRequest.State.ENDED.label),
}


def state_badge(state: str) -> Badge:
    """The badge of a state."""
    return STATES[SignatureRequest.State(state)]


def badge_of_row(row: Any) -> Badge:
    """How far a row is today; its signature was read with it."""
    today = acting_company().today()
    if list(row.signature.all()):
        return state_badge(SignatureRequest.State.SIGNED)
    if row.withdrawn_at is not None:
        return state_badge(SignatureRequest.State.WITHDRAWN)
    return state_badge(SignatureRequest.State.ENDED if today > row.until else SignatureRequest.State.WAITING)


class SignatureTable(tables.BaseTable):
    """Contracts given to be signed."""

    contract = tables.Column(
        accessor="contract__number",
        verbose_name=_("Contract"),
        linkify=lambda record: record.get_absolute_url(),
        order_by="contract__number",
    )
    customer = CustomerColumn("contract__customer")
    state = tables.BadgeColumn(verbose_name=_("State"), badge=badge_of_row, orderable=False, empty_values=())
    way = tables.Column(accessor="get_way_display", verbose_name=_("How"), order_by="way", priority=2)
    email = tables.Column(verbose_name=_("Recipient"), priority=3)
    created_at = tables.MomentColumn(verbose_name=pgettext_lazy("contract to sign", "Given"))
    until = tables.DateColumn(verbose_name=_("Last day to sign"), priority=2)

    class Meta:
        model = SignatureRequest
        fields = ()
