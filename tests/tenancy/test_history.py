"""History as people read it: columns by right, names of rows that are gone."""

from datetime import date
from decimal import Decimal

from contracts.models import Block, Contract, Line
from tenancy.history import Under, changes_of
from tenancy.models import Company, User
from tests.factories.contracts import ContractFactory


def test_fees_show_only_to_those_who_may_see_them(acting_a: Company) -> None:
    contract: Contract = ContractFactory.create()
    line = Line.objects.get(contract=contract)
    line.annual_fee = Decimal("150.5")
    line.save()
    line.label, line.annual_fee = "Full service", Decimal(160)
    line.save()

    def told(*rights: str) -> list[list[tuple[str, str, str]]]:
        entries = changes_of(contract, Under(Line, "contract"), rights=rights).entries
        return [
            [(each.label, each.before, each.after) for each in entry.differences]
            for entry in entries
            if (entry.title, entry.operation) == ("Line", "changed")
        ]

    service = ("Service", "Maintenance", "Full service")
    assert told() == [[service]]
    assert told("fees.view") == [
        [service, ("Yearly fee, net", "150.50", "160.00")],
        [("Yearly fee, net", "120.00", "150.50")],
    ]


def test_a_choice_and_a_row_referred_to_are_told_in_words(acting_a: Company) -> None:
    contract: Contract = ContractFactory.create()
    other = ContractFactory.create().customer
    contract.customer = other
    contract.save()
    entry = changes_of(contract).entries[0]
    assert (entry.who, entry.source) == ("Ana", "test")
    (change,) = [each for each in entry.differences if each.label == "Customer"]
    assert (change.before, change.after) == ("Dupont Zoé", "Dupont Zoé")


def test_who_did_it_is_told_once_and_not_again_as_a_column(acting_a: Company, ana: User) -> None:
    contract = ContractFactory.create()
    block = Block.objects.create(
        contract=contract, blocked_on=date(2026, 3, 1), reason="Unpaid", blocked_by=ana
    )
    block.lifted_on, block.lifted_by, block.lifted_reason = date(2026, 3, 4), ana, "Paid"
    block.save()
    latest = changes_of(contract, Under(Block, "contract")).entries[0]
    assert [(each.label, each.after) for each in latest.differences] == [
        ("Lifted on", "03/04/2026"),
        ("Why lifted", "Paid"),
    ]
