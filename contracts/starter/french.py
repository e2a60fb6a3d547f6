"""What French firms sell.

Tacit terms of twelve months: a length is named, or the renewed contract would be of indefinite duration (Civil Code,
1215). Two months' notice, so that the letter leaves from five to three months before the end (Code de la consommation,
L215-1). 10 % in dwellings over two years (CGI, 279-0 bis), 20 % for softeners.
"""

from decimal import Decimal
from typing import Any

from contracts.starter.sold import FULL, PLANT, REPAIR, VISIT_ONLY, Words, sold

RULES: dict[str, Any] = {"notice_months": 2, "notice_days": 0, "vat_rate": Decimal(10)}
GAS = (
    "Entretien annuel réglementaire et attestation d'entretien",
    "Mesure du monoxyde de carbone et des rendements",
    "Nettoyage du brûleur et du corps de chauffe",
)
GAS_IT = (
    "Manutenzione annuale di legge con attestato",
    "Misura del monossido di carbonio e dei rendimenti",
    "Pulizia del bruciatore e dello scambiatore",
)
COOLING = ("Nettoyage des filtres et des échangeurs", "Contrôle d'étanchéité", "Contrôle des condensats")
COOLING_IT = (
    "Pulizia dei filtri e degli scambiatori",
    "Controllo delle perdite",
    "Controllo dello scarico condensa",
)
TEMPLATES = (
    sold(
        "fr-gas-essential", "129.00", VISIT_ONLY,
        fr=Words("Chaudière gaz – Essentiel", GAS),
        it=Words("Caldaia a gas – Essenziale", GAS_IT),
    ),
    sold(
        "fr-gas-comfort", "179.00", REPAIR,
        fr=Words("Chaudière gaz – Confort", (*GAS, "Dépannage 5 jours sur 7, déplacement et main-d'œuvre compris")),
        it=Words("Caldaia a gas – Comfort", (*GAS_IT, "Pronto intervento feriale, uscita e manodopera comprese")),
    ),
    sold(
        "fr-gas-full", "249.00", FULL,
        fr=Words("Chaudière gaz – Sérénité", (*GAS, "Dépannage 7 jours sur 7", "Pièces et main-d'œuvre comprises")),
        it=Words("Caldaia a gas – Completo", (
            *GAS_IT, "Pronto intervento 7 giorni su 7", "Ricambi e manodopera compresi",
        )),
    ),
    sold(
        "fr-oil", "189.00", REPAIR,
        fr=Words("Chaudière fioul", (
            "Entretien annuel réglementaire et attestation d'entretien", "Ramonage du corps de chauffe",
            "Remplacement du gicleur", "Mesure des rendements",
        )),
        it=Words("Caldaia a gasolio", (
            "Manutenzione annuale di legge con attestato", "Pulizia del corpo caldaia", "Sostituzione dell'ugello",
            "Misura dei rendimenti",
        )),
    ),
    sold(
        "fr-heat-pump", "199.00", REPAIR,
        fr=Words("Pompe à chaleur", (
            "Entretien périodique et attestation d'entretien", "Contrôle d'étanchéité du circuit frigorifique",
            "Relevé des températures et des pressions",
        )),
        it=Words("Pompa di calore", (
            "Manutenzione periodica con attestato", "Controllo delle perdite del circuito frigorifero",
            "Rilievo di temperature e pressioni",
        )),
    ),
    sold(
        "fr-cooling", "159.00", VISIT_ONLY,
        fr=Words("Climatisation", COOLING),
        it=Words("Climatizzazione", COOLING_IT),
    ),
    sold(
        "fr-cooling-multi", "229.00", VISIT_ONLY,
        fr=Words("Climatisation – Multi-split", (
            *COOLING, "Jusqu'à trois unités intérieures sur un groupe extérieur",
            "Chaque unité intérieure supplémentaire\u00a0: une ligne de plus au contrat",
        )),
        it=Words("Climatizzazione – Multisplit", (
            *COOLING_IT, "Fino a tre unità interne su un'unità esterna",
            "Ogni unità interna aggiuntiva: un corpo in più nel contratto",
        )),
    ),
    sold(
        "fr-ventilation", "89.00", VISIT_ONLY,
        fr=Words("VMC", ("Nettoyage du caisson et des bouches", "Contrôle des débits")),
        it=Words("Ventilazione meccanica", ("Pulizia della centralina e delle bocchette", "Controllo delle portate")),
    ),
    sold(
        "fr-softener", "119.00", {**VISIT_ONLY, "vat_rate": Decimal(20)},
        fr=Words("Adoucisseur", (
            "Désinfection de la résine", "Contrôle de la dureté", "Vérification du régulateur et du sel",
        )),
        it=Words("Addolcitore", (
            "Disinfezione delle resine", "Controllo della durezza", "Verifica della valvola e del sale",
        )),
    ),
    sold(
        "fr-boiler-room", "1490.00", PLANT,
        fr=Words("Chaufferie collective", (
            "Conduite et entretien de la chaufferie", "Deux visites par an et tenue du livret", "Astreinte",
        )),
        it=Words("Centrale termica collettiva", (
            "Conduzione e manutenzione della centrale", "Due visite l'anno e tenuta del libretto", "Reperibilità",
        )),
    ),
)  # fmt: skip
