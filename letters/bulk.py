"""What can be done to many renewal notices at once: print, e-mail, mark as sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Notice
from customers.models import Customer
from customers.reaching import notice_way
from letters import emailing, leaving, standing
from letters.forms import PrintForm, SentForm
from letters.mailings import start_mailing
from letters.models import Letter, Mailing
from tenancy import pec
from tenancy.acting import acting, acting_company
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class _Unsent(BulkAction):
    """A bulk action on notices that have not left."""

    right = Right.LETTERS_SEND

    def outcome(self, row: Any) -> Outcome:
        """Leave those alone that left or are not needed any more."""
        if row.standing in {standing.SENT, standing.OUTSIDE}:
            return Outcome(row.contract, _("It has left already."), will=False)
        if row.standing == standing.NOT_NEEDED:
            return Outcome(row.contract, _("No longer needed: the contract ends."), will=False)
        if row.standing == standing.MAIL:
            return Outcome(row.contract, _("Its e-mail is on its way."), will=False)
        return self.outcome_unsent(row)

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Named by the contract; the notice itself is handed on."""
        named = []
        for row in rows:
            told = self.outcome(row)
            named.append(Outcome(_Named(row), told.text, told.will))
        return named

    def outcome_unsent(self, row: Any) -> Outcome:
        """What will happen to a notice that may still go."""
        raise NotImplementedError


class _Named:
    """A notice shown by its contract and customer."""

    def __init__(self, notice: Any) -> None:
        self.notice = notice
        self.pk = notice.pk

    def __str__(self) -> str:
        return f"{self.notice.contract.number} · {self.notice.contract.customer.name}"


def against_paper(notice: Notice, on: date) -> list[str]:
    """What speaks against a letter by post on a day, a sentence each: it may be late, or another way was chosen."""
    said = []
    window = emailing.window_of(notice)
    if on > window.paper_stop:
        days = {"stop": formats.day(window.paper_stop), "closes": formats.day(window.closes)}
        said.append(
            _("Paper stopped on %(stop)s: by post it may come after the window closed, %(closes)s.") % days
        )
    way = notice_way(notice.contract.customer)
    if way.channel != Customer.NoticeChannel.POST:
        said.append(_("Her letters go to %(address)s otherwise.") % {"address": way.address})
    return said


class PrintLetters(_Unsent):
    """Write the letters and join them for the printer."""

    name = "print"
    label = gettext_lazy("Print letters")
    icon = "printer"
    explanation = gettext_lazy("The letters are written and kept, sorted by postcode, in one file to print.")
    form_class = PrintForm

    def outcome_unsent(self, row: Any) -> Outcome:
        """Missed ones may be printed, and say so."""
        if row.standing == standing.MISSED:
            return Outcome(row, _("Will be printed; its window is closed, so it does not count any more."))
        told = [_("Will be printed."), *against_paper(row, acting_company().today())]
        return Outcome(row, " ".join(told))

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        return _start(
            self.request,
            rows,
            Mailing.Purpose.PRINT,
            both_sides=bool(form and form.cleaned_data["both_sides"]),
        )


class EmailLetters(_Unsent):
    """Write the letters and e-mail each to its customer."""

    name = "email"
    label = gettext_lazy("E-mail letters")
    icon = "send"
    style = "secondary"
    explanation = gettext_lazy(
        "Each customer gets one e-mail of her own with the letter attached, by PEC where she chose it. "
        "Late ones are left to paper."
    )

    @cached_property
    def pec_ready(self) -> bool:
        """Whether the company can send by PEC."""
        return pec.is_ready()

    def outcome_unsent(self, row: Any) -> Outcome:
        """Only where there is an address and time enough."""
        if reason := (
            emailing.stands_against(row, self.pec_ready) or emailing.warning(row, acting_company().today())
        ):
            return Outcome(row, reason, will=False)
        channel, address = emailing.target(row.contract.customer, self.pec_ready)
        if channel == OutboxMessage.Channel.PEC:
            return Outcome(row, _("Will go by PEC to %(address)s.") % {"address": address})
        return Outcome(row, _("Will go to %(address)s.") % {"address": address})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        return _start(self.request, rows, Mailing.Purpose.EMAIL)


class MarkSent(_Unsent):
    """Record that letters left."""

    name = "mark_sent"
    label = gettext_lazy("Mark as sent")
    icon = "mail-check"
    style = "secondary"
    explanation = gettext_lazy("A letter that left outside its window is kept, but does not count.")
    form_class = SentForm

    def outcome_unsent(self, row: Any) -> Outcome:
        """Whether a file of it is kept."""
        if row.document_id is None:
            return Outcome(row, _("Will be marked as sent; no file of it is kept here."))
        return Outcome(row, _("Will be marked as sent."))

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Mark all at once."""
        return mark_sent([row.notice for row in rows], form)


def mark_sent(notices: Sequence[Notice], form: Any) -> str:
    """Record that letters left as the form says; gives the message to show."""
    written = Letter.objects.filter(notice__in=[notice.pk for notice in notices]).order_by("pk")
    letters = {letter.notice_id: letter for letter in written}
    channel = form.cleaned_data["channel"]
    moved = leaving.mark_sent(
        {notice.pk: leaving.where_to(notice, letters.get(notice.pk), channel) for notice in notices},
        on=form.cleaned_data["on"],
        channel=channel,
        by=acting().actor,
    )
    outside = Notice.objects.filter(pk__in=[notice.pk for notice in notices], cures=False).count()
    told = ngettext("%(count)s letter marked as sent.", "%(count)s letters marked as sent.", moved) % {
        "count": moved
    }
    if outside:
        told += " " + ngettext(
            "%(count)s left outside its window and does not count.",
            "%(count)s left outside their window and do not count.",
            outside,
        ) % {"count": outside}
    return told


def _start(
    request: HttpRequest, rows: Sequence[Any], purpose: str, *, both_sides: bool = False
) -> HttpResponse:
    mailing = start_mailing(
        [row.notice for row in rows], acting_company().today(), purpose=purpose, both_sides=both_sides
    )
    return redirect("letters:mailing_detail", pk=mailing.pk)
