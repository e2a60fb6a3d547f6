"""Refrigerants and their global warming potential, as Regulation (EU) 2024/573 counts it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Family(StrEnum):
    """What rules a refrigerant falls under: Annex I, Annex II section 1, ozone depleting, or none of them."""

    HFC = "HFC"
    HFO = "HFO"
    HCFC = "HCFC"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True)
class Refrigerant:
    """A refrigerant: tonnes of CO2 that a tonne of it counts for (GWP over 100 years), and its family."""

    name: str
    gwp: Decimal
    family: Family


def _family(family: Family, **gwps: str) -> dict[str, Refrigerant]:
    return {name: Refrigerant(name, Decimal(gwp), family) for name, gwp in gwps.items()}


# Blends by mass fraction of what they are made of; one with any Annex I gas in it counts as HFC.
REFRIGERANTS: dict[str, Refrigerant] = {
    **_family(Family.HFC, R32="675", R410A="2088", R407C="1774", R134a="1430", R404A="3922", R507A="3985"),
    **_family(Family.HFC, R407A="2107", R407F="1825", R417A="2346", R422A="3143", R422D="2729", R427A="2138"),
    **_family(Family.HFC, R448A="1387", R449A="1397", R450A="605", R452A="2140", R452B="698", R454A="239"),
    **_family(Family.HFC, R454B="466", R454C="148", R455A="148", R513A="631", R23="14800", R125="3500"),
    **_family(Family.HFO, R1234yf="0.501", R1234ze="1.37"),
    **_family(Family.HCFC, R22="1810"),
    **_family(Family.NATURAL, R290="0.02", R600a="0", R717="0", R744="1"),
}


def tonnes_co2e(refrigerant: str, charge_kg: Decimal) -> Decimal:
    """What a charge counts for, in tonnes of CO2; KeyError for a refrigerant that is not known."""
    return charge_kg * REFRIGERANTS[refrigerant].gwp / 1000
