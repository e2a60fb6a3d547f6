"""What the law's classes, services and clocks are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from installed_base.duties.care import Position
from installed_base.duties.clocks import Clock, DutyRule, LegalClass, Service

LEGAL_CLASSES = (
    (LegalClass.BOILER.value, _("Boiler (gas, oil, solid fuel)")),
    (LegalClass.HEAT_PUMP.value, _("Heat pump or air conditioning, electric")),
    (LegalClass.ENGINE_HEAT_PUMP.value, _("Heat pump driven by an engine")),
    (LegalClass.ABSORPTION.value, _("Absorption machine on thermal energy")),
    (LegalClass.STOVE.value, _("Stove, insert, water heater that burns")),
    (LegalClass.FLUE.value, _("Flue of one dwelling")),
    (LegalClass.SHARED_FLUE.value, _("Shared flue")),
    (LegalClass.SUBSTATION.value, _("Substation of district heating")),
    (LegalClass.COGENERATOR.value, _("Cogenerator")),
    (LegalClass.REFRIGERATION.value, _("Refrigeration: leak checks only")),
    (LegalClass.NONE.value, _("No legal duty")),
)

SERVICES = (
    (Service.CARE.value, _("Maintenance")),
    (Service.SWEEPING.value, _("Sweeping of the flue")),
    (Service.LEAK_CHECK.value, _("Leak check")),
    (Service.INSPECTION.value, _("Inspection above 70 kW")),
    (Service.EFFICIENCY.value, _("Control of energy efficiency")),
)

CLOCKS = (
    (Clock.CARE.value, _("Maintenance agreed")),
    (Clock.FR_BOILER.value, _("Legal maintenance, boiler")),
    (Clock.FR_HEAT_PUMP.value, _("Legal maintenance, heat pump")),
    (Clock.FR_STOVE.value, _("Legal maintenance, stove")),
    (Clock.FR_SWEEPING.value, _("Sweeping")),
    (Clock.FR_SHARED_SWEEPING.value, _("Sweeping, shared flue")),
    (Clock.FR_INSPECTION.value, _("Inspection above 70 kW")),
    (Clock.LEAK_CHECK.value, _("Leak check")),
    (Clock.IT_DECLARED.value, _("Declared maintenance (art. 7)")),
    (Clock.IT_EFFICIENCY.value, _("Control of energy efficiency")),
)

RULES = tuple((rule.value, rule.value) for rule in DutyRule)


class Place(models.TextChoices):
    """Where in the last quarter of an interval the care is wanted."""

    ANYWHERE = Position.ANYWHERE.value, _("Any time in the last quarter of the interval")
    START = Position.START.value, _("At its start")
    END = Position.END.value, _("At its end")


class Word(models.TextChoices):
    """On whose word an interval stands. All but the firm's own are what art. 7 of DPR 74/2013 calls declared."""

    OWN = "", _("Our own choice")
    INSTALLER = "installer", _("Declared: the installer's instructions")
    MAKER = "maker", _("Declared: the maker's instructions")
    STANDARD = "standard", _("Declared: UNI or CEI standard")
