"""Filters of job runs, alerts and files."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy import alerts, jobs
from tenancy.models import Alert, Attachment, JobRun, Membership

MINE, NOBODY = "mine", "nobody"
SNOOZED, OPEN, CLOSED = "snoozed", "open", "closed"


def job_choices() -> list[tuple[str, Any]]:
    """Jobs by name."""
    return [(kind.name, kind.label) for kind in jobs.kinds().values()]


class JobRunFilter(django_filters.FilterSet):
    """Runs of one job, or those that went wrong."""

    kind = django_filters.ChoiceFilter(label=_("Job"), choices=job_choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobRun.State.choices)

    class Meta:
        model = JobRun
        fields = ("kind", "state")


class AlertFilter(django_filters.FilterSet):
    """Alerts by cause, urgency and owner. Those put off and those closed are shown when asked for."""

    kind = django_filters.ChoiceFilter(label=_("Cause"), choices=())
    severity = django_filters.ChoiceFilter(
        label=_("Urgency"), method="of_severity",
        choices=[("lost", _("Being lost")), ("soon", _("Act soon")), ("information", _("Information"))],
    )  # fmt: skip
    owner = django_filters.ChoiceFilter(label=_("Taken by"), method="of_owner", choices=())
    shown = django_filters.ChoiceFilter(
        label=_("Show"), method="as_shown", empty_label=_("What needs somebody now"),
        choices=[(SNOOZED, pgettext_lazy("alerts", "Put off")), (OPEN, _("All open")), (CLOSED, _("Closed"))],
    )  # fmt: skip

    class Meta:
        model = Alert
        fields = ("kind", "severity", "owner", "shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: Any = self.request
        kinds = [(name, kind.label) for name, kind in alerts.kinds_for(request.rights).items()]
        self.filters["kind"].extra["choices"] = kinds
        people = (
            Membership.objects.active()
            .filter(company=request.company)
            .select_related("user")
            .order_by("user__name")
        )
        others = [(str(place.pk), str(place.user)) for place in people if place != request.membership]
        self.filters["owner"].extra["choices"] = [(MINE, _("Me")), (NOBODY, _("Nobody")), *others]

    def filter_queryset(self, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        """Without a word about it, only what is open and not put off."""
        found: Any = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("shown"):
            found = found.awake(self._today)
        return found  # type: ignore[no-any-return]

    def as_shown(self, rows: Any, name: str, value: str) -> Any:
        """Those put off, all open ones, or those settled."""
        if value == CLOSED:
            return rows.exclude(closed_on=None)
        return rows.open().filter(snoozed_until__gt=self._today) if value == SNOOZED else rows.open()

    def of_severity(self, rows: Any, name: str, value: str) -> Any:
        """Kinds of one urgency."""
        return rows.filter(kind__in=[kind.name for kind in alerts.kinds().values() if kind.severity == value])

    def of_owner(self, rows: Any, name: str, value: str) -> Any:
        """Taken by me, by nobody, by a member."""
        request: Any = self.request
        if value == NOBODY:
            return rows.filter(owner=None)
        return rows.filter(owner=request.membership.pk if value == MINE else value)

    @property
    def _today(self) -> Any:
        return self.request.company.today()


class AttachmentFilter(django_filters.FilterSet):
    """Photos or documents; those removed only when asked for."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Attachment.Kind.choices)
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Present"), choices=[("removed", _("Removed"))]
    )

    class Meta:
        model = Attachment
        fields = ("kind",)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Those in the trash."""
        return rows.exclude(removed_at=None)

    def filter_queryset(self, queryset: QuerySet[Attachment]) -> QuerySet[Attachment]:
        """Without a word about the state, what was removed stays away."""
        rows: Any = super().filter_queryset(queryset)
        shown: QuerySet[Attachment] = rows if self.form.cleaned_data["state"] else rows.present()
        return shown
