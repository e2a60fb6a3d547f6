"""The fixed cast: ana manages company A, ben is its technician, chloe manages B."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from tenancy.acting import acting_for
from tenancy.models import Company, Membership, User
from tenancy.permissions import Role

PASSWORD = "a long enough pass phrase"


def make_company(slug: str, name: str, country: str) -> Company:
    """A company with its country's zone and language."""
    language, zone = {"FR": ("fr", "Europe/Paris"), "IT": ("it", "Europe/Rome")}[country]
    return Company.objects.create(slug=slug, name=name, country=country, language=language, time_zone=zone)


def make_member(company: Company, name: str, role: str) -> User:
    """A person with a place in the company."""
    user = User.objects.create_user(
        f"{name}@{company.slug}.example", PASSWORD, name=name.title(), language="en"
    )
    Membership.objects.create(user=user, company=company, role=role)
    return user


@pytest.fixture
def company_a(db: None) -> Company:
    return make_company("alpha", "Alpha Chauffage", "FR")


@pytest.fixture
def company_b(db: None) -> Company:
    return make_company("beta", "Beta Clima", "IT")


@pytest.fixture
def ana(company_a: Company) -> User:
    return make_member(company_a, "ana", Role.ADMIN)


@pytest.fixture
def ben(company_a: Company) -> User:
    return make_member(company_a, "ben", Role.TECHNICIAN)


@pytest.fixture
def chloe(company_b: Company) -> User:
    return make_member(company_b, "chloe", Role.ADMIN)


@pytest.fixture
def acting_a(company_a: Company, ana: User) -> Iterator[Company]:
    with acting_for(company_a, actor=ana, source="test"):
        yield company_a


@pytest.fixture
def acting_b(company_b: Company, chloe: User) -> Iterator[Company]:
    with acting_for(company_b, actor=chloe, source="test"):
        yield company_b


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def client_ana(ana: User) -> Client:
    return _client(ana)


@pytest.fixture
def client_ben(ben: User) -> Client:
    return _client(ben)


@pytest.fixture
def client_chloe(chloe: User) -> Client:
    return _client(chloe)


@pytest.fixture(autouse=True)
def language_of_a_fresh_process() -> None:
    """A request of a test before leaves its language in the thread, as a request does in a worker of the product."""
    translation.deactivate()
