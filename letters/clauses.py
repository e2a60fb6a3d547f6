"""What a contract says of its lines and their coverage, in sentences of the language that is active."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.coverage import promised
from contracts.models import Contract, Coverage, Line, Parts
from letters.facts import Facts
from letters.spelling import month_name
from ui.formats import money


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as printed."""

    label: str
    machines: list[str]
    visits: str
    fee: str


def lines(facts: Facts) -> list[LineShown]:
    """The lines of the contract with their machines."""
    return [
        LineShown(
            line.label,
            [_machine(each) for each in line.machines.all()],
            _visits(line),
            money(line.annual_fee, facts.company.currency),
        )
        for line in facts.lines
    ]


def coverage(contract: Contract) -> list[tuple[str, str]]:
    """What the fee pays for when something has to be repaired."""
    parts = {
        Parts.NONE: _("not included"),
        Parts.CONSUMABLES: _("consumables included, other parts not"),
        Parts.ALL: _("included"),
    }
    rows = [
        (_("Travel"), _("included") if contract.covers_travel else _("not included")),
        (_("Labour"), _("included") if contract.covers_labour else _("not included")),
        (_("Parts"), parts[Parts(contract.covers_parts)]),
    ]
    if contract.call_outs is not None:
        rows.append((_("Call-outs included a term"), str(contract.call_outs)))
    if contract.response_hours is not None:
        hours = ngettext("within %(count)s hour", "within %(count)s hours", contract.response_hours)
        rows.append((_("We come"), hours % {"count": contract.response_hours}))
    return rows


def coverage_of_lines(facts: Facts) -> list[tuple[str, list[tuple[str, str]]]]:
    """What services cover otherwise than the contract as a whole."""
    names = dict(Coverage.Kind.choices)
    return [
        (
            line.label,
            [(str(names[Coverage.Kind(each.kind)]), each.words(facts.company.currency)) for each in covers],
        )
        for line, covers in promised(facts.contract, facts.lines)
    ]


def _visits(line: Line) -> str:
    told = ngettext("%(count)s a year", "%(count)s a year", line.visits_per_year) % {
        "count": line.visits_per_year
    }
    return f"{told} ({month_name(line.visit_month)})" if line.visit_month else told


def _machine(each: object) -> str:
    equipment = each.equipment  # type: ignore[attr-defined]
    words = " ".join(
        part for part in (str(equipment.type), f"{equipment.brand} {equipment.model}".strip()) if part
    )
    return f"{words} ({equipment.serial})" if equipment.serial else words
