from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms.privacy import PrivacyRequestForm
from config.privacy import answering
from config.privacy.told import told_answers
from customers.models import Customer, PrivacyAnswer, PrivacyRequest
from tenancy.acting import acting, acting_company
from tenancy.permissions import Right
from tenancy.views.settings import settings_crumb
from ui import tables
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.days import DaysFilter
from ui.views import ConfirmPage, CreatePage, DetailPage, ListPage


def requests_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Privacy requests"), reverse("privacy_requests"))


def state_of(row: PrivacyRequest) -> Badge:
    """Open, late or answered; ``answered_on`` comes with the list."""
    if row.answered_on is not None:  # type: ignore[attr-defined]
        return Badge("green", "circle-check", _("Answered"))
    if row.due_on < acting_company().today():
        return Badge("red", "alert-triangle", _("Late"))
    return Badge("orange", "clock", _("To answer"))


class PrivacyRequestTable(tables.BaseTable):
    """What was asked, until when it is to be answered, and when it was."""

    received_on = tables.DateColumn(
        verbose_name=gettext_lazy("Received on"),
        order_by=("received_on", "pk"),
        linkify=lambda record: record.get_absolute_url(),
    )
    kind = tables.Column(accessor="get_kind_display", order_by=("kind",), verbose_name=gettext_lazy("Asked"))
    number = tables.Column(accessor="customer__number", verbose_name=gettext_lazy("Customer no."))
    state = tables.BadgeColumn(
        badge=state_of, accessor="pk", orderable=False, verbose_name=gettext_lazy("State")
    )
    due_on = tables.DateColumn(order_by=("received_on", "pk"), verbose_name=gettext_lazy("Answer by"))
    answered_on = tables.DateColumn(verbose_name=gettext_lazy("Answered on"))
    channel = tables.Column(
        accessor="get_channel_display", orderable=False, priority=3, verbose_name=gettext_lazy("Came by")
    )
    recorded_by = tables.Column(orderable=False, priority=2, verbose_name=gettext_lazy("Recorded by"))

    class Meta:
        order_by = ("-received_on",)


class PrivacyRequestFilter(django_filters.FilterSet):
    """By what is asked, and open or answered."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Asked"), choices=PrivacyRequest.Kind.choices)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[("open", gettext_lazy("To answer")), ("answered", gettext_lazy("Answered"))],
    )
    received_on = DaysFilter(label=gettext_lazy("Received between"))

    class Meta:
        model = PrivacyRequest
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Those open, or those answered."""
        return rows.open() if value == "open" else rows.answered()


class PrivacyRequestList(ListPage):
    """Every privacy request, the latest first: the firm shows it to who asks how it answers."""

    table_class = PrivacyRequestTable
    filterset_class: type[django_filters.FilterSet] = PrivacyRequestFilter
    right = Right.PRIVACY_RUN
    title = gettext_lazy("Privacy requests")
    export_name = "privacy-requests"
    search_hint = gettext_lazy("Customer no. or name")

    def get_queryset(self) -> QuerySet[Any]:
        """With the day of their first answer."""
        return PrivacyRequest.objects.listed()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [settings_crumb()]

    def get_empty_state(self) -> EmptyState:
        """Where they are written down."""
        return EmptyState(
            _("Nobody asked yet"),
            _("Record a request on the customer's card, under “Privacy”: its month is watched from then on."),
            "shield-lock",
        )


class PrivacyRequestCreate(CreatePage):
    """Writes down that somebody asked."""

    form_class = PrivacyRequestForm
    right = Right.PRIVACY_RUN
    title = gettext_lazy("Record a privacy request")
    submit_label = gettext_lazy("Record")
    success_message = gettext_lazy("Recorded. An alert comes five days before the month is over.")

    @cached_property
    def customer(self) -> Customer:
        """The customer, or 404."""
        found: Customer | None = Customer.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the day it is."""
        return {**super().get_form_kwargs(), "today": acting_company().today()}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below her card."""
        return [Crumb(str(self.customer), reverse("privacy", args=[self.customer.pk]))]

    def act(self, form: Any) -> PrivacyRequest:
        """The same request sent twice is one."""
        values = {**form.cleaned_data, "customer": self.customer}
        if found := PrivacyRequest.objects.open().filter(**values).first():
            return found
        return PrivacyRequest.objects.create(**values, recorded_by=acting().actor)

    def get_success_url(self, made: Any) -> str:
        """Back to where it is answered."""
        return reverse("privacy", args=[self.customer.pk])

    def get_cancel_url(self) -> str:
        """Back to where requests are answered."""
        return reverse("privacy", args=[self.customer.pk])


class PrivacyRequestPage(DetailPage):
    """One request with its answers: what was given or deleted, what is kept, why and until when."""

    queryset = PrivacyRequest.objects.listed()
    right = Right.PRIVACY_RUN
    template_name = "config/privacy_request.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [settings_crumb(), requests_crumb()]

    def get_badges(self) -> list[Badge]:
        """Open, late or answered."""
        return [state_of(self.object)]

    def get_actions(self) -> list[Action]:
        """Answer it, or fetch the letter that did."""
        row: PrivacyRequest = self.object
        if row.answers.filter(kind__in=PrivacyAnswer.WITH_LETTER).exists():
            address = reverse("privacy_erased_paper", args=[row.pk])
            return [Action(_("Letter (PDF)"), address, "file-type-pdf", "primary", Right.PRIVACY_RUN)]
        if row.customer.set_aside or self.object.answered_on:
            return []
        if row.kind == PrivacyRequest.Kind.OBJECTION:
            return [
                Action(_("Note the objection"), reverse("privacy_note", args=[row.pk]), "check", "primary")
            ]
        return [Action(_("Answer"), reverse("privacy", args=[row.customer_id]), "shield-lock", "primary")]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the answers in words."""
        answers = self.object.answers.select_related("by", "request__customer")
        return super().get_context_data(answers=told_answers(answers), **extra)


class PrivacyNote(ConfirmPage):
    """Answers an objection: it is noted, and the person is told by whoever takes it down."""

    queryset = PrivacyRequest.objects.filter(kind=PrivacyRequest.Kind.OBJECTION)
    right = Right.PRIVACY_RUN
    title = gettext_lazy("Note the objection")
    submit_label = gettext_lazy("Noted, and she was told")
    success_message = gettext_lazy("The request is answered.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the request."""
        return [requests_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_question(self) -> str:
        """Which one."""
        return _("Note that customer %(number)s objects?") % {"number": self.object.customer.number}

    def consequences(self) -> list[str]:
        """What it means."""
        return [
            _("Data needed for a running contract or kept by law stays; nothing is sent to her beyond that."),
            _("Tell her so: this page keeps that she was answered today, and by whom."),
        ]

    def refusals(self) -> list[str]:
        """Once is enough."""
        return [_("This request was answered already.")] if self.object.answers.exists() else []

    def confirm(self, form: Any) -> PrivacyAnswer:
        """Answered today."""
        if self.object.kind != PrivacyRequest.Kind.OBJECTION:
            raise ValidationError(_("This request is answered otherwise."))
        return answering.record(self.object, PrivacyAnswer.Kind.NOTED, acting_company().today())
