"""An effect with its sentences, for pages and paper."""

from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.amending.effect import Effect, LineEffect, LineShown, PeriodEffect, VisitEffect
from contracts.amending.telling import period_sentence, price_sentence, visit_sentence
from contracts.models import VisitPosition
from ui import formats


class EffectShown:
    """What an amendment changes, row by row with the reason of each."""

    def __init__(self, effect: Effect, currency: str) -> None:
        self.effect, self.currency = effect, currency

    @cached_property
    def lines(self) -> list[tuple[LineEffect, list[tuple[str, str, str, bool]]]]:
        """Each line with its columns before and after; amounts are marked, so that they can be left out."""
        return [(line, self._columns(line)) for line in self.effect.lines]

    @cached_property
    def periods(self) -> list[tuple[PeriodEffect, str]]:
        """Each period with why its amount is what it becomes."""
        return [(period, period_sentence(period, self.effect.effective_on)) for period in self.effect.periods]

    @cached_property
    def visits(self) -> list[tuple[VisitEffect, str]]:
        """Each visit with what becomes of it."""
        return [(visit, visit_sentence(visit)) for visit in self.effect.visits]

    @cached_property
    def prices(self) -> list[str]:
        """What becomes of prices that follow a formula."""
        return [price_sentence(price, self.currency) for price in self.effect.prices]

    def undone_sentences(self) -> list[str]:
        """What undoing puts back."""
        effect = self.effect
        said = []
        for line in effect.lines:
            if line.after is None and line.before is not None:
                said.append(_("The line “%(line)s” stays in force.") % {"line": line.before.label})
            elif line.before is None and line.after is not None:
                said.append(_("The line “%(line)s” is taken away.") % {"line": line.after.label})
            elif line.before is not None:
                said.append(_("The line “%(line)s” is again what it was.") % {"line": line.before.label})
        said += [
            _("Term %(number)s costs %(fee)s again (now %(now)s).")
            % {
                "number": term.number,
                "fee": formats.money(term.fee_before, self.currency),
                "now": formats.money(term.fee_after, self.currency),
            }
            for term in effect.terms
            if term.written and term.fee_before != term.fee_after
        ]
        said += [
            _("The yearly fee settled for term %(number)s counts again.") % {"number": price.what}
            for price in effect.prices
            if price.kind == "withdrawn"
        ]
        changed = sum(period.before != period.after for period in effect.periods)
        if changed:
            said.append(
                ngettext(
                    "%(count)s billing period has its former amount again.",
                    "%(count)s billing periods have their former amounts again.",
                    changed,
                )
                % {"count": changed}
            )
        apart = [each.amount for each in effect.differences] + [each.amount for each in effect.credits]
        said += [
            _("%(amount)s to settle apart falls away.") % {"amount": formats.money(amount, self.currency)}
            for amount in apart
        ]
        back = sum(visit.kind == "withdrawn" for visit in effect.visits)
        gone = sum(visit.kind == "added" for visit in effect.visits)
        if back:
            said.append(
                ngettext(
                    "%(count)s withdrawn visit is owed again.",
                    "%(count)s withdrawn visits are owed again.",
                    back,
                )
                % {"count": back}
            )
        if gone:
            said.append(
                ngettext("%(count)s added visit goes.", "%(count)s added visits go.", gone) % {"count": gone}
            )
        return said

    def _columns(self, line: LineEffect) -> list[tuple[str, str, str, bool]]:
        before, after = self._words(line.before), self._words(line.after)
        return [
            (label, was, will, money)
            for (label, was, money), (_label, will, _money) in zip(before, after, strict=True)
        ]

    def _words(self, line: LineShown | None) -> list[tuple[str, str, bool]]:
        labels = (_("Service"), _("Machines"), _("Yearly fee, net"), _("Visits"))
        if line is None:
            return [(label, "–", place == 2) for place, label in enumerate(labels)]
        values = (
            line.label,
            ", ".join(line.machines) or "–",
            formats.money(line.fee, self.currency),
            _visits(line),
        )
        return [
            (label, value, place == 2)
            for place, (label, value) in enumerate(zip(labels, values, strict=True))
        ]


def _visits(line: LineShown) -> str:
    if not line.visits:
        return "–"
    said = [ngettext("%(count)s a year", "%(count)s a year", line.visits) % {"count": line.visits}]
    if line.month:
        said.append(str(MONTHS[line.month]))
    if line.position != VisitPosition.ANYWHERE:
        said.append(str(VisitPosition(line.position).label))
    return ", ".join(said)
