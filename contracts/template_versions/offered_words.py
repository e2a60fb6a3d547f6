"""Services, options and coverage of versions in words: for the comparison, the preview and the contract's page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.coverage import Cover
from contracts.models import Coverage, TemplateService
from contracts.template_versions.offered import OFFERED, Entry, entries
from contracts.template_versions.values import Values
from ui import formats


def entry_words(entry: Entry | None, currency: str, *, with_fees: bool) -> str:
    """One service of a version in a line."""
    if entry is None:
        return formats.NOTHING
    said = [str(TemplateService.Mode(entry["mode"]).label)]
    if entry["price"] and with_fees:
        said.append(_("%(fee)s a year") % {"fee": formats.money(Decimal(entry["price"]), currency)})
    if visits := entry["visits"]:
        said.append(ngettext("%(count)s visit a year", "%(count)s visits a year", visits) % {"count": visits})
    return " · ".join([*said, *_covers(entry["covers"], currency)])


def covers_words(covers: Mapping[str, Sequence[Any]], currency: str) -> str:
    """Which costs are covered otherwise than the contract says."""
    return " · ".join(_covers(covers, currency)) or _("as the contract says")


def offers_compared(
    first: Values, second: Values, currency: str, *, with_fees: bool
) -> list[tuple[str, str, str, bool]]:
    """Each service of two versions: its name, its words on both sides, and whether they differ."""
    if OFFERED not in second:
        return []
    before, after = entries(first), entries(second)
    rows = []
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        name = (new or old or {})["name"]
        words = [entry_words(each, currency, with_fees=with_fees) for each in (old, new)]
        rows.append((name, words[0], words[1], OFFERED in first and words[0] != words[1]))
    return rows


def offer_told(kept: Mapping[str, Any], labels: Mapping[str, str], currency: str) -> list[str]:
    """What a take-over brings of another offer, a sentence each; ``labels`` names lines by their keys."""
    told = [
        _("New service: %(name)s (%(what)s)")
        % {"name": entry["name"], "what": entry_words(entry, currency, with_fees=False)}
        for entry in kept.get("new", ())
    ]
    told += [_("No longer included: %(name)s") % {"name": name} for name in kept.get("gone", {}).values()]
    told += [
        _("Coverage of %(name)s: %(after)s (until then: %(before)s)")
        % {
            "name": labels.get(key, ""),
            "before": covers_words(before, currency),
            "after": covers_words(after, currency),
        }
        for key, (before, after) in kept.get("covers", {}).items()
    ]
    return told


def _covers(covers: Mapping[str, Sequence[Any]], currency: str) -> list[str]:
    found = []
    for kind, label in Coverage.Kind.choices:
        if kind in covers:
            covered, amount, times = covers[kind]
            cover = Cover(kind, covered, Decimal(amount) if amount else None, times)
            found.append(_("%(label)s: %(value)s") % {"label": label, "value": cover.words(currency)})
    return found
