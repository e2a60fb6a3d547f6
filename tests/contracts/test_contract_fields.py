"""What only the company looks at on a contract: accounting, flags, own fields, private notes; and VAT by rate."""

import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from config.portfolio import import_portfolio, sources
from contracts.models import (
    BillingPeriod,
    Contract,
    ContractField,
    ContractFieldValue,
    ContractTemplate,
    FlagLabel,
)
from contracts.signing import sign
from contracts.vat import Taxed, by_rate, gross_of, of_period
from letters.gathering import of_contract
from letters.price_clause import price
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.factories.contracts import ContractFactory, ContractFieldFactory, LineFactory
from ui.rich_text import rich

BASE, TODAY = "/t/alpha/contracts/", date(2026, 6, 1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False):
        yield


@pytest.fixture
def signed(company_a: Company) -> Contract:
    with acting_for(company_a):
        return sign(ContractFactory(number="F1"), date(2026, 3, 1), on=TODAY)


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def edit(client: Client, contract: Contract, **values: Any) -> Any:
    """Send the form of a signed contract as the page shows it, with these values in it."""
    address = f"{BASE}{contract.pk}/edit/"
    page = client.get(address).content.decode()
    guard = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return client.post(address, guard | values)


def test_flags_are_named_by_the_company_then_shown_filtered_and_set_in_bulk(
    client_ana: Client, client_ben: Client, company_a: Company, signed: Contract
) -> None:
    assert "VIP" not in text(client_ana.get(BASE))
    assert client_ben.post(f"{BASE}fields/flags/", {"flag_a": "VIP"}).status_code == 403
    client_ana.post(f"{BASE}fields/flags/", {"flag_a": "VIP", "flag_b": "vip"})
    with acting_for(company_a):
        assert FlagLabel.objects.count() == 0  # two flags of one name
    client_ana.post(f"{BASE}fields/flags/", {"flag_a": "VIP", "flag_b": ""})
    data = {"action": "flag", "pk": [signed.pk]}
    assert "No flag yet." in text(client_ana.post(BASE, data))
    client_ana.post(BASE, data | {"confirm": "1", "expected": "1", "flag": "flag_a", "value": "yes"})
    counted = [
        client_ana.get(f"{BASE}?flag_a={value}").content.decode().count("data-pk=") for value in ("yes", "no")
    ]
    with acting_for(company_a):
        signed.refresh_from_db()
        assert (signed.flag_a, signed.flag_b, counted) == (True, False, [1, 0])
    assert "VIP" in text(client_ana.get(f"{BASE}{signed.pk}/"))


def test_own_fields_are_asked_checked_filtered_and_let_out(
    client_ana: Client, company_a: Company, signed: Contract
) -> None:
    new = f"{BASE}fields/new/"
    for values in (
        {"name": "Caretaker", "kind": "text", "position": "1"},
        {"name": "Floors", "kind": "number", "position": "2"},
        {"name": "Access", "kind": "choice", "position": "3", "choices": "Key\nCode"},
        {"name": "Handed over", "kind": "date", "position": "4"},
    ):
        assert client_ana.post(new, values).status_code == 302
    assert "Another field has this name" in text(client_ana.post(new, {"name": "floors", "kind": "text"}))
    with acting_for(company_a):
        keys = {field.name: f"own_{field.pk}" for field in ContractField.objects.all()}
    refused = text(edit(client_ana, signed, **{keys["Floors"]: "many", keys["Access"]: "Ladder"}))
    assert "Enter a number, such as 12.5." in refused
    answers = {"Caretaker": "Mme Roy", "Floors": "4.5", "Access": "Code", "Handed over": "2026-05-04"}
    assert (
        edit(
            client_ana, signed, job="J-77", **{keys[name]: told for name, told in answers.items()}
        ).status_code
        == 302
    )
    with acting_for(company_a):
        assert [value.value for value in ContractFieldValue.objects.all()] == [
            "Mme Roy", Decimal("4.5000"), "Code", date(2026, 5, 4),
        ]  # fmt: skip
    rows = {
        query: client_ana.get(f"{BASE}?{query}").content.decode().count("data-pk=")
        for query in (
            f"{keys['Caretaker']}=mme", f"{keys['Access']}=Key", f"{keys['Access']}=Code",
            f"{keys['Floors']}_min=5", f"{keys['Floors']}_max=5", f"{keys['Handed over']}_after=2026-05-05", "job=j-77",
        )
    }  # fmt: skip
    assert list(rows.values()) == [1, 0, 1, 0, 1, 0, 1]
    header, row = client_ana.get(f"{BASE}?export=csv").content.decode("utf-8-sig").splitlines()
    assert [name in header for name in answers] == [True] * 4
    assert ("Mme Roy" in row, "J-77" in row, "Code" in row) == (True, True, True)
    client_ana.post(f"{BASE}fields/{keys['Floors'].removeprefix('own_')}/withdraw/", {"wanted": "away"})
    page = client_ana.get(f"{BASE}{signed.pk}/edit/").content.decode()
    assert (keys["Floors"] in page, keys["Access"] in page) == (False, True)


