"""What Italian firms sell. Fifteen days' notice: the reminder leaves 30 days before the end and must still be of use.

10 % in dwellings (L. 488/1999 art. 7), 22 % for plants of firms.
"""

from decimal import Decimal
from typing import Any

from contracts.starter.sold import FULL, PLANT, REPAIR, VISIT_ONLY, Sold

RULES: dict[str, Any] = {"notice_months": 0, "notice_days": 15, "vat_rate": Decimal(10)}
BOILER = (
    "Manutenzione ordinaria annuale e rapporto di controllo",
    "Prova fumi e trasmissione al catasto",
    "Pulizia del bruciatore e dello scambiatore",
)
TEMPLATES = (
    Sold("Caldaia – Base", "99.00", BOILER, VISIT_ONLY),
    Sold("Caldaia – Comfort", "149.00", (*BOILER, "Pronto intervento, uscita e manodopera comprese"), REPAIR),
    Sold(
        "Caldaia – Full service",
        "219.00",
        (*BOILER, "Pronto intervento 7 giorni su 7", "Ricambi e manodopera compresi"),
        FULL,
    ),
    Sold(
        "Pompa di calore",
        "169.00",
        ("Manutenzione ordinaria e rapporto di controllo", "Controllo perdite del circuito frigorifero"),
        REPAIR,
    ),
    Sold(
        "Climatizzatore",
        "119.00",
        ("Pulizia dei filtri e degli scambiatori", "Sanificazione", "Controllo perdite e scarico condensa"),
        VISIT_ONLY,
    ),
    Sold(
        "Addolcitore",
        "109.00",
        ("Disinfezione delle resine", "Controllo della durezza", "Verifica della valvola e del sale"),
        VISIT_ONLY,
    ),
    Sold(
        "Centrale termica",
        "1290.00",
        (
            "Conduzione e manutenzione, terzo responsabile",
            "Due visite l'anno e tenuta del libretto di impianto",
            "Reperibilità",
        ),
        {**PLANT, "vat_rate": Decimal(22)},
    ),
)
