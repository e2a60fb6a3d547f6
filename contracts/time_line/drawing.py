from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from contracts.course import Course
from contracts.models import BillingPeriod, OwedVisit, RenewalKind, Term
from contracts.rules import is_free, stored_dates, term_rule
from contracts.time_line.marks import Lane, Mark, Tick
from contracts.time_line.renewal import RenewalLane
from tenancy.months import add_m
from ui import formats


class TimeLine:
    """What the template draws. Positions are percent of the width, so the drawing follows the page."""

    def __init__(self, course: Course, *, with_fees: bool) -> None:
        self.course, self.with_fees = course, with_fees
        self.shown = _shown(course)
        self.next = _next_dates(course)
        self.starts = self.shown[0].starts_on
        self.ends = max([self.shown[-1].ends_on, *([self.next[1]] if self.next else [])])
        renewal = RenewalLane(course, self.shown, self.starts, self.ends)
        self.lanes = [
            Lane("terms", _("Terms"), [self._placed(mark) for mark in self._terms()]),
            Lane("renewal", _("Renewal"), [self._placed(mark) for mark in renewal.marks()]),
            *self._lane_where_any("amendments", _("Amendments"), self._amendments()),
            *self._lane_where_any("suspensions", _("Suspensions"), self._suspensions()),
            Lane("billing", _("Billing"), [self._placed(mark) for mark in self._billing()]),
            Lane("visits", _("Visits"), [self._placed(mark) for mark in self._visits()]),
        ]

    def _lane_where_any(self, name: str, label: str, marks: Iterator[Mark]) -> list[Lane]:
        """Drawn only where there is something in it."""
        placed = [self._placed(mark) for mark in marks]
        return [Lane(name, label, placed)] if placed else []

    @property
    def today(self) -> str:
        """Where today stands; empty when it lies outside the drawing."""
        on = self.course.on
        return self._x(on) if self.starts <= on <= self.ends else ""

    @property
    def ticks(self) -> list[Tick]:
        """The grid: months, quarters, half-years or years, as the length allows."""
        months = (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month + 1
        step = next((step for most, step in ((16, 1), (40, 3), (80, 6)) if months <= most), 12)
        day = date(self.starts.year, (self.starts.month - 1) // step * step + 1, 1)
        found = []
        while day <= self.ends:
            if day >= self.starts:
                major = day.month == 1
                label = str(day.year) if major else formats.month(day)
                found.append(Tick(self._x(day), label, major))
            day = add_m(day, step)
        return found

    @property
    def entries(self) -> list[tuple[Lane, Mark]]:
        """All marks by date: the drawing as a list."""
        found = [(lane, mark) for lane in self.lanes for mark in lane.marks]
        return sorted(found, key=lambda entry: (entry[1].starts, entry[1].ends or entry[1].starts))

    # --- lanes ------------------------------------------------------------------------------------------------------

    def _terms(self) -> Iterator[Mark]:
        course = self.course
        for term in self.shown:
            why = course.explained(term)
            running = term.starts_on <= course.on <= term.ends_on
            ends_here = course.contract.ends_after == term.ends_on
            colour = "orange" if running and ends_here else "blue" if running else "secondary"
            text = _("Term %(number)s") % {"number": term.number}
            if self.with_fees:
                free = is_free(course.contract, term.number)
                cost = _("free") if free else formats.money(term.fee, course.company.currency)
                text = f"{text} · {cost}"
            yield Mark(
                text, f"{why.starts.why} {why.ends.why}", term.starts_on, term.ends_on, colour, "term", text
            )
        if self.next:
            tacit = course.contract.renewal == RenewalKind.TACIT
            text = _("Next term") if tacit else _("If renewed")
            reason = (
                _("The contract renews by itself unless somebody refuses.")
                if tacit
                else _("Written when the renewal is agreed; without that the contract ends.")
            )
            yield Mark(text, reason, *self.next, "secondary", "next", text)

    def _amendments(self) -> Iterator[Mark]:
        for amendment in self.course.amendments:
            if amendment.undone_at is None and self.starts <= amendment.effective_on <= self.ends:
                yield Mark(
                    str(amendment), amendment.reason, amendment.effective_on, colour="blue", shape="diamond"
                )

    def _suspensions(self) -> Iterator[Mark]:
        for each in self.course.suspensions:
            until = each.ends_on or self.ends
            if each.undone_on is None and until >= self.starts and each.starts_on <= self.ends:
                label = _("Suspended") if each.ends_on else _("Suspended until further notice")
                yield Mark(
                    label, f"{each.reason}. {each.get_rule_display()}.", each.starts_on, until, "orange"
                )

    def _billing(self) -> Iterator[Mark]:
        course = self.course
        for term in self.shown:
            rows = [period for period in course.periods if period.term_id == term.pk]
            why = course.explained(term).periods(rows)
            for period in rows:
                due, amount = why[period.pk]
                label = period.get_state_display()
                reason = _("Due on %(day)s. %(why)s") % {"day": formats.day(period.due_on), "why": due.why}
                if self.with_fees:
                    label = f"{label}, {formats.money(period.amount, course.company.currency)}"
                    reason = f"{reason} {amount.why}"
                yield Mark(label, reason, period.starts_on, period.ends_on, _period_colour(period, course.on))

    def _visits(self) -> Iterator[Mark]:
        course = self.course
        for term in self.shown:
            rows = [visit for visit in course.visits if visit.term_id == term.pk]
            why = course.explained(term).visits(rows, course.lines)
            for visit in rows:
                colour, label = _visit_look(visit, course.on)
                yield Mark(label, why[visit.pk].why, visit.window_starts_on, visit.window_ends_on, colour)

    # --- places -----------------------------------------------------------------------------------------------------

    def _x(self, day: date) -> str:
        whole = (self.ends - self.starts).days + 1
        return f"{100 * (day - self.starts).days / whole:.2f}%"

    def _placed(self, mark: Mark) -> Mark:
        starts, ends = max(mark.starts, self.starts), min(mark.ends or mark.starts, self.ends)
        whole = (self.ends - self.starts).days + 1
        width = 100 * max((ends - starts).days + 1, 0) / whole
        return Mark(
            mark.label, mark.why, mark.starts, mark.ends, mark.colour, mark.shape, mark.text,
            self._x(starts), f"{width:.2f}%",
        )  # fmt: skip


def _shown(course: Course) -> list[Term]:
    """The term that counts, the one before, and all that follow."""
    if course.term is None:
        raise ValueError("a contract without terms has no time line")
    number = course.term.number
    return [term for term in course.terms if term.number >= number - 1]


def _next_dates(course: Course) -> tuple[date, date] | None:
    contract, last = course.contract, course.terms[-1]
    open_ended = contract.ended_on is None and contract.ends_after is None
    if not open_ended or contract.renewal == RenewalKind.NONE or not last.renewable:
        return None
    following = term_rule(contract).term(stored_dates(contract, last).number + 1)
    return following.starts, following.ends


def _period_colour(period: BillingPeriod, on: date) -> str:
    if period.state != BillingPeriod.State.OPEN:
        return "green" if period.state == BillingPeriod.State.BILLED else "secondary"
    return "red" if period.due_on <= on else "blue"


def _visit_look(visit: OwedVisit, on: date) -> tuple[str, str]:
    if visit.done_on:
        return "green", _("Visit done on %(day)s") % {"day": formats.day(visit.done_on)}
    if visit.ending_id is not None:
        return "secondary", _("Visit withdrawn: the contract ended")
    if visit.withdrawn_on:
        return "secondary", _("Visit withdrawn on %(day)s") % {"day": formats.day(visit.withdrawn_on)}
    if visit.window_ends_on < on:
        return "red", _("Visit late")
    return "blue", _("Visit owed")