def test_private_notes_are_read_and_written_by_those_with_the_right_only(
    client_ana: Client, company_a: Company, ana: User, signed: Contract
) -> None:
    edit(client_ana, signed, private_notes="- **pays late**\n<script>x</script>")
    page = client_ana.get(f"{BASE}{signed.pk}/").content.decode()
    assert ("<li><strong>pays late</strong></li>" in page, "<script>x" in page) == (True, False)
    ana.memberships.update(denied=["notes.private"])
    assert "pays late" not in client_ana.get(f"{BASE}{signed.pk}/").content.decode()
    assert edit(client_ana, signed, private_notes="gone").status_code == 302
    with acting_for(company_a):
        signed.refresh_from_db()
        assert signed.private_notes.startswith("- **pays late**")


def test_notes_have_paragraphs_points_and_bold_and_nothing_else() -> None:
    assert rich("One\nmore\n\n- a\n- **b**\n<b onclick=x>c") == (
        "<p>One<br>more</p><ul><li>a</li><li><strong>b</strong></li></ul><p>&lt;b onclick=x&gt;c</p>"
    )


def test_vat_is_counted_on_the_sum_of_each_rate(company_a: Company) -> None:
    # 120.00 and 14.92 at 10 %: 13.492 is 13.49; 50.05 at 20 % is 10.01. By quarters the fee is parted in the same
    # measure: 46.24 of 184.97, of which 33.73 and 12.51.
    with acting_for(company_a):
        contract = ContractFactory(number="V1", billing_step=3)
        LineFactory(contract=contract, annual_fee=Decimal("14.92"))
        LineFactory(contract=contract, annual_fee=Decimal("50.05"), vat_rate=Decimal(20))
        taxed = by_rate(contract, contract.lines.all())
        assert [(str(each.rate.normalize()), each.net, each.vat) for each in taxed] == [
            ("1E+1", Decimal("134.92"), Decimal("13.49")),
            ("2E+1", Decimal("50.05"), Decimal("10.01")),
        ]
        assert gross_of(taxed) == Decimal("208.47")
        sign(contract, date(2026, 3, 1), on=TODAY)
        first = BillingPeriod.objects.get(contract=contract, number=1)
        assert of_period(first) == [
            Taxed(Decimal("10"), Decimal("33.73")), Taxed(Decimal("20"), first.amount - Decimal("33.73")),
        ]  # fmt: skip
        assert (
            "€208.47 with VAT: €134.92 net at 10 % (VAT €13.49); €50.05 net at 20 % (VAT €10.01)"
            in " ".join(price(of_contract(contract, TODAY, "en")))
        )


def test_the_starter_library_shows_what_is_new_and_gives_one_or_all_in_either_language(
    client_ana: Client, company_a: Company
) -> None:
    page = f"{BASE}templates/starter/"
    assert "Take all 10 new ones" in text(client_ana.get(page))
    for _twice in range(2):
        client_ana.post(f"{page}?language=it", {"take": "fr-oil"})
    assert "The library has no such template." in text(client_ana.post(page, {"take": "fr-lift"}))
    assert "Take all 9 new ones" in text(client_ana.get(page))
    client_ana.post(page, {"take": "all"})
    with acting_for(company_a):
        found = {template.starter: template for template in ContractTemplate.objects.all()}
        assert len(found) == ContractTemplate.objects.count() == 10
        assert (found["fr-oil"].name, found["fr-softener"].name) == ("Caldaia a gasolio", "Adoucisseur")
        assert {(t.renewal, t.term_months, t.notice_months) for t in found.values()} == {("tacit", 12, 2)}
        assert {t.versions.get().number for t in found.values()} == {1}


def test_a_file_of_contracts_brings_accounting_and_own_fields_and_a_wrong_one_is_told(
    company_a: Company, tmp_path: Path
) -> None:
    with acting_for(company_a):
        ContractFieldFactory(name="Access", kind="choice", choices="Key\nCode")
    head = (
        "N° contrat;Code client;Type de contrat;Date de début;Durée (mois);Durée initiale (mois);Reconduction"
    )
    head += ";Préavis (mois);Montant annuel HT;Périodicité de facturation;Commessa;Champ: Access\n"
    rows = "".join(
        f"M{number};C1;Confort;04/03/2026;12;36;Tacite;2;120,00;Annuelle;J-{number};{access}\n"
        for number, access in ((1, "code"), (2, "x"))
    )
    customers = (
        "Code client;Type;Nom;Adresse;Code postal;Ville\nC1;Particulier;Dupont;3 rue Haute;71000;Mâcon\n"
    )
    for name, content in {"clients.csv": customers, "contrats.csv": head + rows}.items():
        (tmp_path / name).write_text(content)
    report = import_portfolio(company_a, sources(sorted(tmp_path.iterdir())), on=TODAY)
    with acting_for(company_a):
        contract = Contract.objects.get()
        assert (contract.number, contract.job, contract.first_term_months) == ("M1", "J-1", 36)
        assert [value.value for value in contract.own_values.all()] == ["Code"]
        assert str(contract.terms.get().ends_on) == "2029-03-03"
    assert "the value is none of the choices of the field" in str(report.as_dict())
