"""What a type of machine is to the law, guessed from its name; a proposal that people can change."""

import re

from installed_base.duties.clocks import LegalClass

# Folded words (no accents, lower case); the first that fits counts.
WORDS: tuple[tuple[LegalClass, str], ...] = (
    (
        LegalClass.NONE,
        r"thermodynami|adoucisseur|addolcitor|softener|\bvmc\b|ventil|ascens|lift|logiciel|software",
    ),
    (LegalClass.COGENERATOR, r"cogener"),
    (LegalClass.SUBSTATION, r"sous-station|sottostazione|substation|teleriscald"),
    (LegalClass.ABSORPTION, r"absorption|assorbimento"),
    (LegalClass.HEAT_PUMP, r"pompes? a chaleur|\bpac\b|pomp[ae] di calore|heat pump"),
    (LegalClass.HEAT_PUMP, r"climatis|climatizz|condizionator|air condition|\bclim\b|split"),
    (LegalClass.BOILER, r"chaudiere|chaufferie|caldai|boiler|centrale termica"),
    (LegalClass.STOVE, r"poele|insert\b|stuf[ae]|camin|stove|cheminee|foyer"),
    (LegalClass.FLUE, r"conduit|ramonage|canna fumaria|canne fumarie|\bflue"),
    (LegalClass.REFRIGERATION, r"chambre froide|refriger|frigor|\bfrigo"),
)


def class_of(folded: str) -> LegalClass | None:
    """The class some folded words name; None when they name none."""
    for legal_class, beginnings in WORDS:
        if re.search(rf"(?:{beginnings})", folded):
            return legal_class
    return None
