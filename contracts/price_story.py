"""A settled price in words: the formula with its figures, and where each value comes from."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.index_tables import figure
from contracts.models import Contract, Method, Reference, Revision, RevisionClause, RevisionLine
from ui import formats

LIMITED = {
    "cap": gettext_lazy("Held at the greatest rise agreed."),
    "floor": gettext_lazy("Held at the greatest fall agreed."),
    "threshold": gettext_lazy("The change is too small: the fee is kept."),
}


def formula(clause: RevisionClause) -> str:
    """A formula as contracts write it: ``P0 × (0.15 + 0.85 × ICHT-IME / ICHT-IME₀)``."""
    parts = [_bare(clause.fixed_part)] if clause.fixed_part else []
    parts += [
        f"{_bare(term.weight)} × {term.series.code} / {term.series.code}₀" for term in clause.terms.all()
    ]
    return f"P₀ × ({' + '.join(parts)})"


def terms_of(clause: RevisionClause) -> list[str]:
    """How a formula is applied, as the contract must say it: indices, values, method, rounding, limits."""
    said = [
        _("%(label)s: %(value)s")
        % {
            "label": term.series.code,
            "value": f"{term.series.name} ({term.series.publisher}, {term.series.base}).",
        }
        for term in clause.terms.all()
    ]
    if clause.reference == Reference.LAST:
        said.append(_("Counts the last value published when the renewal notice is prepared."))
    else:
        said.append(
            _("Counts the value of month −%(months)s before the new term.") % {"months": clause.months_before}
        )
    if clause.method == Method.CHAINED:
        said.append(_("P₀ and its index values are those of the revision before."))
    else:
        said.append(_("P₀ and its index values are those of the day the price was agreed."))
    said.append(f"{clause.get_rounding_display()}.")
    for value, words in (
        (clause.cap, _("At one revision the fee rises by %(percent)s %% at most.")),
        (clause.floor, _("At one revision the fee falls by %(percent)s %% at most.")),
        (clause.threshold, _("A change of less than %(percent)s %% is not made.")),
    ):
        if value is not None:
            said.append(words % {"percent": _bare(value)})
    if clause.first_months:
        said.append(
            _("There is no revision in the first %(months)s months.") % {"months": clause.first_months}
        )
    return said


def line_story(row: RevisionLine, effective_on: date, currency: str) -> tuple[str, list[str]]:
    """How the new fee of a line came about, and the source of each value."""
    if row.coefficient is None or row.base_fee is None:
        said = _("Fee from %(day)s: %(new)s.") % {
            "day": formats.day(effective_on),
            "new": formats.money(row.new_fee, currency),
        }
        lists = [used["price_list"] for used in row.values if "price_list" in used]
        return said, [_("List price: %(list)s.") % {"list": name} for name in lists]
    said = _("Fee from %(day)s: %(new)s = %(made)s.") % {
        "day": formats.day(effective_on),
        "new": formats.money(row.new_fee, currency),
        "made": by_formula(row.base_fee, row.coefficient, row.fixed_part, row.values, currency),
    }
    if row.limited_by:
        said = f"{said} {LIMITED[row.limited_by]}"
    return said, [_source(used) for used in row.values]


def by_formula(
    base: Decimal, coefficient: Decimal, fixed: Decimal | None, values: list[dict[str, Any]], currency: str
) -> str:
    """A formula with its figures: ``€180.00 × 1.0417 (0.15 + 0.85 × 138.9 / 132.4)``."""
    parts = [_bare(fixed)] if fixed else []
    parts += [
        f"{_bare(used['weight'])} × {figure(Decimal(used['value']))} / {figure(Decimal(used['base']))}"
        for used in values
    ]
    return f"{formats.money(base, currency)} × {_bare(coefficient)} ({' + '.join(parts)})"


def settled_story(contract: Contract, currency: str) -> list[tuple[RevisionLine, str, list[str]]]:
    """The price settled for the next term, line by line; empty when none is."""
    if contract.runs_until is None:
        return []
    revision = (
        Revision.objects.standing()
        .filter(contract=contract, effective_on__gt=contract.runs_until)
        .prefetch_related("lines__line")
        .first()
    )
    if revision is None:
        return []
    return [(row, *line_story(row, revision.effective_on, currency)) for row in revision.lines.all()]


def _source(used: dict[str, Any]) -> str:
    return _(
        "%(index)s of %(month)s: %(value)s (%(publisher)s, published on %(day)s); base %(before)s: %(base)s."
    ) % {
        "index": used["code"],
        "month": formats.year_month(date.fromisoformat(used["month"])),
        "value": figure(Decimal(used["value"])),
        "publisher": used["publisher"],
        "day": formats.day(date.fromisoformat(used["published_on"])),
        "before": formats.year_month(date.fromisoformat(used["base_month"])),
        "base": figure(Decimal(used["base"])),
    }


def _bare(value: Any) -> str:
    plain = Decimal(value).normalize()
    return number_format(plain, decimal_pos=max(0, -int(plain.as_tuple().exponent)), use_l10n=True)
