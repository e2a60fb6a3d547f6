"""Which contracts are taken from a file, and why the others are not."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.importing import checking
from contracts.importing.checking import ContractRow, check_contracts
from contracts.importing.columns import CONTRACTS
from ui.spreadsheets.cells import Row, Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import recognise
from ui.spreadsheets.reading import opened

FIELDS = {
    "N° contrat": "M1",
    "Code client": "C1",
    "Appareils": "A1|A2",
    "Type de contrat": "Confort",
    "Date de signature": "27/10/2026",
    "Date de début": "31/10/2026",
    "Durée (mois)": "12",
    "Reconduction": "Tacite",
    "Préavis (mois)": "2",
    "Montant annuel HT": "110,01",
    "Taux TVA": "10",
    "Périodicité de facturation": "Annuelle",
    "Terme": "Échu",
    "Visites par an": "1",
    "Mois de visite": "3",
    "Facturé jusqu'au": "30/10/2026",
    "Date de résiliation": "01/11/2026",
    "Renouvellement par": "Technicien",
    "Technicien": "Karim Benali",
    "Révision annuelle (%)": "1,5",
    "Dernière visite": "22/11/2026",
    "Lettre de reconduction envoyée le": "22/11/2026",
}
KNOWN: dict[str, Any] = {"customers": {"C1"}, "equipment": {"A1": "C1", "A2": "C1", "A9": "C2"}}


def checked(*changes: dict[str, str]) -> Checked[ContractRow]:
    rows = [FIELDS | change for change in changes]
    content = "\n".join(";".join(row) for row in ([*FIELDS], *(row.values() for row in rows)))
    with opened(io.BytesIO(content.encode())) as sheets:
        return check_contracts(sheets[0], recognise(sheets[0], [CONTRACTS]), on=date(2026, 11, 22), **KNOWN)


def test_a_row_becomes_a_contract() -> None:
    result = checked({})
    assert (result.refused, result.remarks) == ([], [])
    assert result.accepted == [
        ContractRow(
            line=2,
            number="M1",
            customer="C1",
            equipment=("A1", "A2"),
            template="Confort",
            signed_on=date(2026, 10, 27),
            starts_on=date(2026, 10, 31),
            months=12,
            first_months=None,
            renewal="tacit",
            notice_months=2,
            yearly_fee=Decimal("110.01"),
            vat_rate=Decimal(10),
            billing_months=12,
            due="arrears",
            visits_a_year=1,
            visit_month=3,
            billed_until=date(2026, 10, 30),
            cancelled_on=date(2026, 11, 1),
            control="technician",
            technician="Karim Benali",
            revision_percent=Decimal("1.5"),
            last_visit_on=date(2026, 11, 22),
            notice_sent_on=date(2026, 11, 22),
        )
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("N° contrat", "", "the reference is missing"),
        ("Code client", "C9", "the customer is unknown"),
        ("Appareils", "A1|A8", "an equipment reference is unknown"),
        ("Appareils", "A1|A9", "the equipment belongs to another customer"),
        ("Type de contrat", "", "the contract type is missing"),
        ("Date de signature", "31/02/2026", "the signature date does not exist"),
        ("Date de début", "30/02/2024", "the start date does not exist"),
        ("Date de début", "", "the start date is missing"),
        ("Date de début", "hier", "the start date is not a date"),
        ("Durée (mois)", "0", "the duration is zero"),
        ("Durée (mois)", "-12", "the duration is negative"),
        ("Durée (mois)", "1,5", "the duration is not a whole number of months"),
        ("Durée (mois)", "un an", "the duration is not a whole number of months"),
        ("Durée (mois)", "99999", "the duration is too long"),
        ("Durée (mois)", "", "the duration is missing"),
        ("Reconduction", "Peut-être", "the renewal kind is unknown"),
        ("Reconduction", "", "the renewal kind is unknown"),
        ("Préavis (mois)", "-1", "the notice is negative"),
        ("Préavis (mois)", "", "the notice is missing"),
        ("Montant annuel HT", "-120,00", "the fee is negative"),
        ("Montant annuel HT", "", "the fee is missing"),
        ("Montant annuel HT", "beaucoup", "the fee is not a number"),
        ("Montant annuel HT", "110,015", "the fee can be read in two ways: write it with two decimals"),
        ("Montant annuel HT", "110,0155", "the fee has more than two decimals"),
        ("Taux TVA", "-10", "the VAT rate is negative"),
        ("Taux TVA", "dix", "the VAT rate is not a number"),
        ("Périodicité de facturation", "Bimestral", "the billing frequency is unknown"),
        ("Terme", "Parfois", "it is neither in advance nor in arrears"),
        ("Visites par an", "-1", "the visits a year are negative"),
        ("Visites par an", "1,5", "the visits a year are not a whole number"),
        ("Mois de visite", "13", "the visit month is unknown"),
        ("Facturé jusqu'au", "31/04/2026", "the day it is billed until does not exist"),
        ("Date de résiliation", "30/10/2026", "the cancellation lies before the start"),
        ("Date de résiliation", "31/11/2026", "the cancellation date does not exist"),
        ("Renouvellement par", "Personne", "it is renewed neither by the office nor by the technician"),
        ("Technicien", "x" * 121, "the technician's name is too long"),
        ("Révision annuelle (%)", "x", "the revision is not a number"),
        ("Dernière visite", "23/11/2026", "the last visit lies in the future"),
        ("Dernière visite", "31/11/2026", "the date of the last visit does not exist"),
        ("Lettre de reconduction envoyée le", "23/11/2026", "the notice was sent in the future"),
    ],
)
def test_each_fault_is_told_with_its_column_and_value(column: str, value: str, reason: str) -> None:
    (refused,) = checked({column: value}).refused
    assert (refused.line, refused.column, refused.value, refused.reason) == (2, column, value, reason)


def test_of_many_faults_the_first_column_counts() -> None:
    broken = dict.fromkeys(FIELDS, "?") | {"N° contrat": "M1"}
    order: list[str] = []
    for _ in range(len(FIELDS)):
        refused = checked(broken).refused
        if not refused:
            break
        order.append(refused[0].column)
        broken[refused[0].column] = FIELDS[refused[0].column]
    free = {"N° contrat", "Type de contrat", "Technicien"}
    assert order == [column for column in FIELDS if column not in free]


def test_missing_optional_values_are_told_where_somebody_must_look() -> None:
    result = checked({"Appareils": "", "Taux TVA": "", "Date de signature": "01/12/2026", "Terme": ""})
    assert [remark.text for remark in result.remarks] == [
        checking.NO_EQUIPMENT,
        checking.VAT_RATE_TO_CONFIRM,
        checking.SIGNED_LATER,
    ]
    assert (result.accepted[0].equipment, result.accepted[0].due) == ((), "advance")


def test_a_notice_is_needed_only_where_a_contract_renews_itself() -> None:
    result = checked({"Reconduction": "Expresse", "Préavis (mois)": ""})
    assert [row.notice_months for row in result.accepted] == [0]


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=40),
                st.floats(),
                st.integers(),
                st.booleans(),
                st.dates(),
                st.datetimes(),
            ),
            min_size=22,
            max_size=22,
        ),
        max_size=4,
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_the_cells_each_row_is_taken_or_refused(rows: list[list[object]]) -> None:
    stream = (Row(line, list(cells)) for line, cells in enumerate(rows, start=2))  # type: ignore[arg-type]
    sheet = Sheet("", list(FIELDS), 1, stream)
    result = check_contracts(sheet, recognise(sheet, [CONTRACTS]), on=date(2026, 11, 22), **KNOWN)
    assert len(result.accepted) + len(result.refused) == len(rows)
