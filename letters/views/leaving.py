"""What is done about one letter until it has left and arrived, whatever it is about: print, e-mail, mark, once more."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Notice
from letters import emailing, leaving, returning
from letters.forms.leaving import OneSentForm
from letters.matters import column_of, customer_of, label_of, reference_of
from letters.views.documents import PdfPage
from letters.writing import CannotWrite, latest_of, write
from tenancy import pec
from tenancy.acting import acting, acting_company
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui.actions import Action
from ui.views import ConfirmPage


def actions_about(matter: Any, *, may_go: bool, sees_fees: bool) -> list[Action]:
    """What can still be done about a letter. ``may_go``: it has not left, nor is it on its way or no longer needed."""
    name, pk = column_of(matter), matter.pk

    def action(label: str, verb: str, icon: str, **more: Any) -> Action:
        return Action(label, reverse(f"letters:{name}_{verb}", args=[pk]), icon, **more)

    send: dict[str, Any] = {"right": Right.LETTERS_SEND}
    shown = [] if matter.sent_on or not sees_fees else [action(_("As a Word document"), "word", "file-word")]
    if matter.sent_on is None:
        if may_go:
            shown.append(action(_("Print"), "print", "printer", style="primary", post=True, **send))
            shown.append(action(_("E-mail"), "email", "send", **send))
        return [*shown, action(_("Mark as sent"), "sent", "mail-check", **send)]
    if returning.unsent_letter(matter) is None:
        return [*shown, action(_("Write it anew"), "again", "refresh", **send)]
    shown.append(action(_("E-mail the new letter"), "again_email", "send", **send))
    return [*shown, action(_("Mark the new letter as sent"), "again_sent", "mail-check", **send)]


class PrintOne(PdfPage):
    """Write one letter, keep it, and show it for the printer."""

    right = Right.LETTERS_SEND
    http_method_names = ["post", "options"]

    @property
    def url(self) -> str:
        """The page of what the letter is about."""
        raise NotImplementedError

    def find(self, rows: QuerySet[Any]) -> Any:
        """Locked, so that a double click writes one letter."""
        return super().find(rows.select_for_update(of=("self",)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the file, or say why not."""
        try:
            letter = write(self.object, acting_company().today())
        except CannotWrite as refusal:
            messages.error(request, _("The letter could not be written: %(reason)s") % {"reason": refusal})
            return redirect(self.url)
        return redirect("letters:document", pk=letter.document_id)


class LetterVerb(ConfirmPage):
    """Something done about one letter; it leads back to the page at ``url``."""

    right = Right.LETTERS_SEND

    @property
    def url(self) -> str:
        """The page of what the letter is about."""
        raise NotImplementedError

    def get_success_url(self, made: Any) -> str:
        """Back to what the letter is about."""
        return self.url

    def get_cancel_url(self) -> str:
        """Back to what the letter is about."""
        return self.url

    @property
    def facts(self) -> dict[str, Any]:
        """What sentences say of it."""
        return {"letter": label_of(self.object), "number": reference_of(self.object)}

    def warnings(self) -> list[str | Promise]:
        """Whether it is in time."""
        warning = emailing.warning(self.object, acting_company().today())
        return [warning] if warning else []


class EmailOne(LetterVerb):
    """E-mail one letter to its customer, by PEC where she chose it."""

    title = gettext_lazy("E-mail the letter")
    submit_label = gettext_lazy("Send the e-mail")
    submit_icon = "send"
    success_message = gettext_lazy(
        "The e-mail is on its way. The letter is marked as sent as soon as it has left."
    )

    def get_question(self) -> str:
        """To whom."""
        channel, address = emailing.target(customer_of(self.object), pec.is_ready())
        facts = self.facts | {"address": address or "–"}
        if channel == OutboxMessage.Channel.PEC:
            return _("%(letter)s, contract %(number)s: send it by PEC to %(address)s?") % facts
        return _("%(letter)s, contract %(number)s: send it to %(address)s?") % facts

    def refusals(self) -> Sequence[str | Promise]:
        """No address, or it has left."""
        reason = emailing.why_not(self.object)
        return [reason] if reason else []

    def consequences(self) -> Sequence[str | Promise]:
        """What happens, and what speaks against it."""
        paused = _("All e-mail of your company is held at the moment: it will leave when you let it.")
        return [
            *([unwanted] if (unwanted := emailing.unwanted(self.object)) else []),
            *self.warnings(),
            *([paused] if acting_company().mail_paused else []),
            _("The letter is written, kept and attached to an e-mail of its own."),
        ]

    def confirm(self, form: Any) -> Model:
        """Queue it."""
        try:
            emailing.email(self.object, acting_company().today())
        except (emailing.CannotEmail, CannotWrite) as refusal:
            raise ValidationError(str(refusal)) from refusal
        return self.object  # type: ignore[no-any-return]


class LeftOne(LetterVerb):
    """Record that a letter left: when, and by ``usual_channel`` unless one says otherwise."""

    usual_channel = Notice.Channel.LETTER
    title = gettext_lazy("Mark as sent")
    question = gettext_lazy("When and how did the letter leave?")
    form_class: type[forms.BaseForm] = OneSentForm
    submit_label = gettext_lazy("Mark as sent")
    submit_icon = "mail-check"
    success_message = gettext_lazy("Marked as sent.")

    def get_initial(self) -> dict[str, Any]:
        """Today, by the usual channel."""
        return {"on": acting_company().today(), "channel": self.usual_channel}


class SentOne(LeftOne):
    """Record that a letter left for the first time."""

    def refusals(self) -> Sequence[str | Promise]:
        """It left before."""
        return [_("It has left already.")] if self.object.sent_on else []

    def consequences(self) -> Sequence[str | Promise]:
        """What is kept, and what is missing."""
        written = latest_of(self.object)
        ways = [Notice.Channel.LETTER, Notice.Channel.EMAIL]
        places = dict.fromkeys(leaving.where_to(self.object, written, way) for way in ways)
        address = {"address": " · ".join(places)}
        kept = _("Day, channel and address are kept as proof: %(address)s") % address
        if written is not None:
            return [kept]
        return [kept, _("No file of the letter is kept: it was not printed here.")]

    def confirm(self, form: Any) -> Model:
        """The verb of what it is about."""
        given = form.cleaned_data
        moved = leaving.mark_sent(
            {self.object.pk: leaving.where_to(self.object, latest_of(self.object), given["channel"])},
            of=type(self.object),
            on=given["on"],
            channel=given["channel"],
            reference=given["reference"],
            by=acting().actor,
        )
        if not moved:
            raise ValidationError(_("It has left already."))
        return self.object  # type: ignore[no-any-return]
