"""Companies of the bench and their invented portfolios, brought in by the import everybody uses."""

import pickle
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from config.demo.portfolio import Portfolio, invent
from tests.bench import watch

COUNTRIES = ("FR", "IT")
EMAIL = "bench@example.com"


def found_company(number: int) -> str:
    """Make a company with one administrator; gives its slug. Countries take turns."""
    from tenancy.models import Company, Membership, User
    from tenancy.permissions import Role

    country = COUNTRIES[number % 2]
    slug = f"bench-{number}"
    company = Company.objects.create(
        slug=slug,
        name=f"Bench {number}",
        country=country,
        language={"FR": "fr", "IT": "it"}[country],
        time_zone={"FR": "Europe/Paris", "IT": "Europe/Rome"}[country],
        address="12, quai de la Saône",
        postcode="71000",
        city="Mâcon",
        email="contact@example.com",
    )
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, None, name="Bench")
    Membership.objects.create(user=user, company=company, role=Role.ADMIN)
    return slug


def invent_portfolio(number: int, contracts: int, on: date, directory: Path) -> Path:
    """Write the files of a company's portfolio into a directory, with the rows beside them for the expectation."""
    portfolio = invent(COUNTRIES[number % 2], contracts, on, seed=number)
    place = Path(tempfile.mkdtemp(dir=directory, prefix="portfolio-"))
    (place / "files").mkdir()
    portfolio.write(place / "files")
    (place / "rows.pickle").write_bytes(pickle.dumps(portfolio))
    return place


def invented(place: Path) -> Portfolio:
    """The rows of a portfolio written before."""
    return pickle.loads((place / "rows.pickle").read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - our own file


def bring_in(slug: str, place: Path, on: date) -> dict[str, Any]:
    """Import a portfolio, timed."""
    from config.portfolio import import_portfolio, sources
    from tenancy.models import Company

    company = Company.objects.get(slug=slug)
    began = watch.now()
    report = import_portfolio(company, sources([place / "files"]), on=on)
    spent = watch.now() - began
    return {
        "rows": report.created,
        "refused": report.refused,
        "seconds": spent.as_dict(),
        "rows_per_second": round(report.created / spent.wall),
        "rows_per_core_second": round(report.created / spent.one_core),
    }
