"""A letter that did not arrive is written anew and leaves once more; the first is kept with its proof."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters import emailing, leaving, returning
from letters.matters import column_of, customer_of, no_longer_needed
from letters.models import Dispatch, Receipt
from letters.sheets import address_lines
from letters.views.leaving import LeftOne, LetterVerb
from letters.writing import CannotWrite
from tenancy import pec
from tenancy.acting import acting, acting_company


class WriteAgain(LetterVerb):
    """Write a letter anew that did not arrive, to the address of now; the first is kept with its proof."""

    title = gettext_lazy("Write the letter anew")
    submit_label = gettext_lazy("Write it anew")
    submit_icon = "refresh"
    success_message = gettext_lazy("The letter is written anew. Print it, then mark it as sent.")

    def get_question(self) -> str:
        """To which address."""
        address = ", ".join(address_lines(customer_of(self.object), acting_company()))
        facts = self.facts | {"address": address}
        return _("%(letter)s, contract %(number)s: write it once more, to %(address)s?") % facts

    def refusals(self) -> Sequence[str | Promise]:
        """It has not left, or nobody needs it."""
        if self.object.sent_on is None:
            return [_("It has not left yet: print it.")]
        reason = no_longer_needed(self.object)
        return [reason] if reason else []

    def consequences(self) -> Sequence[str | Promise]:
        """The old one stays; whether the new one is in time."""
        return [
            _("The letter that left is kept with its proof: day, channel, address and file."),
            _("The address is that of the customer's card. Correct it there first if it changed."),
            *self.warnings(),
        ]

    def confirm(self, form: Any) -> None:
        """Write it."""
        try:
            returning.write_again(self.object, acting_company().today())
        except CannotWrite as refusal:
            raise ValidationError(str(refusal)) from refusal


class LeftAgain(LeftOne):
    """Record that the letter written anew left."""

    title = gettext_lazy("Mark the new letter as sent")

    def refusals(self) -> Sequence[str | Promise]:
        """No letter waits."""
        return [] if returning.unsent_letter(self.object) else [_("No new letter waits to be sent.")]

    def consequences(self) -> Sequence[str | Promise]:
        """Both are kept."""
        return [
            _("The first letter stays as it was recorded; this one is kept beside it."),
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
            leaving.where_to(self.object, letter, given["channel"]),
            on=given["on"],
            channel=given["channel"],
            by=acting().actor,
            tracking=given["reference"],
        )
        return self.object  # type: ignore[no-any-return]


class EmailAgain(LetterVerb):
    """E-mail the letter written anew, to the address of now."""

    title = gettext_lazy("E-mail the new letter")
    submit_label = gettext_lazy("Send the e-mail")
    submit_icon = "send"
    success_message = gettext_lazy("The e-mail is on its way.")

    def get_question(self) -> str:
        """To whom."""
        address = emailing.target(customer_of(self.object), pec.is_ready())[1]
        return _("%(letter)s, contract %(number)s: send it to %(address)s?") % (
            self.facts | {"address": address or "–"}
        )

    def refusals(self) -> Sequence[str | Promise]:
        """No letter waits, or there is no address, or it is the one that failed."""
        if returning.unsent_letter(self.object) is None:
            return [_("No new letter waits to be sent.")]
        address = emailing.target(customer_of(self.object), pec.is_ready())[1]
        if not address:
            return [_("The customer has no e-mail address.")]
        left = Dispatch.objects.filter(**{column_of(self.object): self.object}, to=address)
        if left.filter(receipts__kind__in=Receipt.LOST).exists():
            return [_("Mail to this address came back: correct it on the customer's card, or send a letter.")]
        return []

    def consequences(self) -> Sequence[str | Promise]:
        """Whether it is in time."""
        return self.warnings()

    def confirm(self, form: Any) -> None:
        """Queue it."""
        if letter := returning.unsent_letter(self.object):
            emailing.queue_all([(self.object, letter)], anew=True)
