"""Invented customers, machines and talks, as varied as those of a firm in a region of France."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from customers.models import Communication, Customer
    from installed_base.models import Equipment, EquipmentType

NAMES = [
    *("Dupont", "Durand", "Duval", "Martin", "Bernard", "Petit", "Robert", "Richard", "Moreau", "Simon"),
    *("Laurent", "Lefebvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel"),
    *("Mercier", "Dupuis", "Lambert", "Bonnet", "Legrand", "Garnier", "Faure", "Rousseau", "Blanc", "Guérin"),
]
FIRST = ["Zoé", "Émile", "Ana", "Léa", "Hugo", "Louis", "Jules", "Emma", "Alice", "Inès", "Noé", "Paul"]
STREETS = ["rue Haute", "rue de la Paix", "avenue Foch", "chemin des Vignes", "rue Pasteur"]
TOWNS = [
    *(("71000", "Mâcon"), ("69001", "Lyon"), ("38000", "Grenoble"), ("42000", "Saint-Étienne")),
    *((f"71{place:03}", f"Saint-{name}-sur-Saône") for place, name in enumerate(NAMES, 100)),
    *((f"69{place:03}", f"{name}ville") for place, name in enumerate(NAMES, 200)),
]
BRANDS = [("Viessmann", "Vitodens"), ("De Dietrich", "Naneo"), ("Atlantic", "Alféa"), ("Daikin", "Altherma")]
ENERGIES = ["gaz naturel", "fioul", "électricité", "granulés"]


def customer(chance: random.Random, number: int) -> "Customer":
    """Most are customers proper and active; one in a hundred shares her name and address with another."""
    from customers.models import Customer

    postcode, city = chance.choice(TOWNS)
    row = Customer(
        number=f"C{number:07}",
        last_name=f"{chance.choice(NAMES)}{chance.choice(['', ' ' + chance.choice(NAMES)])}",
        first_name=chance.choice(FIRST),
        address=f"{chance.randrange(1, 200)}, {chance.choice(STREETS)}",
        postcode=postcode,
        city=city,
        country="FR",
        phone=f"+336{chance.randrange(10**8):08}",
        email=f"c{number}@exemple.fr",
        standing=chance.choices(["customer", "prospect", "end_user"], [95, 3, 2])[0],
        deactivated_on=date(2024, 5, 6) if chance.random() < 0.02 else None,
        attention=chance.random() < 0.01,
        excluded=chance.random() < 0.005,
    )
    row.prepare()
    return row


def machine(
    chance: random.Random, number: int, types: "Sequence[EquipmentType]", place: tuple[int, int]
) -> "Equipment":
    """Most are in service; one in thirty is not, one in two hundred is left out of lists."""
    from installed_base.models import Equipment

    brand, model = BRANDS[number % len(BRANDS)]
    began = date(2008, 1, 1) + timedelta(days=chance.randrange(6_600))
    return Equipment(
        number=f"A{number:07}",
        type=types[chance.choices(range(5), [60, 15, 10, 10, 5])[0]],
        brand=brand,
        model=f"{model} {number % 400}",
        serial=f"{chance.randrange(10**12):012}" if number % 20 else f"S{chance.randrange(10**5)}",
        customer_id=place[0],
        site_id=place[1],
        power_kw=24,
        energy=ENERGIES[number % len(ENERGIES)],
        commissioned_on=began,
        warranty_until=began + timedelta(days=730) if number % 3 else None,
        excluded=chance.random() < 0.005,
        removed_on=date(2026, 1, 1) if chance.random() < 0.03 else None,
    )


def spoken(chance: random.Random, customers: Sequence[int]) -> "Communication":
    """A call, mostly."""
    from customers.models import Communication

    return Communication(
        customer_id=chance.choice(customers),
        at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(1_400_000)),
        direction=chance.choice(["in", "out"]),
        channel=chance.choices(["telephone", "email", "visit"], [7, 2, 1])[0],
        summary=f"Appelle pour {chance.choice(['un rendez-vous', 'une panne', 'sa facture', 'un devis'])}",
    )
