from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tenancy import alerts
from tenancy.filters import AlertFilter
from tenancy.forms.alert import SnoozeForm
from tenancy.models import Alert
from tenancy.permissions import Right
from tenancy.tables import SEVERITY_BADGES, AlertTable
from ui import formats
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome
from ui.views import DetailPage, EditPage, ListPage, ObjectPage


def alerts_for(request: Any) -> QuerySet[Alert]:
    """The alerts of the causes this person has a right to see."""
    return Alert.objects.filter(kind__in=alerts.kinds_for(request.rights)).select_related("owner__user")


def _told(row: Alert, what: Any) -> str:
    return gettext("%(label)s: %(value)s") % {"label": alerts.kinds()[row.kind].label, "value": what}


class TakeAlerts(BulkAction):
    """I see to it."""

    name = "take"
    label = _("Take")
    right = Right.ALERTS_VIEW
    icon = "hand-grab"
    explanation = _("You see to these; the others see that you do.")

    def outcome(self, row: Alert) -> Outcome:
        if row.closed_on:
            return Outcome(row, _("Closed already."), will=False)
        if row.owner and row.owner != self.request.membership:  # type: ignore[attr-defined]
            return Outcome(row, gettext("Taken over from %(name)s.") % {"name": row.owner.user})
        return Outcome(row, _told(row, _("You see to it.")))

    def run(self, rows: Sequence[Alert], form: forms.Form | None = None) -> str:
        owner = self.request.membership  # type: ignore[attr-defined]
        Alert.objects.filter(pk__in=[row.pk for row in rows]).update(owner=owner)
        return ngettext("%(count)s alert taken.", "%(count)s alerts taken.", len(rows)) % {"count": len(rows)}


class SnoozeAlerts(BulkAction):
    """Not now."""

    name = "snooze"
    label = _("Put off")
    right = Right.ALERTS_VIEW
    icon = "zzz"
    style = "secondary"
    form_class = SnoozeForm
    explanation = _("They leave the list until the day you give; the reason stays with them.")

    def outcome(self, row: Alert) -> Outcome:
        return (
            Outcome(row, _("Closed already."), will=False)
            if row.closed_on
            else Outcome(row, _told(row, _("Is put off.")))
        )

    def run(self, rows: Sequence[Alert], form: Any = None) -> str:
        data = form.cleaned_data
        Alert.objects.filter(pk__in=[row.pk for row in rows]).update(
            snoozed_until=data["until"], snooze_reason=data["reason"]
        )
        text = ngettext(
            "%(count)s alert put off until %(day)s.", "%(count)s alerts put off until %(day)s.", len(rows)
        )
        return text % {"count": len(rows), "day": formats.day(data["until"])}


class AlertList(ListPage):
    """What would be lost unless somebody acts."""

    table_class = AlertTable
    filterset_class = AlertFilter
    right = Right.ALERTS_VIEW
    title = _("Alerts")
    export_name = "alerts"
    bulk_actions = (TakeAlerts, SnoozeAlerts)

    def get_queryset(self) -> QuerySet[Alert]:
        return alerts_for(self.request)

    def get_actions(self) -> list[Action]:
        wants = self.request.membership.wants_digest  # type: ignore[attr-defined]
        label = _("No daily e-mail any more") if wants else _("Send me this each morning")
        address = f"{reverse('alerts:digest')}?wanted={'no' if wants else 'yes'}"
        return [Action(label, address, "mail-off" if wants else "mail", post=True)]

    def get_empty_state(self) -> EmptyState:
        return EmptyState(
            _("Nothing is being lost"), _("The night's job looks at every contract and lists here what needs you."),
            "circle-check",
        )  # fmt: skip


