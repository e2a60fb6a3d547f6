"""The logbook of a plant — libretto di impianto, carnet d'entretien — as far as the house has its data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, SiteRole
from installed_base.duties.clocks import LegalClass, Service
from installed_base.duty_words import LEGAL_CLASSES
from installed_base.models import Equipment, Plant, ServiceDone
from installed_base.models.plant import power_of
from tenancy.acting import acting_company
from ui import pdf

STYLE = ("installed_base/logbook.css",)
MOST_SERVICES = 500

# Groups of sheet 4 of the decree of 10 February 2014; other countries read the names without the numbers.
GENERATORS: tuple[tuple[str, str | Promise, tuple[LegalClass, ...]], ...] = (
    ("4.1", _("Heat generators"), (LegalClass.BOILER, LegalClass.STOVE)),
    ("4.4", _("Refrigerating machines and heat pumps"),
     (LegalClass.HEAT_PUMP, LegalClass.ENGINE_HEAT_PUMP, LegalClass.ABSORPTION, LegalClass.REFRIGERATION)),
    ("4.5", _("Heat exchangers"), (LegalClass.SUBSTATION,)),
    ("4.6", _("Cogenerators"), (LegalClass.COGENERATOR,)),
)  # fmt: skip
OTHERS = ("4.8", _("Other machines"))


@dataclass(frozen=True, slots=True)
class Group:
    """Machines of one kind, with the power they have together."""

    sheet: str
    title: str | Promise
    machines: list[Equipment]
    power: Decimal | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who held the logbook, and from when to when."""

    who: Customer
    since: date | None
    until: date | None


@dataclass(slots=True)
class Logbook:
    """Everything the logbook says."""

    plant: Plant
    italian: bool
    holder: Holder | None
    holders: list[Holder]
    groups: list[Group]
    controls: list[ServiceDone] = field(default_factory=list)
    services: list[ServiceDone] = field(default_factory=list)


def class_of(machine: Equipment) -> str:
    """What a machine is to the law: by itself, else by its type."""
    return machine.legal_class or machine.type.legal_class


def powers(machines: Sequence[Equipment]) -> list[tuple[str, Decimal | None, int]]:
    """The power of each system of a plant: kind, sum of the powers known, number of machines in service."""
    names = dict(LEGAL_CLASSES)
    by_class: dict[str, list[Equipment]] = defaultdict(list)
    for machine in machines:
        if machine.removed_on is None:
            by_class[class_of(machine)].append(machine)
    return [
        (str(names.get(kind) or _("Other machines")), power_of(found), len(found))
        for kind, found in sorted(by_class.items())
    ]


def holders_of(plant: Plant) -> list[Holder]:
    """Who held the logbook, the latest first."""
    roles = SiteRole.objects.filter(site=plant.site_id, role=SiteRole.Role.HOLDER).select_related("party")
    rows = [Holder(role.party, role.since, role.until) for role in roles]
    return sorted(rows, key=lambda held: held.since or date.min, reverse=True)


def logbook_of(plant: Plant, on: date) -> Logbook:
    """The logbook as it stands on a day; a constant number of queries."""
    machines = list(plant.machines())
    holders = holders_of(plant)
    done = list(
        ServiceDone.objects.filter(equipment__in=machines)
        .select_related("equipment__type", "technician")
        .order_by("-on", "-pk")[:MOST_SERVICES]
    )
    return Logbook(
        plant=plant,
        italian=plant.site.country == "IT",
        holder=next((held for held in holders if _holds(held, on)), None),
        holders=holders,
        groups=_groups(machines),
        controls=[each for each in done if each.what == Service.EFFICIENCY.value],
        services=[each for each in done if each.what != Service.EFFICIENCY.value],
    )


def logbook_pdf(plant: Plant, on: date) -> bytes:
    """The logbook as PDF, with the company's head, in the language of the page."""
    company = acting_company()
    html = get_template("installed_base/pdf/logbook.html").render(
        {
            "book": logbook_of(plant, on),
            "plant": plant,
            "company": company,
            "on": on,
            "language": get_language(),
            "has_logo": bool(company.logo),
        }
    )
    files: dict[str, Any] | None = None
    if company.logo:
        files = {"logo": (bytes(company.logo), company.logo_type or "image/png")}
    return pdf.render(html, STYLE, files=files)


def _groups(machines: Sequence[Equipment]) -> list[Group]:
    left = list(machines)
    found = []
    for sheet, title, classes in GENERATORS:
        known = {each.value for each in classes}
        chosen = [machine for machine in left if class_of(machine) in known]
        if chosen:
            found.append(Group(sheet, title, chosen, _in_service(chosen)))
            left = [machine for machine in left if machine not in chosen]
    if left:
        found.append(Group(*OTHERS, left, _in_service(left)))
    return found


def _in_service(machines: Sequence[Equipment]) -> Decimal | None:
    return power_of([machine for machine in machines if machine.removed_on is None])


def _holds(held: Holder, on: date) -> bool:
    return (held.since is None or held.since <= on) and (held.until is None or on <= held.until)
