"""Why a due date is what it is, as a sentence in the language of the page."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from installed_base.duties.clocks import Basis, DutyRule
from installed_base.duties.fuels import Fuel
from installed_base.duty_words import CLOCKS
from installed_base.servicing import Move
from tenancy.explained import Input, from_json
from ui import formats

SENTENCES: Mapping[str, str | Promise] = {
    DutyRule.CARE_MACHINE: gettext_lazy("Rule of this machine: every %(months)s%(wish)s."),
    DutyRule.CARE_CUSTOMER: gettext_lazy("Rule of this customer: every %(months)s%(wish)s."),
    DutyRule.CARE_TYPE: gettext_lazy("Rule of this type of machine: every %(months)s%(wish)s."),
    DutyRule.CARE_CONTRACT: gettext_lazy(
        "Visit owed by contract %(contract)s, from %(opens)s to %(closes)s."
    ),
    DutyRule.CARE_CONTRACT_NEXT: gettext_lazy(
        "First visit of the next term of contract %(contract)s, from %(opens)s to %(closes)s, if it renews."
    ),
    DutyRule.FR_BOILER: gettext_lazy(
        "Boilers of 4 to 400 kW are maintained once each calendar year, by 31 December of the year after "
        "(Code de l'environnement, R224-41-4 to R224-41-9). Power: %(power)s."
    ),
    DutyRule.FR_HEAT_PUMP: gettext_lazy(
        "Heat pumps and air conditioning of 4 to 70 kW: at most %(months)s between two "
        "(Code de l'environnement, R224-44-1). Power: %(power)s."
    ),
    DutyRule.FR_INSPECTION: gettext_lazy(
        "Systems above 70 kW are inspected every %(months)s at most (Code de l'environnement, R224-45). "
        "Power: %(power)s."
    ),
    DutyRule.FR_STOVE: gettext_lazy(
        "Stoves, inserts and water heaters that burn: every %(months)s "
        "(Code de la santé publique, R1331-66 to R1331-78)."
    ),
    DutyRule.FR_SWEEPING: gettext_lazy(
        "Flues are swept every %(months)s (Code de la santé publique, R1331-66 to R1331-78)."
    ),
    DutyRule.FR_SHARED_SWEEPING: gettext_lazy(
        "Shared flues are swept twice in %(months)s, once of it in the heating season "
        "(Code de la santé publique, R1331-66 to R1331-78)."
    ),
    DutyRule.LEAK_TONNES: gettext_lazy(
        "The circuit holds %(tonnes)s t of CO₂ equivalent: a leak check every %(months)s "
        "(Regulation (EU) 2024/573)%(detected)s."
    ),
    DutyRule.LEAK_KILOS: gettext_lazy(
        "The circuit holds %(charge)s kg: a leak check every %(months)s (Regulation (EU) 2024/573)%(detected)s."
    ),
    DutyRule.LEAK_HCFC: gettext_lazy(
        "The circuit holds %(charge)s kg of HCFC: a leak check every %(months)s "
        "(Code de l'environnement, R543-75 and following)."
    ),
    DutyRule.IT_DECLARED: gettext_lazy(
        "Declared in writing: every %(months)s%(wish)s (DPR 74/2013, art. 7)%(declared)s."
    ),
    DutyRule.IT_EFFICIENCY: gettext_lazy(
        "Control of energy efficiency every %(months)s (DPR 74/2013, annex A). Power: %(power)s.%(burns)s"
    ),
}

CLOCK_NAMES = dict(CLOCKS)

BASES: Mapping[str, str | Promise] = {
    Basis.DONE: gettext_lazy("Counted from the last time, %(since)s."),
    Basis.INSTALLED: gettext_lazy(
        "Never done as far as is known: counted from the commissioning, %(since)s."
    ),
    Basis.RECORDED: gettext_lazy(
        "What was done before the machine was recorded is not known: counted from that day, %(since)s."
    ),
}


def sentence(rule: str, kept: Mapping[str, Any]) -> str:
    """Why a stored date is what it is."""
    given = dict(from_json(dict(kept)))
    words = {name: _words(name, value) for name, value in given.items()}
    if given.get("machines"):
        words["power"] = _("%(power)s, of %(machines)s machines of one plant") % words
    words |= {
        "wish": _(", in %(month)s") % {"month": words["month"]} if given.get("month") else "",
        "detected": _(", twice the interval because of the leak detection") if given.get("detection") else "",
        "declared": _(", on %(day)s") % {"day": words["declared_on"]} if given.get("declared_on") else "",
        "burns": _burns(given),
    }
    told = str(SENTENCES[rule]) % words
    basis = given.get("basis")
    return f"{told} {BASES[str(basis)] % words}" if basis else told


def _burns(given: Mapping[str, Input]) -> str:
    if "fuel" not in given:
        return ""
    if given["fuel"] == Fuel.UNKNOWN.value:
        return _(" The fuel is not known, so the shorter interval is taken.")
    return ""


def _words(name: str, value: Input) -> str:
    if isinstance(value, date):
        return formats.day(value)
    if name == "power":
        return f"{_number(value)} kW" if isinstance(value, Decimal) else _("not known")
    if isinstance(value, Decimal):
        return _number(value)
    if name == "months" and isinstance(value, int):
        return ngettext("%(count)s month", "%(count)s months", value) % {"count": value}
    if name == "month" and isinstance(value, int):
        return str(MONTHS[value])
    return "" if value is None else str(value)


def _number(value: Decimal) -> str:
    return str(number_format(value.normalize() if value else Decimal(0), force_grouping=False))


def moved(moves: Sequence[Move]) -> str:
    """What a service does to the due dates of a machine, in one line."""
    if not moves:
        return _("No due date depends on this service.")
    return "; ".join(
        _("%(clock)s: %(before)s → %(after)s")
        % {
            "clock": CLOCK_NAMES[move.clock],
            "before": formats.day(move.before),
            "after": formats.day(move.after),
        }
        for move in moves
    )
