"""The sales agent reads all the technical activity of a customer, and changes none of it."""

import pytest
from django.test import Client

from tenancy.models import Company, Membership, User
from tenancy.permissions import Role
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CommunicationFactory, CustomerFactory
from tests.factories.installed_base import EquipmentFactory


@pytest.fixture
def sales(client_ben: Client, ben: User) -> Client:
    Membership.objects.filter(user=ben).update(role=Role.SALES)
    return client_ben


def test_sales_reads_the_card_with_its_tabs_and_finds_no_button_that_changes_technical_things(
    sales: Client, acting_a: Company
) -> None:
    zoe = CustomerFactory.create(private_notes="whisper")
    machine = EquipmentFactory.create(customer=zoe, brand="Frisquet", number="A1")
    contract = ContractFactory.create(customer=zoe, number="K1")
    CommunicationFactory.create(customer=zoe, summary="Called about heat")
    card = sales.get(f"/t/alpha/customers/{zoe.pk}/")
    tabs = {tab.name: tab for tab in card.context["tabs"]}
    assert {"overview", "equipment", "contracts", "log"} <= set(tabs) and "history" not in tabs
    for name, word in (("equipment", "A1"), ("contracts", "K1"), ("log", "Called about heat")):
        panel = sales.get(tabs[name].panel_url).content.decode()
        assert word in panel
    said = "".join(
        sales.get(address).content.decode()
        for address in (
            f"/t/alpha/customers/{zoe.pk}/",
            f"/t/alpha/equipment/{machine.pk}/",
            f"/t/alpha/contracts/{contract.pk}/",
        )
    )
    assert "whisper" not in said
    of_machine, of_contract = f"equipment/{machine.pk}/edit/", f"contracts/{contract.pk}/edit/"
    for change in ("equipment/new/", "contracts/new/", of_machine, of_contract):
        assert f"/t/alpha/{change}" not in said, change
        assert sales.get(f"/t/alpha/{change}").status_code == 403, change
