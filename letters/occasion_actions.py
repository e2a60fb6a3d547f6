"""What is done to many letters of the list of other letters at once: print, e-mail, mark as sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.reaching import notice_contacts
from letters import emailing, leaving
from letters.forms import PrintForm, SentForm
from letters.matters import customer_of
from letters.models import Occasion
from letters.occasion_bulk import NamedOccasion, start
from tenancy import pec
from tenancy.acting import acting
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome

#: the ways from an occasion to who is written to
PEOPLE = ("customer", "contract__customer")


def mark_occasions_sent(keys: Sequence[int], form: forms.Form) -> str:
    """Record that letters about occasions left as the form says; gives the message to show."""
    found = Occasion.objects.filter(pk__in=keys).exclude(letter=None).select_related("letter", *PEOPLE)
    found = found.prefetch_related(*(notice_contacts(f"{path}__") for path in PEOPLE))
    channel = form.cleaned_data["channel"]
    moved = leaving.mark_sent(
        {each.pk: leaving.where_to(each, each.letter, channel) for each in found},
        of=Occasion,
        on=form.cleaned_data["on"],
        channel=channel,
        by=acting().actor,
    )
    return ngettext("%(count)s letter marked as sent.", "%(count)s letters marked as sent.", moved) % {
        "count": moved
    }


class _OnOccasion(BulkAction):
    """A bulk action on letters that have not left."""

    right = Right.LETTERS_SEND

    def outcomes(self, rows: Sequence[Occasion]) -> list[Outcome]:
        """Those that left are left alone."""
        told = []
        for row in rows:
            reason = _("It has left already.") if row.sent_on else self.refused(row)
            text = reason or self.told(row)
            told.append(Outcome(NamedOccasion(row), text, will=not reason))
        return told

    def refused(self, row: Occasion) -> str:
        """Why it cannot be done; empty when it can."""
        return ""

    def told(self, row: Occasion) -> str:
        """What will happen."""
        return _("Will be printed.")


class PrintOccasions(_OnOccasion):
    """Write what is not written, and join all for the printer."""

    name, icon = "print", "printer"
    label = gettext_lazy("Print letters")
    form_class = PrintForm

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        both = bool(form and form.cleaned_data["both_sides"])
        return start(self.request, [row.pk for row in rows], by_mail=False, both_sides=both)


class EmailOccasions(_OnOccasion):
    """E-mail letters to their customers."""

    name, icon, style = "email", "send", "secondary"
    label = gettext_lazy("E-mail letters")

    @cached_property
    def pec_ready(self) -> bool:
        """Whether the company can send by PEC."""
        return pec.is_ready()

    def refused(self, row: Occasion) -> str:
        """Only where there is an address, and e-mail is welcome."""
        return emailing.stands_against(row, self.pec_ready)

    def told(self, row: Occasion) -> str:
        """To whom."""
        channel, address = emailing.target(customer_of(row), self.pec_ready)
        if channel == OutboxMessage.Channel.PEC:
            return _("Will go by PEC to %(address)s.") % {"address": address}
        return _("Will go to %(address)s.") % {"address": address}

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        return start(self.request, [row.pk for row in rows], by_mail=True)


class MarkOccasionsSent(_OnOccasion):
    """Record that printed letters left."""

    name, icon, style = "mark_sent", "mail-check", "secondary"
    label = gettext_lazy("Mark as sent")
    form_class = SentForm

    def refused(self, row: Occasion) -> str:
        """Only what was written."""
        return "" if row.letter_id else _("It is not written yet.")

    def told(self, row: Occasion) -> str:
        """It is kept."""
        return _("Will be marked as sent.")

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Mark all at once."""
        if form is None:
            raise ValidationError(_("Say when and how they left."))
        return mark_occasions_sent([row.pk for row in rows], form)


class DropOccasions(_OnOccasion):
    """Give up letters that were not written: their events may be written about later."""

    name, icon, style = "drop", "mail-off", "secondary"
    label = gettext_lazy("Do not write")
    explanation = gettext_lazy("Letters already written stay. The event can be chosen again in its list.")

    def refused(self, row: Occasion) -> str:
        """A letter that was written stays."""
        return _("It is written already.") if row.letter_id else ""

    def told(self, row: Occasion) -> str:
        """It goes."""
        return _("Will not be written.")

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Those still unwritten, in one statement."""
        unwritten = Occasion.objects.unwritten().filter(pk__in=[row.pk for row in rows])
        _total, by_model = unwritten.delete()
        dropped = by_model.get(Occasion._meta.label, 0)
        return ngettext("%(count)s letter given up.", "%(count)s letters given up.", dropped) % {
            "count": dropped
        }
