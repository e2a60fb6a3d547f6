"""What a machine burns, read from the words people write."""

import re
from enum import StrEnum


class Fuel(StrEnum):
    """What the law tells apart."""

    GAS = "gas"
    LIQUID = "liquid"
    SOLID = "solid"
    ELECTRIC = "electric"
    UNKNOWN = ""


# Folded words (no accents, lower case), the beginnings of which tell the fuel; the first that fits counts.
WORDS: tuple[tuple[Fuel, str], ...] = (
    (Fuel.LIQUID, r"fioul|fuel|mazout|gasolio|gazole|olio|oil|kerosene|petrole"),
    (Fuel.SOLID, r"bois|buche|granule|pellet|legn|wood|charbon|carbone|coal|biomass|cippat|plaquette"),
    (Fuel.GAS, r"gaz|gas|metan|gpl|lpg|propan|butan|natural"),
    (Fuel.ELECTRIC, r"elec|elettr"),
)


def fuel_of(folded: str) -> Fuel:
    """The fuel some folded words name; unknown when they name none."""
    for fuel, beginnings in WORDS:
        if re.search(rf"\b(?:{beginnings})", folded):
            return fuel
    return Fuel.UNKNOWN
