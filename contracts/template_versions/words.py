"""What changes between two versions, in words: for the comparison, the preview and the letter before the renewal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contracts.models import ContractTemplate
from contracts.template_versions.offered import OFFERED
from contracts.template_versions.offered_words import offers_compared
from contracts.template_versions.values import ORDER, Changes, Values, changed
from ui import formats

MONEY = {"annual_fee", "revision_amount"}
PERCENT = {"vat_rate", "revision_percent"}
MONTH = {"visit_month", "calendar_month"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of two versions, as people read it."""

    name: str
    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """In one line; services say what comes and what goes."""
        if self.name != "services":
            words = {"label": self.label, "before": self.before, "after": self.after}
            return _("%(label)s: %(after)s (until then: %(before)s)") % words
        old, new = (
            [line for line in text.splitlines() if line.strip() and line != formats.NOTHING]
            for text in (self.before, self.after)
        )
        parts = []
        if come := [line for line in new if line not in old]:
            parts.append(_("new: %(services)s") % {"services": "; ".join(come)})
        if gone := [line for line in old if line not in new]:
            parts.append(_("no longer: %(services)s") % {"services": "; ".join(gone)})
        said = ", ".join(parts) or self.after
        return _("%(label)s: %(changes)s") % {"label": self.label, "changes": said}


def label_of(name: str) -> str:
    """The name of a column, as forms say it."""
    column: Any = ContractTemplate._meta.get_field(name)
    label = str(column.verbose_name)
    return label[:1].upper() + label[1:]


def shown(name: str, value: Any, currency: str = "EUR") -> str:
    """A value as people read it."""
    column: Any = ContractTemplate._meta.get_field(name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if choices := dict(column.flatchoices):
        return str(choices.get(value, _("Whole term") if name == "billing_step" else value))
    if value in (None, ""):
        return formats.NOTHING
    if name in MONEY:
        return formats.money(Decimal(str(value)), currency)
    if name in PERCENT:
        return f"{number_format(Decimal(str(value)))} %"
    if name in MONTH:
        return str(MONTHS[int(value)])
    return str(value)


def differences(changes: Changes, currency: str = "EUR", *, with_fees: bool = True) -> list[Difference]:
    """Changes in the order of the form; the fee only for those who may see it."""
    return [
        Difference(name, label_of(name), *(shown(name, value, currency) for value in changes[name]))
        for name in ORDER
        if name in changes and (with_fees or name not in MONEY)
    ]


def side_by_side(
    first: Values, second: Values, currency: str = "EUR", *, with_fees: bool = True
) -> list[tuple[Difference, bool]]:
    """Every column of two versions, and whether it differs."""
    rows = []
    for name in ORDER:
        if name not in second or (name in MONEY and not with_fees):
            continue
        before = shown(name, first[name], currency) if name in first else formats.NOTHING
        row = Difference(name, label_of(name), before, shown(name, second[name], currency))
        rows.append((row, name in first and first[name] != second[name]))
    for label, before, after, differs in offers_compared(first, second, currency, with_fees=with_fees):
        rows.append((Difference(OFFERED, label, before, after), differs))
    return rows


def all_differences(
    first: Values, second: Values, currency: str = "EUR", *, with_fees: bool = True
) -> list[Difference]:
    """What differs between two versions, services and coverage included."""
    found = differences(changed(first, second), currency, with_fees=with_fees)
    compared = offers_compared(first, second, currency, with_fees=with_fees)
    return found + [Difference(OFFERED, *words) for *words, differs in compared if differs]
