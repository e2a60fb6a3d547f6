"""Tables of members, job runs, alerts and files."""

from typing import Any, ClassVar

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tenancy import alerts, jobs
from tenancy.models import Alert, Attachment, JobRun, Membership
from tenancy.permissions import Right
from ui import tables
from ui.badges import Badge

SEVERITY_BADGES = {
    "lost": Badge("red", "alert-triangle", _("Being lost")),
    "soon": Badge("orange", "clock-exclamation", _("Act soon")),
    "information": Badge("blue", "info-circle", _("Information")),
}
MEMBER_BADGES = {
    True: Badge("green", "circle-check", _("Active")),
    False: Badge("secondary", "door-exit", _("Left")),
}


class MemberTable(tables.BaseTable):
    """The people of the company."""

    user = tables.LinkColumn("members:edit", verbose_name=_("Name"), order_by=("user__name", "user__email"))
    email = tables.Column(accessor="user__email", verbose_name=_("E-mail"), priority=2)
    role = tables.Column(verbose_name=_("Role"))
    exceptions = tables.NumberColumn(
        verbose_name=_("Rights switched"), empty_values=(), orderable=False, priority=3
    )
    joined_at = tables.DateColumn(verbose_name=_("Since"), priority=2)
    state = tables.BadgeColumn(
        verbose_name=_("State"),
        accessor="left_on",
        empty_values=(),
        badge=lambda row: MEMBER_BADGES[row.left_on is None],
    )

    class Meta:
        order_by = ("state", "user")

    def value_role(self, record: Membership) -> str:
        """The role in words, also in exports."""
        return record.get_role_display()

    def render_exceptions(self, record: Membership) -> int | str:
        """How many rights differ from the role's."""
        return len(record.granted) + len(record.denied) or "–"


class JobRunTable(tables.BaseTable):
    """Runs of long actions, the latest first."""

    started_at = tables.MomentColumn(
        verbose_name=_("Started"), linkify=lambda record: reverse("jobs:detail", args=[record.pk])
    )
    kind = tables.Column(verbose_name=_("Job"))
    on = tables.DateColumn(verbose_name=_("For the day"), priority=2)
    state = tables.BadgeColumn(verbose_name=_("State"))
    failed = tables.NumberColumn(
        verbose_name=_("Failures"), accessor="failure_count", order_by="failure_count"
    )
    seconds = tables.NumberColumn(verbose_name=_("Duration"), orderable=False, priority=2)
    started_by = tables.Column(verbose_name=_("Started by"), priority=3, default=_("by itself"))

    class Meta:
        order_by = ("-started_at",)

    def render_kind(self, value: str) -> Any:
        """The job in words."""
        return jobs.kind_of(value).label

    def value_kind(self, value: str) -> str:
        """Likewise in exports."""
        return str(jobs.kind_of(value).label)

    def render_seconds(self, record: JobRun) -> str:
        """How long it took; nothing while it runs."""
        return jobs.duration(record.seconds if record.finished_at else None)

    def value_seconds(self, record: JobRun) -> float | None:
        """Seconds in exports."""
        return record.seconds if record.finished_at else None


class AlertTable(tables.SelectableTable):
    """What would be lost unless somebody acts."""

    subject_label = tables.LinkColumn(
        "alerts:detail", verbose_name=_("What"), attrs={"td": {"class": "text-nowrap"}}
    )
    cause = tables.Column(accessor="kind", verbose_name=_("Cause"))
    severity = tables.BadgeColumn(
        verbose_name=_("Urgency"), empty_values=(), orderable=False, accessor="kind",
        badge=lambda row: SEVERITY_BADGES[alerts.kinds()[row.kind].severity],
    )  # fmt: skip
    due_on = tables.DateColumn(verbose_name=_("Due on"))
    amount = tables.MoneyColumn(verbose_name=_("Amount"), right=Right.FEES_VIEW)
    owner = tables.Column(
        verbose_name=_("Taken by"), accessor="owner__user", order_by="owner__user__name", priority=2
    )
    opened_on = tables.DateColumn(verbose_name=_("Since"), priority=3)
    snoozed_until = tables.DateColumn(verbose_name=_("Put off until"), priority=3)

    class Meta:
        order_by: ClassVar = ("due_on",)

    def render_cause(self, record: Alert) -> str:
        """The kind, and what is wrong in one sentence below it."""
        kind = alerts.kinds()[record.kind]
        return format_html(
            '<div>{}</div><div class="text-secondary small">{}</div>', kind.label, kind.describe(record)
        )

    def value_cause(self, record: Alert) -> str:
        """The sentence alone in exports."""
        return str(alerts.kinds()[record.kind].describe(record))


class TechnicianTable(tables.BaseTable):
    """Technicians with their logins."""

    name = tables.LinkColumn("settings:technician_edit", verbose_name=_("Name"))
    membership = tables.Column(accessor="membership__user", orderable=False, verbose_name=_("Login"))
    email = tables.Column(
        accessor="membership__user__email", orderable=False, priority=2, verbose_name=_("E-mail")
    )
    left_on = tables.DateColumn(verbose_name=_("Left on"))


class AttachmentTable(tables.SelectableTable):
    """Files, the latest first."""

    name = tables.Column(verbose_name=_("File"))
    note = tables.Column(verbose_name=_("Note"))
    kind = tables.Column(priority=3, verbose_name=_("Kind"))
    taken_on = tables.DateColumn(priority=3, verbose_name=_("Taken on"))
    added_at = tables.DateColumn(priority=2, verbose_name=_("Added on"))
    added_by = tables.Column(priority=2, order_by=("added_by__name", "pk"), verbose_name=_("By"))
    size = tables.NumberColumn(priority=3, verbose_name=_("Size"))
    removed_at = tables.MomentColumn(visible=False, verbose_name=_("Removed"))
    actions = tables.ActionsColumn("tenancy/attachment_actions.html")

    class Meta:
        order_by = "-added_at"

    def render_name(self, record: Attachment) -> str:
        """The name leads to the file; a photo shows itself."""
        return render_to_string("tenancy/attachment_name.html", {"record": record})

    def value_name(self, record: Attachment) -> str:
        """The bare name."""
        return record.name

    def render_size(self, value: int) -> str:
        """In the unit people read."""
        return filesizeformat(value)

    def value_size(self, value: int) -> int:
        """In bytes."""
        return value
