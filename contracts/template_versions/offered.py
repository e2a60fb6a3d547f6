"""What a template offers of the catalogue as a version keeps it — services, options, coverage — and what of it reaches
a running contract.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contracts.models import ContractTemplate, Coverage, Line, TemplateService
from contracts.template_versions.values import Changes, Values, plain

OFFERED = "offered"
Mode = TemplateService.Mode
#: a service of a version: service, name, mode, price, visits, and by kind of cost [covered, amount, times]
Entry = Mapping[str, Any]
FREE = "0"


def offered_of(template: ContractTemplate) -> list[dict[str, Any]]:
    """The services of a template in their order, each as JSON holds it; two queries."""
    rows = template.offered.select_related("service").prefetch_related("coverages").order_by("position", "pk")
    return [
        {
            "service": row.service_id,
            "name": row.service.name,
            "mode": row.mode,
            "price": plain(row.price),
            "visits": row.visits_per_year,
            "covers": covers_of(row.coverages.all()),
        }
        for row in rows
    ]


def covers_of(coverages: Any) -> dict[str, list[Any]]:
    """By kind of cost whether it is covered, up to what amount and how often."""
    return {row.kind: [row.covered, plain(row.amount), row.times] for row in coverages}


def coverage_rows(line: Line, covers: Mapping[str, Sequence[Any]]) -> list[Coverage]:
    """The same as rows of a line, unsaved."""
    return [
        Coverage(
            line=line, kind=kind, covered=covered, amount=Decimal(amount) if amount else None, times=times
        )
        for kind, (covered, amount, times) in covers.items()
    ]


def entries(values: Values) -> dict[int, Entry]:
    """The services of a version by the item of the catalogue."""
    return {each["service"]: each for each in values.get(OFFERED, ())}


@dataclass(slots=True)
class OfferTaken:
    """What of another offer reaches a contract; lines by their keys, as a take-over keeps it."""

    new: list[dict[str, Any]] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)
    covers: dict[str, list[Any]] = field(default_factory=dict)
    lines: dict[Line, Changes] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As JSON holds it; the changes of lines stand with the others."""
        found = {"new": self.new, "gone": self.gone, "covers": self.covers}
        return {name: value for name, value in found.items() if value}


def is_of_offer(line: Line, own: Values) -> bool:
    """Whether a line came of a service included or an option chosen, so that it does not follow the template's fee."""
    entry = entries(own).get(line.service_id or 0)
    return entry is not None and entry["mode"] != Mode.BASE


def taken_of_offer(own: Values, latest: Values, lines: Sequence[Line], *, fee_stays: bool) -> OfferTaken:
    """What the offer of the latest version changes for the living lines of a contract that has its own version's.

    A service newly included comes as a line; one no longer included goes. Options chosen stay: they were asked for.
    What a line has otherwise than its version said was agreed and stays. ``lines`` come with their coverages.
    """
    found = OfferTaken()
    if OFFERED not in own or OFFERED not in latest:
        return found
    before, after = entries(own), entries(latest)
    held = {line.service_id for line in lines}
    for line in lines:
        old, new = before.get(line.service_id or 0), after.get(line.service_id or 0)
        if old is None:
            continue
        if new is None:
            if old["mode"] == Mode.INCLUDED and plain(line.annual_fee) == FREE:
                found.gone[str(line.pk)] = line.label
            continue
        if old["mode"] != Mode.BASE and (changes := _changes(line, old, new, fee_stays=fee_stays)):
            found.lines[line] = changes
        if old["covers"] != new["covers"] and covers_of(line.coverages.all()) == old["covers"]:
            found.covers[str(line.pk)] = [old["covers"], new["covers"]]
    found.new = [
        dict(entry) for key, entry in after.items() if entry["mode"] == Mode.INCLUDED and key not in held and (
            key not in before or before[key]["mode"] != Mode.INCLUDED
        )
    ]  # fmt: skip
    return found


def _changes(line: Line, old: Entry, new: Entry, *, fee_stays: bool) -> Changes:
    changes: Changes = {}
    if old["visits"] != new["visits"] and line.visits_per_year == old["visits"]:
        changes["visits_per_year"] = [old["visits"], new["visits"]]
    was, becomes = _price(old), _price(new)
    charged_anew = old["mode"] == Mode.INCLUDED and new["mode"] == Mode.OPTION
    if fee_stays or charged_anew or None in (was, becomes) or was == becomes:
        return changes
    if plain(line.annual_fee) == was:
        changes["annual_fee"] = [was, becomes]
    return changes


def _price(entry: Entry) -> str | None:
    """What a version itself says it costs; None where that is for the price list or the template's own fee."""
    return FREE if entry["mode"] == Mode.INCLUDED else entry["price"]
