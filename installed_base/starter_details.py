"""What starter types ask of their machines and have checked at visits, in the words of the country.

Short on purpose: what the attestation or report of the country wants (French arrêtés of 15 September 2009 and 24 July
2020, Italian rapporto di controllo), which the office then shapes.
"""

from decimal import Decimal

from installed_base.models import Attribute, ChecklistItem, EquipmentType

Asked = tuple[str, str, str]  # name, choices with | between them ("" for a text), unit (a number)
Checked = tuple[str, str, str, str]  # words, unit ("" for yes or no), smallest, largest

_BOILER_FR: list[Asked] = [
    ("Technologie", "Standard|Basse température|Condensation", ""),
    ("Usage", "Chauffage seul|Chauffage et eau chaude", ""),
    ("Dernier ramonage", "date", ""),
]
_BOILER_FR_CHECKS: list[Checked] = [
    ("Corps de chauffe nettoyé", "", "", ""),
    ("Brûleur vérifié et nettoyé", "", "", ""),
    ("Dispositifs de sécurité vérifiés", "", "", ""),
    ("Conduit de raccordement\u00a0: état et géométrie", "", "", ""),
    ("Présence de boues vérifiée", "", "", ""),
    ("Pression du circuit", "bar", "0.5", "3"),
    ("Pression du vase d’expansion", "bar", "", ""),
    ("Régulation par pièce ou zone\u00a0: présence et fonctionnement", "", "", ""),
    ("CO ambiant", "ppm", "0", "9"),
    ("Température des fumées", "°C", "", ""),
    ("CO₂ ou O₂ des fumées", "%", "", ""),
]
_PUMP_FR: list[Asked] = [
    ("Système", "Air/air|Air/eau|Eau/eau|Sol/eau", ""),
    ("Émetteurs", "Radiateurs|Plancher chauffant|Ventilo-convecteurs|Unités murales", ""),
    ("Puissance d’appoint", "", "kW"),
]
_PUMP_FR_CHECKS: list[Checked] = [
    ("Échangeur extérieur nettoyé", "", "", ""),
    ("Unité intérieure et filtres nettoyés", "", "", ""),
    ("Évacuation des condensats vérifiée", "", "", ""),
    ("Contrôle d’étanchéité du circuit", "", "", ""),
    ("Inversion de cycle vérifiée", "", "", ""),
    ("Enclenchement de l’appoint vérifié", "", "", ""),
    ("Tension statique", "V", "207", "253"),
    ("Tension dynamique", "V", "207", "253"),
    ("Température extérieure", "°C", "", ""),
    ("Température de soufflage ou de départ", "°C", "", ""),
]
_BOILER_IT: list[Asked] = [
    ("Tipo di caldaia", "Standard|Bassa temperatura|Condensazione", ""),
    ("Servizi", "Riscaldamento|Riscaldamento e acqua calda", ""),
    ("Evacuazione fumi", "Naturale|Forzata", ""),
]
_BOILER_IT_CHECKS: list[Checked] = [
    ("Dispositivi di comando e regolazione funzionanti", "", "", ""),
    ("Dispositivi di sicurezza non manomessi", "", "", ""),
    ("Valvola di sicurezza libera", "", "", ""),
    ("Scambiatore lato fumi pulito", "", "", ""),
    ("Riflusso dei prodotti della combustione", "", "", ""),
    ("Assenza di perdite di combustibile", "", "", ""),
    ("Canale da fumo idoneo", "", "", ""),
    ("Depressione nel canale da fumo", "Pa", "", ""),
    ("Temperatura fumi", "°C", "", ""),
    ("Temperatura aria comburente", "°C", "", ""),
    ("O₂", "%", "", ""),
    ("CO fumi secchi e senz’aria", "ppm", "0", "1000"),
    ("Rendimento di combustione", "%", "", ""),
]
_PUMP_IT: list[Asked] = [
    ("Sistema", "Aria/aria|Aria/acqua|Acqua/acqua|Terra/acqua", ""),
    ("Numero di circuiti", "", "circuiti"),
    ("Potenza frigorifera", "", "kW"),
]
_PUMP_IT_CHECKS: list[Checked] = [
    ("Assenza di perdite di gas refrigerante", "", "", ""),
    ("Scambiatori puliti e liberi da incrostazioni", "", "", ""),
    ("Filtri puliti", "", "", ""),
    ("Scarico condensa libero", "", "", ""),
    ("Surriscaldamento", "K", "", ""),
    ("Sottoraffreddamento", "K", "", ""),
    ("Temperatura di condensazione", "°C", "", ""),
    ("Temperatura di evaporazione", "°C", "", ""),
]
DETAILS: dict[str, tuple[list[Asked], list[Checked]]] = {
    **dict.fromkeys(("Chaudière gaz", "Chaudière fioul", "Chaudière bois"), (_BOILER_FR, _BOILER_FR_CHECKS)),
    **dict.fromkeys(("Pompe à chaleur", "Climatisation"), (_PUMP_FR, _PUMP_FR_CHECKS)),
    **dict.fromkeys(("Caldaia a gas", "Caldaia a gasolio"), (_BOILER_IT, _BOILER_IT_CHECKS)),
    **dict.fromkeys(("Pompa di calore", "Climatizzatore"), (_PUMP_IT, _PUMP_IT_CHECKS)),
}


def create_details(kinds: list[EquipmentType]) -> None:
    """Give types that were just made what types of their name ask and check."""
    asked, checked = [], []
    for kind in kinds:
        attributes, items = DETAILS.get(kind.name, ([], []))
        asked += [_attribute(kind, place, *each) for place, each in enumerate(attributes, start=1)]
        checked += [_item(kind, place, *each) for place, each in enumerate(items, start=1)]
    Attribute.objects.bulk_create(asked)
    ChecklistItem.objects.bulk_create(checked)


def _attribute(kind: EquipmentType, place: int, name: str, choices: str, unit: str) -> Attribute:
    made = Attribute(type=kind, position=place, name=name)
    if choices == "date":
        made.kind = Attribute.Kind.DATE
    elif choices:
        made.kind, made.choices = Attribute.Kind.CHOICE, "\n".join(choices.split("|"))
    elif unit:
        made.kind, made.unit, made.smallest = Attribute.Kind.NUMBER, unit, Decimal(0)
    return made


def _item(
    kind: EquipmentType, place: int, text: str, unit: str, smallest: str, largest: str
) -> ChecklistItem:
    return ChecklistItem(
        type=kind,
        position=place,
        text=text,
        kind=ChecklistItem.Kind.MEASURE if unit else ChecklistItem.Kind.CHECK,
        unit=unit,
        smallest=Decimal(smallest) if smallest else None,
        largest=Decimal(largest) if largest else None,
    )
