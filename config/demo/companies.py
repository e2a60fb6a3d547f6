"""The demo companies: one in France, one in Italy, each with a portfolio of invented customers."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.demo.agreements import live_through
from config.demo.circulars import write_circulars
from config.demo.life import live_on
from config.demo.portfolio import invent
from config.demo.sendings import send_letters
from config.portfolio import import_portfolio, sources
from tenancy.models import Company, Country, Membership, User
from tenancy.permissions import Role

PASSWORD = "echeo-demo"  # noqa: S105 - an account of the demo, printed when it starts
CONTRACTS = 320
# The first night then renews what ran out since, as after a move from other software.
BROUGHT_DAYS_AGO = 25
IDENTITIES = {
    "thermo-rhone": {
        "name": "Thermo Rhône",
        "country": Country.FRANCE,
        "legal_name": "Thermo Rhône SARL",
        "legal_form": "SARL au capital de 20 000 €",
        "registration": "SIRET 732 829 320 00074 – RCS Mâcon",
        "vat_number": "FR44732829320",
        "address": "12, quai de la Saône",
        "postcode": "71000",
        "city": "Mâcon",
        "phone": "03 85 00 00 00",
        "email": "contact@thermo-rhone.example",
        "website": "www.thermo-rhone.example",
        "mediator": "Médiation de l'artisanat – 1, rue de la Paix, 75000 Paris – www.mediation.example",
        "insurer": "Assurances du Rhône, 3, place Bellecour, 69000 Lyon. Couverture\u00a0: France métropolitaine.",
    },
    "clima-emilia": {
        "name": "Clima Emilia",
        "country": Country.ITALY,
        "legal_name": "Clima Emilia S.r.l.",
        "legal_form": "S.r.l. con capitale sociale di € 10.000",
        "registration": "REA BO-000000",
        "vat_number": "07643520567",
        "address": "Via dell'Industria, 8",
        "postcode": "40121",
        "city": "Bologna",
        "phone": "051 000000",
        "email": "info@clima-emilia.example",
        "pec": "clima-emilia@pec.example",
        "website": "www.clima-emilia.example",
    },
}
PEOPLE = {
    "thermo-rhone": (
        ("claire", "Claire Morel", Role.ADMIN),
        ("bruno", "Bruno Petit", Role.OFFICE),
        ("karim", "Karim Benali", Role.TECHNICIAN),
    ),
    "clima-emilia": (
        ("giulia", "Giulia Conti", Role.ADMIN),
        ("paola", "Paola Serra", Role.OFFICE),
        ("luca", "Luca Montani", Role.TECHNICIAN),
    ),
}


@dataclass(frozen=True)
class Login:
    """An account of a demo company, to show when the demo has started."""

    company: str
    email: str
    password: str


def load_demo(contracts: int = CONTRACTS) -> list[Login]:
    """Make the demo companies where they are absent; their logins, whether made now or before.

    Each portfolio is brought in through the import, as of some weeks ago, so that last night's job has work to do.
    """
    logins = []
    for slug, identity in IDENTITIES.items():
        company = Company.objects.filter(slug=slug).first()
        if company is None:
            company = _make(slug, identity)
            _bring_portfolio(company, contracts)
            live_on(company)
            live_through(company)
            send_letters(company)
            write_circulars(company)
        logins += [
            Login(company.name, f"{name}@{slug}.example", PASSWORD) for name, _full, _role in PEOPLE[slug]
        ]
    return logins


def _make(slug: str, identity: dict[str, str]) -> Company:
    country = Country(identity["country"])
    company = Company.objects.create(
        slug=slug, language=country.language, time_zone=country.time_zone, mail_paused=False, **identity
    )
    for name, full_name, role in PEOPLE[slug]:
        user = User.objects.create_user(f"{name}@{slug}.example", PASSWORD, name=full_name)
        Membership.objects.create(user=user, company=company, role=role)
    return company


def _bring_portfolio(company: Company, contracts: int) -> None:
    on = company.today() - timedelta(days=BROUGHT_DAYS_AGO)
    with tempfile.TemporaryDirectory() as directory:
        files = invent(company.country, contracts, on).write(Path(directory))
        import_portfolio(company, sources(files), on=on)