class DigestSwitch(ObjectPage):
    """Switch the person's own daily e-mail on or off; the address says which is wanted (``?wanted=yes``)."""

    right = Right.ALERTS_VIEW
    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        membership = request.membership
        membership.wants_digest = request.GET.get("wanted") == "yes"
        membership.save(update_fields=["wants_digest"])
        if membership.wants_digest:
            messages.success(request, gettext("You get an e-mail each morning on which something is open."))
        else:
            messages.success(request, gettext("No daily e-mail any more."))
        return redirect("alerts:list")


class AlertDetail(DetailPage):
    """One alert: what is wrong, since when, who sees to it, and the way to the thing itself."""

    right = Right.ALERTS_VIEW
    template_name = "tenancy/alert_detail.html"
    object: Alert

    def get_queryset(self) -> QuerySet[Alert]:
        return alerts_for(self.request)

    @property
    def kind(self) -> alerts.AlertKind:
        """The cause."""
        return alerts.kinds()[self.object.kind]

    def get_title(self) -> str:
        return self.object.subject_label

    def get_subtitle(self) -> Any:
        return self.kind.label

    def get_badges(self) -> list[Badge]:
        if self.object.closed_on:
            return [Badge("green", "circle-check", _("Closed"))]
        return [SEVERITY_BADGES[self.kind.severity]]

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Alerts"), reverse("alerts:list"))]

    def get_actions(self) -> list[Action]:
        alert = self.object
        found = [Action(_("Open"), self.kind.url(alert), "arrow-right", "primary")]
        if alert.closed_on:
            return found
        mine = alert.owner == self.request.membership  # type: ignore[attr-defined]
        what, label, icon = (
            ("release", _("Give back"), "hand-off") if mine else ("take", _("Take"), "hand-grab")
        )
        found.append(Action(label, reverse("alerts:act", args=[alert.pk, what]), icon, post=True))
        if alert.snoozed_until:
            wake = reverse("alerts:act", args=[alert.pk, "wake"])
            found.append(Action(_("Show again now"), wake, "alarm", post=True))
        else:
            found.append(Action(_("Put off"), reverse("alerts:snooze", args=[alert.pk]), "zzz"))
        return found

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind,
            sentence=self.kind.describe(self.object),
            severity=SEVERITY_BADGES[self.kind.severity],
            **extra,
        )


class AlertAct(ObjectPage):
    """Take an alert, give it back, or end its being put off."""

    right = Right.ALERTS_VIEW
    http_method_names = ["post"]

    def get_queryset(self) -> QuerySet[Alert]:
        return alerts_for(self.request).filter(closed_on=None)

    def post(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """Do it and stay with the alert."""
        alert: Alert = self.object
        if what == "take":
            alert.take(request.membership)  # type: ignore[attr-defined]
            messages.success(request, gettext("You see to it."))
        elif what == "release":
            alert.take(None)
            messages.success(request, gettext("It is free for others."))
        elif what == "wake":
            alert.wake()
            messages.success(request, gettext("It is back in the list."))
        else:
            raise Http404
        return redirect("alerts:detail", pk)


class AlertSnooze(EditPage):
    """Put one alert off."""

    form_class = SnoozeForm
    right = Right.ALERTS_VIEW
    submit_label = _("Put off")
    submit_icon = "zzz"
    object: Alert

    def get_queryset(self) -> QuerySet[Alert]:
        return alerts_for(self.request).filter(closed_on=None)

    def get_title(self) -> str:
        return gettext("Put off: %(what)s") % {"what": self.object.subject_label}

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(_("Alerts"), reverse("alerts:list")),
            Crumb(self.object.subject_label, reverse("alerts:detail", args=[self.object.pk])),
        ]

    def act(self, form: Any) -> Alert:
        self.object.snooze(form.cleaned_data["until"], form.cleaned_data["reason"])
        return self.object

    def get_success_message(self, made: Alert) -> str:
        return gettext("Put off until %(day)s.") % {"day": formats.day(made.snoozed_until)}

    def get_success_url(self, made: Alert) -> str:
        return reverse("alerts:list")

    def get_cancel_url(self) -> str:
        return reverse("alerts:detail", args=[self.object.pk])
