from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.models import Notice
from customers.columns import CustomerColumn
from customers.reaching import notice_way
from letters import standing
from letters.models import Mailing
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui import formats, tables
from ui.badges import badge_of


class NoticeTable(tables.SelectableTable):
    """Renewal notices: whose, until when, how it stands."""

    contract = tables.LinkColumn(
        "letters:notice_detail",
        accessor="contract__number",
        verbose_name=_("Contract"),
        order_by="contract__number",
    )
    customer = CustomerColumn("contract__customer")
    city = tables.Column(accessor="contract__customer__city", verbose_name=_("Town"), priority=4)
    standing = tables.BadgeColumn(verbose_name=_("State"), badge=standing.badge_of)
    closes = tables.DateColumn(accessor="term__notice_closes_on", verbose_name=_("Window closes"))
    refuse_by = tables.DateColumn(accessor="term__refuse_by", verbose_name=_("Refuse by"), priority=2)
    channels = tables.Column(
        accessor="contract__customer", verbose_name=_("To go"), orderable=False, empty_values=(),
        priority=2,
    )  # fmt: skip
    price = tables.MoneyColumn(
        accessor="price_shown", verbose_name=_("Next yearly fee, net"), right=Right.FEES_VIEW, priority=3
    )
    sent_on = tables.DateColumn(verbose_name=_("Sent on"), priority=2)
    channel = tables.Column(accessor="get_channel_display", verbose_name=_("By"), orderable=False, priority=4)

    class Meta:
        model = Notice
        fields = ()

    def render_channels(self, value: Any) -> str:
        """The way the customer chose, else by e-mail where there is an address."""
        return str(notice_way(value).label)


class MailingTable(tables.BaseTable):
    """Batches of letters, the latest first."""

    on = tables.LinkColumn("letters:mailing_detail", verbose_name=_("Dated"))
    purpose = tables.Column(verbose_name=_("Purpose"))
    letters = tables.NumberColumn(accessor="run__total", verbose_name=_("Letters"))
    state = tables.BadgeColumn(
        accessor="run__state", verbose_name=_("State"), badge=lambda row: badge_of(row.run, "state")
    )
    started = tables.MomentColumn(accessor="run__started_at", verbose_name=_("Started"))
    by = tables.Column(accessor="run__started_by__name", verbose_name=_("By"), priority=2, orderable=False)

    class Meta:
        model = Mailing
        fields = ()

    def render_on(self, value: Any) -> str:
        """As days are written here; exports keep the bare day."""
        return formats.day(value)


class MessageTable(tables.SelectableTable):
    """E-mails with what became of each."""

    subject = tables.LinkColumn("letters:message_detail", verbose_name=_("Subject"))
    channel = tables.Column(
        accessor="get_channel_display", order_by="channel", verbose_name=_("By"), priority=2
    )
    recipient = tables.Column(verbose_name=_("Recipient"))
    state = tables.BadgeColumn(verbose_name=_("State"))
    created_at = tables.MomentColumn(verbose_name=_("Queued"))
    sent_at = tables.MomentColumn(verbose_name=_("Sent"))
    attempts = tables.NumberColumn(verbose_name=_("Attempts"), priority=3)
    last_error = tables.Column(verbose_name=_("Last error"), priority=3)

    class Meta:
        model = OutboxMessage
        fields = ()
