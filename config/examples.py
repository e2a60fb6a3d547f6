"""Two rows of each noun, so that a newcomer sees what a file to import looks like, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ui.spreadsheets.columns import Noun

Row = Mapping[str, Any]


class Words(dict[str, str]):
    """A word that is written differently in each language."""


def _words(french: str, italian: str, english: str) -> Words:
    return Words(fr=french, it=italian, en=english)


INDIVIDUAL = _words("Particulier", "Privato", "Individual")
BUSINESS = _words("Professionnel", "Azienda", "Business")
BOILER = _words("Chaudière gaz", "Caldaia a gas", "Gas boiler")
HEAT_PUMP = _words("Pompe à chaleur", "Pompa di calore", "Heat pump")
STREET = _words("12 rue des Lilas", "Via Garibaldi 12", "12 Lilac Street")
TOWN = _words("Lyon", "Torino", "Lyon")
POSTCODE = _words("69003", "10122", "69003")

ROWS: dict[str, tuple[Row, Row]] = {
    "customers": (
        {
            "number": "EX-C1",
            "kind": INDIVIDUAL,
            "last_name": _words("Martin", "Rossi", "Martin"),
            "first_name": _words("Claire", "Chiara", "Claire"),
            "address": STREET,
            "postcode": POSTCODE,
            "city": TOWN,
            "phone": _words("04 72 00 00 01", "011 1234567", "04 72 00 00 01"),
            "email": "claire@example.org",
        },
        {
            "number": "EX-C2",
            "kind": BUSINESS,
            "company_name": _words("Boulangerie Petit", "Panificio Bianchi", "Petit Bakery"),
            "address": _words("3 place Bellecour", "Piazza Castello 3", "3 Bellecour Square"),
            "postcode": POSTCODE,
            "city": TOWN,
            "attention": True,
        },
    ),
    "sites": (
        {
            "customer": "EX-C1",
            "name": _words("Maison de campagne", "Casa di campagna", "Country house"),
            "address": _words("5 chemin du Lac", "Strada del Lago 5", "5 Lake Lane"),
            "postcode": POSTCODE,
            "city": TOWN,
            "access_notes": _words("Clé chez la voisine", "Chiavi dalla vicina", "The neighbour has the key"),
        },
        {
            "customer": "EX-C2",
            "name": _words("Atelier", "Laboratorio", "Workshop"),
            "address": _words("8 rue du Four", "Via del Forno 8", "8 Oven Street"),
            "postcode": POSTCODE,
            "city": TOWN,
        },
    ),
    "contacts": (
        {
            "customer": "EX-C1",
            "name": _words("Paul Martin", "Paolo Rossi", "Paul Martin"),
            "role": _words("Occupant", "Occupante", "Occupant"),
            "phone": _words("06 12 34 56 78", "333 1234567", "06 12 34 56 78"),
        },
        {
            "customer": "EX-C2",
            "name": _words("Anne Petit", "Anna Bianchi", "Anne Petit"),
            "role": _words("Comptabilité", "Contabilità", "Accounts"),
            "email": "anne@example.org",
        },
    ),
    "equipment_types": ({"name": BOILER}, {"name": HEAT_PUMP}),
    "services": (
        {
            "code": "EX-P1",
            "name": _words(
                "Entretien annuel chaudière", "Manutenzione annuale caldaia", "Yearly boiler service"
            ),
            "kind": _words("Prestation", "Prestazione", "Service"),
            "unit": _words("par an", "all'anno", "a year"),
            "vat_rate": Decimal("10.00"),
        },
        {
            "code": "EX-P2",
            "name": _words("Heure de main-d'œuvre", "Ora di manodopera", "Hour of labour"),
            "kind": _words("Main-d'œuvre", "Manodopera", "Labour"),
            "unit": _words("de l'heure", "all'ora", "an hour"),
        },
    ),
    "prices": (
        {
            "code": "EX-P1",
            "price_list": _words("Tarif public", "Listino generale", "Public list"),
            "amount": Decimal("145.00"),
            "starts_on": date(2026, 1, 1),
        },
        {
            "code": "EX-P2",
            "price_list": _words("Tarif public", "Listino generale", "Public list"),
            "amount": Decimal("58.00"),
            "starts_on": date(2026, 1, 1),
        },
    ),
    "index_values": (
        {
            "code": _words("ICHT-IME", "FOI", "ICHT-IME"),
            "month": "2026-05",
            "value": Decimal("138.4"),
            "published_on": date(2026, 8, 25),
            "source": _words("INSEE, série 001565183", "ISTAT, FOI senza tabacchi", "INSEE, 001565183"),
            "status": _words("Définitif", "Definitivo", "Final"),
            "name": _words("Coût horaire du travail", "Prezzi al consumo FOI", "Labour cost"),
            "publisher": _words("INSEE", "ISTAT", "INSEE"),
        },
        {
            "code": _words("ICHT-IME", "FOI", "ICHT-IME"),
            "month": "2026-06",
            "value": Decimal("138.9"),
            "published_on": date(2026, 9, 24),
        },
    ),
    "technicians": (
        {"name": _words("Karim Benali", "Luca Ferrari", "Karim Benali")},
        {"name": _words("Julie Moreau", "Giulia Russo", "Julie Moreau"), "left_on": date(2025, 12, 31)},
    ),
    "equipment": (
        {
            "number": "EX-A1",
            "customer": "EX-C1",
            "type": BOILER,
            "brand": "Frisquet",
            "model": "Prestige",
            "serial": "FR-123456",
            "power_kw": Decimal("25.00"),
            "commissioned_on": date(2019, 10, 14),
        },
        {"number": "EX-A2", "customer": "EX-C2", "type": HEAT_PUMP, "brand": "Daikin", "model": "Altherma"},
    ),
    "contracts": (
        {
            "number": "EX-M1",
            "customer": "EX-C1",
            "equipment": "EX-A1",
            "template": _words("Entretien annuel", "Manutenzione annuale", "Yearly service"),
            "signed_on": date(2024, 9, 20),
            "starts_on": date(2024, 10, 1),
            "months": 12,
            "renewal": _words("Tacite", "Tacito", "Tacit"),
            "notice_months": 2,
            "yearly_fee": Decimal("145.00"),
            "vat_rate": Decimal("10.00"),
            "billing_months": _words("Annuelle", "Annuale", "Yearly"),
            "due": _words("À échoir", "Anticipata", "In advance"),
            "visits_a_year": 1,
            "technician": _words("Karim Benali", "Luca Ferrari", "Karim Benali"),
            "revision_percent": Decimal("2.00"),
        },
        {
            "number": "EX-M2",
            "customer": "EX-C2",
            "equipment": "EX-A2",
            "template": _words("Entretien sans reconduction", "Manutenzione senza rinnovo", "One year only"),
            "starts_on": date(2025, 4, 1),
            "months": 24,
            "renewal": _words("Sans", "Nessuno", "None"),
            "notice_months": 0,
            "yearly_fee": Decimal("320.00"),
            "vat_rate": Decimal("20.00"),
            "billing_months": _words("Semestrielle", "Semestrale", "Half-yearly"),
            "visits_a_year": 2,
        },
    ),
}


def example(noun: Noun, language: str) -> tuple[Sequence[str], list[list[Any]]]:
    """The headers of a noun's file as the language calls them, and two rows under them."""
    short = language[:2]
    noun = noun.whole()
    return (
        [str(column.label) for column in noun.columns],
        [[_in(row.get(column.name), short) for column in noun.columns] for row in ROWS[noun.name]],
    )


def _in(value: Any, language: str) -> Any:
    return value.get(language, value["en"]) if isinstance(value, Words) else value
