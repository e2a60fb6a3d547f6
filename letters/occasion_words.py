"""What letters about an occasion can say of visit, fee due, new price and end; ``…`` where there is none."""

from datetime import timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contracts.models import BillingPeriod, OwedVisit, Revision
from letters.blocks import fees_table
from letters.facts import Facts
from letters.spelling import long_day
from ui.formats import money

NONE = "…"


def visit_of(facts: Facts) -> OwedVisit | None:
    """The visit a letter is about; to look at a wording, any of the contract."""
    if facts.occasion is not None:
        return facts.occasion.visit
    return facts.contract.owed_visits.select_related("line").first()


def period_of(facts: Facts) -> BillingPeriod | None:
    """The billing period a letter is about; to look at a wording, any of the contract."""
    if facts.occasion is not None:
        return facts.occasion.period
    return facts.contract.billing_periods.first()


def revision_of(facts: Facts) -> Revision | None:
    """The new price a letter is about; to look at a wording, any of the contract."""
    if facts.occasion is not None:
        return facts.occasion.revision
    return facts.contract.revisions.first()


def service(facts: Facts) -> str:
    """What is done at the visit."""
    visit = visit_of(facts)
    return visit.line.label if visit else NONE


def when(facts: Facts) -> str:
    """The day and time told, else the window of the visit."""
    visit, occasion = visit_of(facts), facts.occasion
    if occasion is not None and occasion.visit_on:
        told = {"day": long_day(occasion.visit_on), "hours": occasion.hours}
        return (_("on %(day)s, %(hours)s") if occasion.hours else _("on %(day)s")) % told
    if visit is None:
        return NONE
    if visit.window_ends_on <= facts.on:
        return _("soon, on a day we will agree on by telephone")
    return _("between %(start)s and %(end)s") % {
        "start": long_day(max(visit.window_starts_on, facts.on)),
        "end": long_day(visit.window_ends_on),
    }


def technician(facts: Facts) -> str:
    """Who usually comes."""
    return str(facts.contract.technician or NONE)


def visit_machines(facts: Facts) -> SafeString:
    """The machines of the visit's line, as a list."""
    visit = visit_of(facts)
    machines = [each.equipment for each in visit.line.machines.all()] if visit else []
    named = [
        " ".join(part for part in (str(each.type), each.brand, each.model, each.serial) if part)
        for each in machines
    ]
    if not named:
        return SafeString("")
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in named)))


def due_on(facts: Facts) -> str:
    """The day the fee was due."""
    period = period_of(facts)
    return long_day(period.due_on) if period else NONE


def due(facts: Facts) -> str:
    """The fee, VAT included."""
    period = period_of(facts)
    return money(facts.gross(period.amount), facts.company.currency) if period else NONE


def due_table(facts: Facts) -> SafeString:
    """The fee that is due: for which period, since when, net and with VAT."""
    period = period_of(facts)
    if period is None:
        return SafeString("")
    stretch = f"{long_day(period.starts_on)} – {long_day(period.ends_on)}"
    return fees_table(facts, [(f"{stretch}, {_('due on')} {long_day(period.due_on)}", period.amount)])


def price_from(facts: Facts) -> str:
    """The first day of the new fee."""
    revision = revision_of(facts)
    return long_day(revision.effective_on) if revision else NONE


def price_table(facts: Facts) -> SafeString:
    """The yearly fee before and after."""
    revision = revision_of(facts)
    if revision is None:
        return SafeString("")
    return fees_table(
        facts, [(_("Yearly fee until now"), revision.old_fee), (_("New yearly fee"), revision.new_fee)]
    )


def end_day(facts: Facts) -> str:
    """The last day the contract covers."""
    contract = facts.contract
    last = contract.ended_on - timedelta(days=1) if contract.ended_on else contract.ends_after
    last = last or (facts.term.ends_on if facts.term and facts.occasion is None else None)
    return long_day(last) if last else NONE


def subs_going_on(facts: Facts) -> SafeString:
    """The contracts under the one that ends which go on without it, one a line; nothing where there are none."""
    subs = sorted(facts.contract.subs.all(), key=lambda each: each.number)
    going_on = [
        each for each in subs if each.is_signed() and each.ended_on is None and each.ends_after is None
    ]
    if not going_on:
        return SafeString("")
    rows = ((each.number, each.template.name, each.site or each.customer) for each in going_on)
    return format_html(
        "<p>{}</p><ul>{}</ul>",
        _("These contracts under it go on:"),
        format_html_join("", "<li>{} – {} – {}</li>", rows),
    )


def received(facts: Facts) -> str:
    """The day the refusal came."""
    refusal = facts.occasion.refusal if facts.occasion else facts.contract.refusals.first()
    return long_day(refusal.received_on) if refusal else NONE
