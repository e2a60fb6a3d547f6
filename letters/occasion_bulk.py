"""Letters from the lists of visits, fees, prices and contracts, and what is done to those written."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import bulk as contract_lists
from contracts.models import BillingPeriod, Contract, Refusal
from letters import emailing
from letters.forms.occasion import VisitLetterForm, WayForm
from letters.mailings import start_mailing
from letters.matters import customer_of, reference_of
from letters.models import Kind, Mailing, Occasion
from letters.models.occasion import EVENT_OF
from letters.occasions import contract_of, raise_all, told_of
from tenancy import pec
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class Named:
    """A row shown by its contract and customer."""

    def __init__(self, row: Any, contract: Contract) -> None:
        self.row, self.pk, self.contract = row, row.pk, contract

    def __str__(self) -> str:
        return f"{self.contract.number} · {self.contract.customer.name}"


class NamedOccasion:
    """A letter shown by its number and customer."""

    def __init__(self, row: Occasion) -> None:
        self.row, self.pk = row, row.pk

    def __str__(self) -> str:
        return f"{reference_of(self.row)} · {customer_of(self.row).name}"


class WriteLetters(BulkAction):
    """Write each customer about something once: by e-mail where that is possible and welcome, the others to print."""

    kind: ClassVar[str]
    right = Right.LETTERS_SEND
    icon = "mail-forward"
    style = "secondary"
    form_class: ClassVar[type[forms.Form] | None] = WayForm
    explanation = gettext_lazy(
        "Each letter is written from its wording and kept. An event is written about once."
    )

    @cached_property
    def pec_ready(self) -> bool:
        """Whether the company can send by PEC."""
        return pec.is_ready()

    def events(self, rows: Sequence[Any]) -> dict[int, Any]:
        """What each row is written about, by the row's id; a row without is left out."""
        return {row.pk: row for row in rows}

    def why_not(self, event: Any) -> str:
        """What speaks against a letter about an event; empty when nothing does."""
        return ""

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """By which way, or why not; what is known is looked up once."""
        events = self.events(rows)
        name = EVENT_OF.get(Kind(self.kind), "contract")
        known = {getattr(each, f"{name}_id"): each for each in told_of(self.kind, list(events.values()))}
        return [self._outcome(row, events.get(row.pk), known) for row in rows]

    def _outcome(self, row: Any, event: Any, known: dict[int, Occasion]) -> Outcome:
        named = Named(row, contract_of(row))
        if event is None:
            return Outcome(named, _("There is nothing to write about."), will=False)
        if reason := self.why_not(event):
            return Outcome(named, reason, will=False)
        occasion = known.get(event.pk)
        if occasion is not None and occasion.sent_on:
            day = {"day": formats.day(occasion.sent_on)}
            return Outcome(named, _("Its letter left on %(day)s.") % day, will=False)
        if occasion is not None:
            return Outcome(named, _("Its letter is made already: see the other letters."), will=False)
        if emailing.stands_against(Occasion(kind=self.kind, contract=named.contract), self.pec_ready):
            return Outcome(named, _("Will be printed."))
        channel, address = emailing.target(named.contract.customer, self.pec_ready)
        if channel == OutboxMessage.Channel.PEC:
            return Outcome(named, _("By PEC to %(address)s, or printed.") % {"address": address})
        return Outcome(named, _("By e-mail to %(address)s, or printed.") % {"address": address})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Make the occasions and start the jobs that write."""
        given = form.cleaned_data if form else {}
        events = self.events([named.row for named in rows])
        occasions = raise_all(
            self.kind, list(events.values()), visit_on=given.get("visit_on"), hours=given.get("hours", "")
        )
        return start(self.request, [each.pk for each in occasions], by_mail=given.get("way") != WayForm.PRINT)


def start(request: Any, keys: Sequence[int], *, by_mail: bool, both_sides: bool = False) -> HttpResponse:
    """Begin writing, and lead to where it is seen."""
    made = send_off(keys, by_mail=by_mail, both_sides=both_sides)
    told = {
        "mailed": sum(each.run.total for each in made if each.purpose == Mailing.Purpose.EMAIL),
        "printed": sum(each.run.total for each in made if each.purpose == Mailing.Purpose.PRINT),
    }
    messages.success(request, _("Letters on their way: %(mailed)s by e-mail, %(printed)s to print.") % told)
    if len(made) == 1:
        return redirect("letters:mailing_detail", pk=made[0].pk)
    return redirect("letters:mailing_list")


def send_off(keys: Sequence[int], *, by_mail: bool, both_sides: bool = False) -> list[Mailing]:
    """Begin writing letters about occasions: those that can go by e-mail or PEC in one batch, the others in another."""
    pec_ready, today = pec.is_ready(), acting_company().today()
    occasions = list(Occasion.objects.filter(pk__in=keys).select_related("contract__customer", "customer"))
    mailed = [each for each in occasions if by_mail and not emailing.stands_against(each, pec_ready)]
    by_post = {each.pk for each in occasions}.difference(each.pk for each in mailed)
    printed = [each for each in occasions if each.pk in by_post]
    return [
        start_mailing(some, today, purpose=purpose, both_sides=both_sides)
        for some, purpose in ((mailed, Mailing.Purpose.EMAIL), (printed, Mailing.Purpose.PRINT))
        if some
    ]


class AnnounceVisits(WriteLetters):
    """Visit notices."""

    name, kind = "announce", Kind.VISIT
    label = gettext_lazy("Write visit notices")
    form_class = VisitLetterForm

    def why_not(self, event: Any) -> str:
        """Only visits still owed."""
        if event.done_on or event.withdrawn_on or event.ending_id:
            return _("This visit is no longer owed.")
        return ""


class Remind(WriteLetters):
    """Payment reminders."""

    name, kind = "remind", Kind.REMINDER
    label = gettext_lazy("Write payment reminders")

    def why_not(self, event: BillingPeriod) -> str:
        """Only fees that are due and open."""
        if event.state != BillingPeriod.State.OPEN:
            return _("This fee is settled.")
        if event.due_on > acting_company().today():
            return _("This fee is not due yet.")
        return ""


class TellPrices(WriteLetters):
    """Letters of a new price."""

    name, kind = "tell_prices", Kind.PRICE_CHANGE
    label = gettext_lazy("Write price-change letters")

    def why_not(self, event: Any) -> str:
        """Only prices that stand and differ."""
        if event.withdrawn_at is not None:
            return _("This price was taken back.")
        return _("The fee stays the same.") if event.new_fee == event.old_fee else ""


class Welcome(WriteLetters):
    """Letters after signature."""

    name, kind = "welcome", Kind.WELCOME
    label = gettext_lazy("Write welcome letters")

    def why_not(self, event: Contract) -> str:
        """Only signed contracts that run."""
        if not event.is_signed():
            return _("It is not signed.")
        return _("It has ended.") if event.ended_on else ""


class TellEnd(WriteLetters):
    """Letters of the end of a contract."""

    name, kind = "tell_end", Kind.CONTRACT_END
    label = gettext_lazy("Write letters of the end")

    def why_not(self, event: Contract) -> str:
        """Only contracts whose end is known."""
        return "" if event.ended_on or event.ends_after else _("Its end is not known.")


class Acknowledge(WriteLetters):
    """Acknowledgements of refusals."""

    name, kind = "acknowledge", Kind.REFUSAL_RECEIPT
    label = gettext_lazy("Acknowledge refusals")

    def events(self, rows: Sequence[Any]) -> dict[int, Any]:
        """The refusal in force of each contract."""
        found = Refusal.objects.filter(contract__in=[row.pk for row in rows], withdrawn_on=None)
        return {refusal.contract_id: refusal for refusal in found.select_related("contract__customer")}


def register() -> None:
    """Offer the letters in the lists of contracts."""
    contract_lists.VISIT_ACTIONS.append(AnnounceVisits)
    contract_lists.PERIOD_ACTIONS.append(Remind)
    contract_lists.REVISION_ACTIONS.append(TellPrices)
    contract_lists.CONTRACT_ACTIONS.extend([Welcome, TellEnd, Acknowledge])
