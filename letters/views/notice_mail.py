"""Notices that leave by e-mail or PEC, and reminders of them by SMS."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters import emailing, reminding
from letters.notices import CannotWrite
from letters.views.notices import NoticeVerb
from tenancy import pec
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage
from tenancy.permissions import Right


class NoticeEmail(NoticeVerb):
    """E-mail one notice to its customer."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("E-mail the notice")
    submit_label = gettext_lazy("Send the e-mail")
    submit_icon = "send"
    success_message = gettext_lazy(
        "The e-mail is on its way. The notice is marked as sent as soon as it has left."
    )

    def get_question(self) -> str:
        """To whom."""
        channel, address = emailing.target(self.object, pec.is_ready())
        facts = {"number": self.object.contract.number, "address": address or "–"}
        if channel == OutboxMessage.Channel.PEC:
            return _("Send the renewal notice of contract %(number)s by PEC to %(address)s?") % facts
        return _("Send the renewal notice of contract %(number)s to %(address)s?") % facts

    def refusals(self) -> Sequence[str | Promise]:
        """No address, or it has left."""
        reason = emailing.why_not(self.object)
        return [reason] if reason else []

    def consequences(self) -> Sequence[str | Promise]:
        """What happens, and what speaks against it."""
        warning = emailing.warning(self.object, acting_company().today())
        paused = _("All e-mail of your company is held at the moment: it will leave when you let it.")
        return [
            *([unwanted] if (unwanted := emailing.unwanted(self.object)) else []),
            *([warning] if warning else []),
            *([paused] if acting_company().mail_paused else []),
            _("The letter is written, kept and attached to an e-mail of its own."),
        ]

    def confirm(self, form: Any) -> Model:
        """Queue it."""
        try:
            emailing.email_notice(self.object, acting_company().today())
        except (emailing.CannotEmail, CannotWrite) as refusal:
            raise ValidationError(str(refusal)) from refusal
        return self.object  # type: ignore[no-any-return]


class NoticeSms(NoticeVerb):
    """Remind the customer of her notice by SMS; the notice itself is the letter."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Remind by SMS")
    submit_label = gettext_lazy("Send the SMS")
    submit_icon = "device-mobile-message"
    success_message = gettext_lazy("The SMS is on its way.")

    def get_question(self) -> str:
        """To which number."""
        return _("Send this SMS to %(number)s?") % {"number": self.object.contract.customer.mobile or "–"}

    def refusals(self) -> Sequence[str | Promise]:
        """No number, no letter, or reminded before."""
        reason = reminding.why_not(self.object)
        return [reason] if reason else []

    def consequences(self) -> Sequence[str | Promise]:
        """What it says, and what it is not."""
        return [reminding.text_of(self.object), _("An SMS only reminds; it is no lawful notice.")]

    def confirm(self, form: Any) -> None:
        """Queue it."""
        reminding.remind(self.object)
