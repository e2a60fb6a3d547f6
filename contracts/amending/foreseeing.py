"""A plan as people read it, before they confirm it."""

from contracts.amending.effect import (
    CreditEffect,
    DifferenceEffect,
    Effect,
    LineEffect,
    LineShown,
    PeriodEffect,
    PriceEffect,
    TermEffect,
    VisitEffect,
)
from contracts.amending.planning import LineChange, Plan
from contracts.amending.repricing import next_fees
from contracts.models import Line
from installed_base.models import Equipment


def foresee(plan: Plan) -> Effect:
    """The exact effect of a plan."""
    keys = {key for change in plan.lines for key in change.machines}
    names = {each.pk: str(each) for each in Equipment.objects.filter(pk__in=keys).select_related("type")}
    effect = Effect(plan.wanted.effective_on, [_line(change, names) for change in plan.lines])
    for change in plan.terms:
        term = change.term
        effect.terms.append(
            TermEffect(
                term.number,
                term.starts_on,
                term.ends_on,
                term.fee,
                change.fee,
                term.annual_fee,
                change.annual_fee,
            )
        )
    if following := _next_term(plan):
        effect.terms.append(following)
    for charged in plan.charged:
        number = charged.term.number
        for each in charged.periods:
            row = each.period
            effect.periods.append(
                PeriodEffect(
                    number,
                    row.starts_on,
                    row.ends_on,
                    row.due_on,
                    row.amount,
                    each.amount,
                    each.why,
                    each.days,
                    each.all_days,
                )
            )
        if more := charged.difference:
            effect.differences.append(DifferenceEffect(number, more.starts, more.ends, more.due, more.amount))
        if charged.credit:
            effect.credits.append(CreditEffect(number, charged.credit))
    effect.visits.extend(_visits(plan))
    effect.prices.extend(_prices(plan))
    return effect


def _line(change: LineChange, names: dict[int, str]) -> LineEffect:
    before = after = None
    if (line := change.former) is not None:
        before = _shown(line, [str(each.equipment) for each in line.machines.all()])
    if (line := change.new) is not None:
        after = _shown(line, [names[key] for key in change.machines if key in names])
    kind = "added" if before is None else "removed" if after is None else "changed"
    return LineEffect(kind, before, after)


def _shown(line: Line, machines: list[str]) -> LineShown:
    return LineShown(
        line.label, machines, line.annual_fee, line.visits_per_year, line.visit_month, line.visit_position
    )


def _next_term(plan: Plan) -> TermEffect | None:
    """The term to come, as its renewal would write it before and after."""
    situation, following = plan.situation, plan.situation.next_dates
    if following is None:
        return None
    fee_before, yearly_before = next_fees(situation, situation.lines, following, plan.on)
    fee_after, yearly_after = next_fees(situation, plan.lines_after, following, plan.on, plan.repricing)
    return TermEffect(
        following.number,
        following.starts,
        following.ends,
        fee_before,
        fee_after,
        yearly_before,
        yearly_after,
        written=False,
    )


def _prices(plan: Plan) -> list[PriceEffect]:
    repricing, situation = plan.repricing, plan.situation
    found = [
        PriceEffect("withdrawn", each.effective_on, str(each.term_number), each.new_fee)
        for each in repricing.withdrawn
    ]
    for kind, changes in (("kept", [each for each, _base in repricing.kept]), ("waits", repricing.waiting)):
        found += [PriceEffect(kind, plan.wanted.effective_on, each.new.label) for each in changes if each.new]
    if (told := situation.told) is not None and told.sent_on is not None:
        found.append(PriceEffect("told", told.sent_on, "", told.price_shown))
    return found


def _visits(plan: Plan) -> list[VisitEffect]:
    owing = plan.owing
    labels = {line.pk: line.label for line in plan.situation.lines}
    found = [
        VisitEffect("withdrawn", labels[visit.line_id], visit.window_starts_on, visit.window_ends_on)
        for visit in owing.withdrawn
    ]
    for visit, change in owing.moved:
        label = change.new.label if change.new else labels[visit.line_id]
        found.append(VisitEffect("moved", label, visit.window_starts_on, visit.window_ends_on))
    for kind, added in (("added", owing.added), ("done", owing.done)):
        found += [
            VisitEffect(kind, each.change.new.label, each.slice.starts, each.slice.ends)
            for each in added
            if each.change.new is not None
        ]
    return sorted(found, key=lambda each: (each.starts, each.ends, each.kind))
