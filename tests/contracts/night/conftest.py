from collections.abc import Callable

import pytest

from tenancy.models import Company
from tests.contracts.night.portfolios import Promise, sign_all
from tests.plugins.cast import make_company


@pytest.fixture
def company_with(db: None) -> Callable[[str, list[Promise]], Company]:
    """Makes a company of its own with a portfolio."""

    def make(slug: str, promises: list[Promise]) -> Company:
        company = make_company(slug, slug.title(), "FR")
        sign_all(company, promises)
        return company

    return make
