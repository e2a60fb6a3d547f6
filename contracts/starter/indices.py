"""The indices firms of a country revise their prices by, without values: those are the publishers'."""

from contracts.models import IndexSeries

ICHT = {
    "code": "ICHT-IME",
    "name": "Coût horaire du travail révisé, tous salariés, industries mécaniques et électriques",
    "publisher": "INSEE",
    "base": "100 = décembre 2008",
    "source": "001565183",
    "lag_months": 3,
}
WORKS = {"publisher": "INSEE", "base": "100 = 2010", "lag_months": 3}

STARTERS: dict[str, list[dict[str, object]]] = {
    "FR": [
        ICHT,
        {**WORKS, "code": "BT38", "name": "Plomberie sanitaire"},
        {**WORKS, "code": "BT40", "name": "Chauffage central"},
        {**WORKS, "code": "BT41", "name": "Ventilation et conditionnement d'air"},
        {**WORKS, "code": "BT47", "name": "Électricité"},
        {
            "code": "FSD2",
            "name": "Frais et services divers, modèle 2",
            "publisher": "Le Moniteur",
            "base": "100 = juillet 2004",
            "lag_months": 2,
        },
    ],
    "IT": [
        {
            "code": "FOI senza tabacchi",
            "name": "Prezzi al consumo per le famiglie di operai e impiegati, al netto dei tabacchi",
            "publisher": "ISTAT",
            "base": "100 = 2015",
            "lag_months": 1,
            "general_level": True,
        }
    ],
}


def create_indices(country: str) -> int:
    """Make the indices of a country the acting company lacks, by code; gives how many were made."""
    known = set(IndexSeries.objects.values_list("code", flat=True))
    missing = [IndexSeries(**starter) for starter in STARTERS[country] if starter["code"] not in known]
    IndexSeries.objects.bulk_create(missing)
    return len(missing)
