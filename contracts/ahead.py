"""What happens to one contract until a day to come: the nights between, played for it alone and taken back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import register
from contracts.models import BillingPeriod, Contract, Notice, OwedVisit, RenewalKind, TakeOver, Term
from contracts.noticing import owing_notice
from contracts.register import RegisterRow
from contracts.renewal import renew
from contracts.template_versions.words import differences
from ui import formats


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a day, as a sentence; ``fee`` is an amount of which only some may know."""

    on: date
    icon: str
    sentence: str
    fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What happens from a day until another, and how the contract then stands (None while it is not signed)."""

    events: list[Event]
    row: RegisterRow | None

    def of(self, day: date) -> list[Event]:
        """What happens on that very day."""
        return [event for event in self.events if event.on == day]


def ahead(contract: Contract, today: date, until: date) -> Ahead:
    """What happens after ``today`` until the day, that day included, if nobody does anything.

    The renewals are written as the nights would and taken back: nothing remains. Raises what the night would meet.
    """
    with transaction.atomic():
        last = (
            Term.objects.filter(contract=contract)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        )
        if last is not None:
            renew([contract.pk], until, origin=Term.Origin.NIGHTLY)
        contract = Contract.objects.get(pk=contract.pk)
        found = Ahead(
            sorted(_events(contract, last or 0, today, until), key=lambda event: event.on),
            next(register.rows(until, only=[contract.pk]), None),
        )
        transaction.set_rollback(True)
    return found


def _events(contract: Contract, last: int, today: date, until: date) -> list[Event]:
    found: list[Event] = []
    for term in Term.objects.filter(contract=contract).order_by("number"):
        found += _of_term(term, written_by_night=term.number > last)
    for period in BillingPeriod.objects.open().filter(contract=contract):
        days = {"start": formats.day(period.starts_on), "end": formats.day(period.ends_on)}
        sentence = _("The fee for %(start)s to %(end)s falls due.") % days
        found.append(Event(period.due_on, "coin", sentence, period.amount))
    for visit in OwedVisit.objects.open().filter(contract=contract).select_related("line"):
        what = {"service": visit.line.label, "end": formats.day(visit.window_ends_on)}
        sentence = _("A visit is owed from now on, until %(end)s at the latest: %(service)s.") % what
        found.append(Event(visit.window_starts_on, "calendar-event", sentence))
        sentence = _("Last day of the window of a visit not made yet: %(service)s.") % what
        found.append(Event(visit.window_ends_on, "calendar-x", sentence))
    for row in TakeOver.objects.filter(contract=contract, undone_at=None).select_related("version"):
        number = {"number": row.version.number}
        sentence = _("Version %(number)s of the template applies from now on.") % number
        rules = [difference.sentence for difference in differences(row.rules)]
        found.append(Event(row.applied_on or row.from_on, "versions", " · ".join([sentence, *rules])))
    found += _notices(contract, today)
    if contract.ended_on is not None:
        sentence = _("The contract is over: %(reason)s.") % {"reason": contract.get_end_reason_display()}
        found.append(Event(contract.ended_on, "circle-off", sentence))
    return [event for event in found if today < event.on <= until]


def _of_term(term: Term, *, written_by_night: bool) -> list[Event]:
    days = {"number": term.number, "end": formats.day(term.ends_on)}
    sentence = (
        _("Renewed: the night writes term %(number)s, until %(end)s, with its fees and visits.")
        if written_by_night
        else _("Term %(number)s begins, until %(end)s.")
    )
    return [Event(term.starts_on, "refresh", sentence % days, term.annual_fee)]


def _notices(contract: Contract, today: date) -> list[Event]:
    """Of each term that owes the letter and whose letter has not left; and the last day to refuse."""
    found: list[Event] = []
    sent = set(
        Notice.objects.filter(contract=contract, cures=True, sent_on__isnull=False).values_list(
            "term_id", flat=True
        )
    )
    for term in owing_notice(today).filter(contract=contract):
        if term.pk in sent:
            continue
        prepared = _("The renewal notice is prepared; it must leave by %(closes)s.")
        last = _("Last lawful day of the renewal notice; without it the customer may leave at any time.")
        found += [
            Event(term.notice_prepare_on, "mail", prepared % {"closes": formats.day(term.notice_closes_on)}),
            Event(term.notice_target_on, "mail-exclamation", _("Wanted day of the renewal notice.")),
            Event(term.notice_closes_on, "mail-x", last),
        ]
    for term in _refusable(contract):
        found.append(Event(term.refuse_by, "file-x", _("Last day on which the renewal may be refused.")))
    return found


def _refusable(contract: Contract) -> list[Term]:
    if contract.renewal != RenewalKind.TACIT or contract.ends_after is not None:
        return []
    return list(Term.objects.filter(contract=contract, renewable=True, renewed_on=None))
