"""The names of things: what a machine is to the law, what is done to it, and the clocks that run for it."""

from enum import StrEnum


class LegalClass(StrEnum):
    """What a machine is to the law on maintenance; it decides which clocks run."""

    NONE = "none"
    BOILER = "boiler"
    HEAT_PUMP = "heat_pump"
    ENGINE_HEAT_PUMP = "engine_heat_pump"
    ABSORPTION = "absorption"
    STOVE = "stove"
    FLUE = "flue"
    SHARED_FLUE = "shared_flue"
    SUBSTATION = "substation"
    COGENERATOR = "cogenerator"
    REFRIGERATION = "refrigeration"


class Service(StrEnum):
    """What somebody did to a machine. Care is the maintenance visit, which the law's maintenance duties accept."""

    CARE = "care"
    SWEEPING = "sweeping"
    LEAK_CHECK = "leak_check"
    INSPECTION = "inspection"
    EFFICIENCY = "efficiency"


class Clock(StrEnum):
    """A date that runs for a machine: the care the firm promised or planned, and each duty of the law."""

    CARE = "care"
    FR_BOILER = "fr_boiler"
    FR_HEAT_PUMP = "fr_heat_pump"
    FR_STOVE = "fr_stove"
    FR_SWEEPING = "fr_sweeping"
    FR_SHARED_SWEEPING = "fr_shared_sweeping"
    FR_INSPECTION = "fr_inspection"
    LEAK_CHECK = "leak_check"
    IT_DECLARED = "it_declared"
    IT_EFFICIENCY = "it_efficiency"


# What settles each clock.
SETTLED_BY: dict[Clock, Service] = {
    Clock.CARE: Service.CARE,
    Clock.FR_BOILER: Service.CARE,
    Clock.FR_HEAT_PUMP: Service.CARE,
    Clock.FR_STOVE: Service.CARE,
    Clock.FR_SWEEPING: Service.SWEEPING,
    Clock.FR_SHARED_SWEEPING: Service.SWEEPING,
    Clock.FR_INSPECTION: Service.INSPECTION,
    Clock.LEAK_CHECK: Service.LEAK_CHECK,
    Clock.IT_DECLARED: Service.CARE,
    Clock.IT_EFFICIENCY: Service.EFFICIENCY,
}

LEGAL = tuple(clock for clock in Clock if clock is not Clock.CARE)


class DutyRule(StrEnum):
    """Every rule a due date can follow."""

    CARE_MACHINE = "care.machine"
    CARE_CONTRACT = "care.contract"
    CARE_CONTRACT_NEXT = "care.contract.next"
    CARE_CUSTOMER = "care.customer"
    CARE_TYPE = "care.type"
    FR_BOILER = "fr.boiler"
    FR_HEAT_PUMP = "fr.heat_pump"
    FR_STOVE = "fr.stove"
    FR_SWEEPING = "fr.sweeping"
    FR_SHARED_SWEEPING = "fr.shared_sweeping"
    FR_INSPECTION = "fr.inspection"
    LEAK_TONNES = "leak.tonnes"
    LEAK_KILOS = "leak.kilos"
    LEAK_HCFC = "leak.hcfc"
    IT_DECLARED = "it.declared"
    IT_EFFICIENCY = "it.efficiency"


class Basis(StrEnum):
    """The day a clock is counted from: the last service, else the commissioning, else the day of the record."""

    DONE = "done"
    INSTALLED = "installed"
    RECORDED = "recorded"
