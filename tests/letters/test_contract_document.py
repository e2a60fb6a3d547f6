from datetime import date

import pytest
from django.test import Client

from letters.contract_document import contract_pdf
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory
from tests.factories.installed_base import EquipmentFactory
from tests.letters.conftest import ON, signed
from tests.letters.test_notices import words


def test_a_french_contract_says_what_was_promised_and_what_the_law_wants(acting_a: Company) -> None:
    acting_a.mediator, acting_a.insurer = "AME, www.mediation.example", "AXA"
    contract = signed()
    LineEquipmentFactory(
        line=LineFactory(contract=contract, label="Chaudière"),
        equipment=EquipmentFactory(customer=contract.customer),
    )
    text = words(contract_pdf(contract, ON))
    for said in ("Chaudière", "Frisquet Hydroconfort 25", "240,00 €", "264,00 €", "4 mars 2026", "3 mars 2027",
                 "3 janvier 2027", "AME, www.mediation.example", "AXA", "Formulaire de rétractation",
                 "Article L. 215-1.", "Article L. 241-3.", "Dupont Zoé"):  # fmt: skip
        assert said in text, said
    assert "1341" not in text


def test_an_italian_contract_is_signed_twice_naming_the_onerous_clauses(acting_b: Company) -> None:
    contract = ContractFactory(customer__country="IT")
    text = words(contract_pdf(contract, ON))
    assert "1341" in text
    assert "art. 8 (Ritardo nel pagamento e sospensione); art. 9 (Responsabilità)." in text
    assert "L. 215-1" not in text


def test_a_business_gets_no_consumer_mentions(acting_a: Company) -> None:
    contract = ContractFactory(customer__kind="business", customer__company_name="Durand SA")
    text = words(contract_pdf(contract, ON))
    assert ("rétractation" in text, "L. 215-1" in text) == (False, False)


@pytest.mark.parametrize("fields", [
    {"renewal": "express"}, {"renewal": "none", "final_end_on": date(2027, 1, 1)}, {"notice_months": 0},
    {"notice_months": 0, "notice_days": 15}, {"billing_step": None, "billing_due": "signature", "billing_days": 30},
    {"call_outs": 2, "response_hours": 4, "max_renewals": 3, "services": "Ramonage\n\nAnalyse"},
])  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_every_kind_of_contract_can_be_put_on_paper(
    acting_a: Company, fields: dict[str, object], language: str
) -> None:
    assert contract_pdf(ContractFactory(**fields), ON, language).startswith(b"%PDF")


def test_an_unknown_language_is_not_found(acting_a: Company, client_ana: Client) -> None:
    contract = signed()
    address = f"/t/alpha/letters/contracts/{contract.pk}.pdf"
    assert client_ana.get(f"{address}?language=it").status_code == 200
    assert client_ana.get(f"{address}?language=xx").status_code == 404
