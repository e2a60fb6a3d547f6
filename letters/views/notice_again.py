"""A notice that did not arrive is written anew and leaves once more; the first is kept with its proof."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Notice
from letters import emailing, leaving, returning
from letters.models import Receipt
from letters.notices import CannotWrite
from letters.sheets import address_lines
from letters.views.notices import NoticeLeft, NoticeVerb
from tenancy import pec
from tenancy.acting import acting, acting_company
from tenancy.permissions import Right


class NoticeAgain(NoticeVerb):
    """Write a notice anew that did not arrive, to the address of now."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Write the letter anew")
    submit_label = gettext_lazy("Write it anew")
    submit_icon = "refresh"
    success_message = gettext_lazy("The letter is written anew. Print it, then mark it as sent.")

    def get_question(self) -> str:
        """To which address."""
        address = ", ".join(address_lines(self.object.contract.customer, acting_company()))
        return _("Write the notice of contract %(number)s once more, to %(address)s?") % {
            "number": self.object.contract.number,
            "address": address,
        }

    def refusals(self) -> Sequence[str | Promise]:
        """It has not left, or nobody needs it."""
        if self.object.sent_on is None:
            return [_("It has not left yet: print it.")]
        if self.object.contract.ends_after or self.object.contract.ended_on:
            return [_("The contract ends with this term: no letter is needed any more.")]
        return []

    def consequences(self) -> Sequence[str | Promise]:
        """The old one stays; whether the new one is in time."""
        warning = emailing.warning(self.object, acting_company().today())
        return [
            _("The letter that left is kept with its proof: day, channel, address and file."),
            _("The address is that of the customer's card. Correct it there first if it changed."),
            *([warning] if warning else []),
        ]

    def confirm(self, form: Any) -> None:
        """Write it."""
        try:
            returning.write_again(self.object, acting_company().today())
        except CannotWrite as refusal:
            raise ValidationError(str(refusal)) from refusal


class NoticeAgainSent(NoticeLeft):
    """Record that the letter written anew left."""

    title = gettext_lazy("Mark the new letter as sent")
    usual_channel = Notice.Channel.REGISTERED

    def refusals(self) -> Sequence[str | Promise]:
        """No letter waits."""
        return [] if returning.unsent_letter(self.object) else [_("No new letter waits to be sent.")]

    def consequences(self) -> Sequence[str | Promise]:
        """Both are kept."""
        return [
            _("The first letter stays the one that counts for the window; this one is kept beside it."),
            _("The alert about the letter that did not arrive closes."),
        ]

    def confirm(self, form: Any) -> Model:
        """Keep it as a dispatch of its own."""
        given, letter = form.cleaned_data, returning.unsent_letter(self.object)
        if letter is None:
            raise ValidationError(_("No new letter waits to be sent."))
        leaving.send_anew(
            self.object,
            letter,
            ", ".join(letter.addressed_to.splitlines()),
            on=given["on"],
            channel=given["channel"],
            by=acting().actor,
            tracking=given["reference"],
        )
        return self.object  # type: ignore[no-any-return]


class NoticeAgainEmail(NoticeVerb):
    """E-mail the letter written anew, to the address of now."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("E-mail the new letter")
    submit_label = gettext_lazy("Send the e-mail")
    submit_icon = "send"
    success_message = gettext_lazy("The e-mail is on its way.")

    def get_question(self) -> str:
        """To whom."""
        return _("Send the renewal notice of contract %(number)s to %(address)s?") % {
            "number": self.object.contract.number,
            "address": emailing.target(self.object, pec.is_ready())[1] or "–",
        }

    def refusals(self) -> Sequence[str | Promise]:
        """No letter waits, or there is no address, or it is the one that failed."""
        if returning.unsent_letter(self.object) is None:
            return [_("No new letter waits to be sent.")]
        address = emailing.target(self.object, pec.is_ready())[1]
        if not address:
            return [_("The customer has no e-mail address.")]
        if self.object.dispatches.filter(to=address, receipts__kind__in=Receipt.LOST).exists():
            return [_("Mail to this address came back: correct it on the customer's card, or send a letter.")]
        return []

    def consequences(self) -> Sequence[str | Promise]:
        """Whether it is in time."""
        warning = emailing.warning(self.object, acting_company().today())
        return [warning] if warning else []

    def confirm(self, form: Any) -> None:
        """Queue it."""
        if letter := returning.unsent_letter(self.object):
            emailing.queue_all([letter], anew=True)
