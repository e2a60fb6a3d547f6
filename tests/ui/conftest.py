from copy import deepcopy
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from customers.models import Customer
from tenancy.models import Company
from tests.factories.customers import CustomerFactory
from ui import badges, menu
from ui.badges import Badge


@pytest.fixture
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own pages at the root, inside the person's first company."""
    settings.ROOT_URLCONF = "tests.ui.pages"
    settings.MIDDLEWARE = [
        *(name for name in settings.MIDDLEWARE if not name.startswith("tenancy.")),
        "tests.ui.pages.InCompany",
    ]
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    monkeypatch.setattr(menu, "_pages", {})
    monkeypatch.setattr(menu, "_creates", {})
    monkeypatch.setattr(badges, "_registry", dict(badges._registry))
    menu.register(menu.MenuEntry("Customers", "people:list", "users", "customers.view", 20))
    menu.register_create(menu.MenuEntry("Customer", "people:create", "user-plus", "customers.edit", 20))
    badges.register("customers.Customer.kind", {"individual": Badge("blue", "user")})


@pytest.fixture
def three(acting_a: Company) -> list[Customer]:
    """Three customers of company A."""
    return [
        CustomerFactory.create(last_name=name, city=city)
        for name, city in [("Arnaud", "Mâcon"), ("Bernard", "Tournus"), ("Élie", "Cluny")]
    ]


@pytest.fixture
def page(house: None, three: list[Customer], client_ana: Client) -> Client:
    """Ana before the test's pages, with three customers."""
    return client_ana
