"""Flags, fields and accounting of a demo company's contracts, as an office would have set them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contracts.models import Contract, ContractField, FlagLabel
from contracts.own_fields import keep

Kind = ContractField.Kind


@dataclass(frozen=True)
class Said:
    """Words of a country's office."""

    flags: tuple[str, str]
    access: tuple[str, tuple[str, ...]]
    floors: str
    handed_over: str
    notes: str
    centre: str
    account: str


WORDS = {
    "FR": Said(
        ("Client prioritaire", "Télésurveillance"),
        ("Accès", ("Clé chez le gardien", "Digicode", "Sur rendez-vous")),
        "Étages desservis",
        "Clé remise le",
        "Points à suivre :\n- **demande une remise** chaque année\n- accord verbal sur le forfait déplacement",
        "CHAUF-01",
        "706100",
    ),
    "IT": Said(
        ("Cliente prioritario", "Telecontrollo"),
        ("Accesso", ("Chiave in portineria", "Codice", "Su appuntamento")),
        "Piani serviti",
        "Chiave consegnata il",
        "Da seguire:\n- **chiede uno sconto** ogni anno\n- accordo a voce sull’uscita",
        "TERM-01",
        "58/10/010",
    ),
}
FILLED = 30


def fill_own_fields(country: str, today: date) -> None:
    """Two flags, three fields, and what some thirty contracts say there."""
    said = WORDS[country]
    for flag, label in zip(FlagLabel.Flag.values, said.flags, strict=True):
        FlagLabel.objects.create(flag=flag, label=label)
    name, options = said.access
    access = ContractField.objects.create(name=name, kind=Kind.CHOICE, choices="\n".join(options), position=1)
    floors = ContractField.objects.create(name=said.floors, kind=Kind.NUMBER, position=2)
    handed = ContractField.objects.create(name=said.handed_over, kind=Kind.DATE, position=3)
    for place, contract in enumerate(Contract.objects.signed().order_by("-pk")[:FILLED]):
        contract.flag_a, contract.flag_b = place % 5 == 0, place % 7 == 0
        contract.cost_centre, contract.revenue_account = said.centre, said.account
        contract.job = f"{today.year % 100}-{100 + place}"
        contract.private_notes = said.notes if place % 4 == 0 else ""
        contract.save()
        day = today - timedelta(days=30 + place)
        keep(contract, {access: options[place % 3], floors: Decimal(place % 6 + 1), handed: day})
