"""What French firms sell. Two months' notice; 10 % in dwellings over two years (CGI 279-0 bis), 20 % for softeners."""

from decimal import Decimal
from typing import Any

from contracts.starter.sold import FULL, PLANT, REPAIR, VISIT_ONLY, Sold

RULES: dict[str, Any] = {"notice_months": 2, "notice_days": 0, "vat_rate": Decimal(10)}
GAS = (
    "Entretien annuel réglementaire et attestation d'entretien",
    "Mesure du monoxyde de carbone et des rendements",
    "Nettoyage du brûleur et du corps de chauffe",
)
TEMPLATES = (
    Sold("Chaudière gaz – Essentiel", "129.00", GAS, VISIT_ONLY),
    Sold(
        "Chaudière gaz – Confort",
        "179.00",
        (*GAS, "Dépannage 5 jours sur 7, déplacement et main-d'œuvre compris"),
        REPAIR,
    ),
    Sold(
        "Chaudière gaz – Sérénité",
        "249.00",
        (*GAS, "Dépannage 7 jours sur 7", "Pièces et main-d'œuvre comprises"),
        FULL,
    ),
    Sold(
        "Chaudière fioul",
        "189.00",
        (
            "Entretien annuel réglementaire et attestation d'entretien",
            "Ramonage du corps de chauffe",
            "Remplacement du gicleur",
            "Mesure des rendements",
        ),
        REPAIR,
    ),
    Sold(
        "Pompe à chaleur",
        "199.00",
        (
            "Entretien périodique et attestation d'entretien",
            "Contrôle d'étanchéité du circuit frigorifique",
            "Relevé des températures et des pressions",
        ),
        REPAIR,
    ),
    Sold(
        "Climatisation",
        "159.00",
        ("Nettoyage des filtres et des échangeurs", "Contrôle d'étanchéité", "Contrôle des condensats"),
        VISIT_ONLY,
    ),
    Sold("VMC", "89.00", ("Nettoyage du caisson et des bouches", "Contrôle des débits"), VISIT_ONLY),
    Sold(
        "Adoucisseur",
        "119.00",
        ("Désinfection de la résine", "Contrôle de la dureté", "Vérification du régulateur et du sel"),
        {**VISIT_ONLY, "vat_rate": Decimal(20)},
    ),
    Sold(
        "Chaufferie collective",
        "1490.00",
        ("Conduite et entretien de la chaufferie", "Deux visites par an et tenue du livret", "Astreinte"),
        PLANT,
    ),
)
