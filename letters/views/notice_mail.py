"""Notices that leave by paper, e-mail or PEC, and reminders of them by SMS."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.phones import written
from letters import reminding
from letters.forms import NoticeSentForm
from letters.views.leaving import EmailOne, LetterVerb, PrintOne, SentOne
from letters.views.notices import NoticePage
from tenancy.acting import acting_company


class NoticePrint(NoticePage, PrintOne):
    """Write one notice, keep it, and show it for the printer."""


class NoticeEmail(NoticePage, EmailOne):
    """E-mail one notice to its customer."""


class NoticeSent(NoticePage, SentOne):
    """Record that one notice left; a day outside its window must be meant."""

    form_class = NoticeSentForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the term whose window counts."""
        return {**super().get_form_kwargs(), "term": self.object.term}


class NoticeSms(NoticePage, LetterVerb):
    """Remind the customer of her notice by SMS; the notice itself is the letter."""

    title = gettext_lazy("Remind by SMS")
    submit_label = gettext_lazy("Send the SMS")
    submit_icon = "device-mobile-message"
    success_message = gettext_lazy("The SMS is on its way.")

    def get_question(self) -> str:
        """To which number."""
        mobile = written(self.object.contract.customer.mobile, acting_company().country)
        return _("Send this SMS to %(number)s?") % {"number": mobile or "–"}

    def refusals(self) -> Sequence[str | Promise]:
        """No number, no letter, or reminded before."""
        reason = reminding.why_not(self.object)
        return [reason] if reason else []

    def consequences(self) -> Sequence[str | Promise]:
        """What it says, and what it is not."""
        said = _("It says: %(what)s") % {"what": reminding.text_of(self.object)}
        return [said, _("An SMS only reminds; it is no lawful notice.")]

    def confirm(self, form: Any) -> None:
        """Queue it."""
        reminding.remind(self.object)
