from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Notice
from letters.filters import MessageFilter
from letters.models import Occasion
from letters.tables import MessageTable
from tenancy import outbox
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.badges import Badge, badge_of
from ui.bulk import BulkAction, Outcome
from ui.views import ConfirmPage, DetailPage, ListPage, ObjectPage

OURS = (Notice._meta.label_lower, Occasion._meta.label_lower)


def notice_mails() -> QuerySet[Any]:
    """E-mails about letters; those about people's accounts are nobody else's business."""
    return OutboxMessage.objects.filter(about_kind__in=OURS)


class SendAgain(BulkAction):
    """Send given-up e-mails once more, because a person decided so."""

    name = "again"
    label = gettext_lazy("Send again")
    right = Right.LETTERS_SEND
    icon = "refresh"
    explanation = gettext_lazy("Should one have left after all, its customer gets it twice.")

    def outcome(self, row: OutboxMessage) -> Outcome:
        """Only what was given up, with the reason it was."""
        if row.state != OutboxMessage.State.FAILED:
            return Outcome(row, _("This e-mail was not given up."), will=False)
        return Outcome(row, _("Last time: %(error)s") % {"error": row.last_error or "–"})

    def run(self, rows: Sequence[OutboxMessage], form: Any = None) -> str:
        """Queue them again."""
        done = sum(outbox.send_again(row) for row in rows)
        return ngettext(
            "%(count)s e-mail is on its way again.", "%(count)s e-mails are on their way again.", done
        ) % {"count": done}


class MessageList(ListPage):
    """E-mails with what became of each, the latest first."""

    table_class = MessageTable
    filterset_class = MessageFilter
    bulk_actions = (SendAgain,)
    right = Right.LETTERS_VIEW
    title = gettext_lazy("E-mails")
    export_name = "e-mails"

    def get_queryset(self) -> QuerySet[Any]:
        """Those about renewal notices."""
        return notice_mails()

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]


class _MessagePage(ObjectPage):
    """A page about one e-mail."""

    right = Right.LETTERS_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        """Those about renewal notices, and any that was given up: an alert leads here."""
        return notice_mails() | OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED)

    def get_title(self) -> str:
        """Its subject."""
        return str(self.object.subject)

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the e-mails."""
        return [
            Crumb(_("Letters"), reverse("letters:list")),
            Crumb(_("E-mails"), reverse("letters:message_list")),
        ]

    @property
    def url(self) -> str:
        """The e-mail's own page."""
        return reverse("letters:message_detail", args=[self.object.pk])


class MessageDetail(_MessagePage, DetailPage):
    """One e-mail: to whom, what it says, what became of it."""

    template_name = "letters/message_detail.html"

    def get_badges(self) -> list[Badge]:
        """Its state."""
        return [badge_of(self.object, "state")]

    def get_actions(self) -> list[Action]:
        """Send again what was given up."""
        if self.object.state != OutboxMessage.State.FAILED:
            return []
        url = reverse("letters:message_again", args=[self.object.pk])
        return [Action(_("Send again"), url, "refresh", "primary", Right.LETTERS_SEND)]


class MessageAgain(_MessagePage, ConfirmPage):
    """Send a given-up e-mail once more, because a person decided so."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Send again")
    question = gettext_lazy("Send this e-mail once more?")
    submit_label = gettext_lazy("Send again")
    submit_icon = "refresh"
    success_message = gettext_lazy("The e-mail is on its way again.")

    def refusals(self) -> Sequence[str | Promise]:
        """Only what was given up."""
        return [] if self.object.state == OutboxMessage.State.FAILED else [_("This e-mail was not given up.")]

    def consequences(self) -> Sequence[str | Promise]:
        """What may go wrong."""
        return [
            _("Last time: %(error)s") % {"error": self.object.last_error or "–"},
            _("If it had left after all, the customer gets it twice."),
        ]

    def confirm(self, form: Any) -> Any:
        """Queue it again."""
        if not outbox.send_again(self.object):
            raise ValidationError(_("This e-mail was not given up."))

    def get_success_url(self, made: Any) -> str:
        """Back to the e-mail."""
        return self.url

    def get_cancel_url(self) -> str:
        """Back to the e-mail."""
        return self.url
