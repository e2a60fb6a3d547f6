"""What Italian firms sell.

Tacit terms of twelve months, to be approved in writing on their own (Civil Code, 1341). Fifteen days' notice: the
reminder leaves 30 days before the end and must still be of use (Consumer Code, 65-bis), and a longer one would be
presumed vexatious (33, 2, i). 10 % in buildings mainly of dwellings, condominiums included (L. 488/1999, art. 7), 22 %
for plants of firms.
"""

from decimal import Decimal
from typing import Any

from contracts.starter.sold import FULL, PLANT, REPAIR, VISIT_ONLY, Words, sold

RULES: dict[str, Any] = {"notice_months": 0, "notice_days": 15, "vat_rate": Decimal(10)}
BOILER = (
    "Manutenzione ordinaria annuale e rapporto di controllo",
    "Prova fumi e trasmissione al catasto",
    "Pulizia del bruciatore e dello scambiatore",
)
BOILER_FR = (
    "Entretien annuel et rapport de contrôle",
    "Analyse des fumées et transmission au cadastre",
    "Nettoyage du brûleur et de l'échangeur",
)
COOLING = ("Pulizia dei filtri e degli scambiatori", "Sanificazione", "Controllo perdite e scarico condensa")
COOLING_FR = (
    "Nettoyage des filtres et des échangeurs",
    "Désinfection",
    "Contrôle des fuites et des condensats",
)
PLANT_IT = (
    "Conduzione e manutenzione, terzo responsabile",
    "Due visite l'anno e tenuta del libretto di impianto",
    "Reperibilità",
)
PLANT_FR = (
    "Conduite et entretien, tiers responsable",
    "Deux visites par an et tenue du livret d'installation",
    "Astreinte",
)
TEMPLATES = (
    sold(
        "it-boiler-base", "99.00", VISIT_ONLY,
        it=Words("Caldaia – Base", BOILER),
        fr=Words("Chaudière – Base", BOILER_FR),
    ),
    sold(
        "it-boiler-comfort", "149.00", REPAIR,
        it=Words("Caldaia – Comfort", (*BOILER, "Pronto intervento, uscita e manodopera comprese")),
        fr=Words("Chaudière – Confort", (*BOILER_FR, "Dépannage, déplacement et main-d'œuvre compris")),
    ),
    sold(
        "it-boiler-full", "219.00", FULL,
        it=Words("Caldaia – Full service", (
            *BOILER, "Pronto intervento 7 giorni su 7", "Ricambi e manodopera compresi",
        )),
        fr=Words("Chaudière – Tout compris", (
            *BOILER_FR, "Dépannage 7 jours sur 7", "Pièces et main-d'œuvre comprises",
        )),
    ),
    sold(
        "it-heat-pump", "169.00", REPAIR,
        it=Words("Pompa di calore", (
            "Manutenzione ordinaria e rapporto di controllo", "Controllo perdite del circuito frigorifero",
        )),
        fr=Words("Pompe à chaleur", (
            "Entretien et rapport de contrôle", "Contrôle des fuites du circuit frigorifique",
        )),
    ),
    sold(
        "it-cooling", "119.00", VISIT_ONLY,
        it=Words("Climatizzatore", COOLING),
        fr=Words("Climatiseur", COOLING_FR),
    ),
    sold(
        "it-cooling-multi", "179.00", VISIT_ONLY,
        it=Words("Climatizzatore – Multisplit", (
            *COOLING, "Fino a tre unità interne", "Ogni unità interna aggiuntiva: un corpo in più nel contratto",
        )),
        fr=Words("Climatiseur – Multi-split", (
            *COOLING_FR, "Jusqu'à trois unités intérieures",
            "Chaque unité intérieure supplémentaire : une ligne de plus au contrat",
        )),
    ),
    sold(
        "it-softener", "109.00", VISIT_ONLY,
        it=Words("Addolcitore", (
            "Disinfezione delle resine", "Controllo della durezza", "Verifica della valvola e del sale",
        )),
        fr=Words("Adoucisseur", (
            "Désinfection des résines", "Contrôle de la dureté", "Vérification de la vanne et du sel",
        )),
    ),
    sold(
        "it-boiler-room-shared", "1290.00", PLANT,
        it=Words("Centrale termica condominiale", PLANT_IT),
        fr=Words("Chaufferie de copropriété", PLANT_FR),
    ),
    sold(
        "it-boiler-room", "1290.00", {**PLANT, "vat_rate": Decimal(22)},
        it=Words("Centrale termica", PLANT_IT),
        fr=Words("Chaufferie d'entreprise", PLANT_FR),
    ),
)  # fmt: skip
