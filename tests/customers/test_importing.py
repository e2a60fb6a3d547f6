"""Which customers are taken from a file, and why the others are not."""

import io
from typing import Any

import pytest

from customers.importing import checking
from customers.importing.checking import CustomerRow, check_customers
from customers.importing.columns import CUSTOMERS
from customers.models import Customer
from customers.phones import e164
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import recognise
from ui.spreadsheets.reading import opened


def checked(
    *rows: str, header: str = "Code client;Type;Nom;Client parent", **kwargs: Any
) -> Checked[CustomerRow]:
    given = {"country": "FR", "known": frozenset()} | kwargs
    with opened(io.BytesIO("\n".join((header, *rows)).encode())) as sheets:
        return check_customers(sheets[0], recognise(sheets[0], [CUSTOMERS]), **given)


def reasons(*rows: str, **kwargs: Any) -> dict[str, str]:
    return {refused.reference: refused.reason for refused in checked(*rows, **kwargs).refused}


def test_a_row_becomes_a_customer_with_clean_values() -> None:
    header = "Type;Code client;Société;SIRET;E-mail;Portable;Ne pas relancer;Code postal;Remarques"
    row = 'Professionnel; C1 ;Société  d\u00a0Été;732 829 320 00074;a@example.com;06 12 34 56 78;Oui;1500;"a\nb"'
    (customer,) = checked(row, header=header).accepted
    assert (customer.line, customer.number, customer.kind, customer.company_name) == (
        2,
        "C1",
        "business",
        "Société d Été",
    )
    assert (customer.siret, customer.mobile, customer.excluded) == ("73282932000074", "+33612345678", True)
    assert (customer.notes, customer.attention, customer.parent) == ("a\nb", False, "")


def test_a_reference_that_stands_twice_is_refused_even_after_a_refused_row() -> None:
    refused = checked("C1;Privato;A;", "C1;Privato;B;", "C2;Privato;;", "C2;Privato;B;").refused
    assert [(row.line, row.reference, row.column, row.reason) for row in refused] == [
        (3, "C1", "Code client", "the reference stands twice in the file"),
        (4, "C2", "Company name", "no name"),
        (5, "C2", "Code client", "the reference stands twice in the file"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (";Privato;A;", "Code client", "", "the reference is missing"),
        ("C" * 31 + ";Privato;A;", "Code client", "C" * 31, "the reference is too long"),
        ("C1;Martien;A;", "Type", "Martien", "the customer kind is unknown"),
        ("C1;Privato;" + "x" * 121 + ";", "Nom", "x" * 121, "the name is too long"),
        ("C1;Privato;A;C1", "Client parent", "C1", "the customer is its own parent"),
        ("C1;Privato;A;C9", "Client parent", "C9", "the parent customer is unknown"),
        ("C1;Privato;A;;;x", "", "", "the row has more cells than there are headers"),
    ],
)
def test_each_fault_is_told_with_its_column_and_value(row: str, column: str, value: str, reason: str) -> None:
    (refused,) = checked(row).refused
    assert (refused.line, refused.column, refused.value, refused.reason) == (2, column, value, reason)


def test_only_the_first_fault_in_the_usual_order_counts_whatever_the_file_has() -> None:
    header = "Ne pas relancer;SIRET;Client parent;Nom;Type;Code client"
    rows = ("x;1;C9;;Martien;C1", "peut-être;1;C9;;Privato;C2", "peut-être;1;C9;A;Privato;C3")
    assert reasons(*rows, "peut-être;;C9;A;Privato;C4", "peut-être;;;A;Privato;C5", header=header) == {
        "C1": "the customer kind is unknown",
        "C2": "no name",
        "C3": "the SIRET fails its check digit",
        "C4": "the parent customer is unknown",
        "C5": "the value is neither yes nor no",
    }


@pytest.mark.parametrize("siret", ["73282932000074", "35600000009075", "35600000000048"])
def test_a_siret_with_its_check_digit_is_taken_also_of_la_poste(siret: str) -> None:
    assert reasons(f"C1;Azienda;A;{siret}", header="Code client;Type;Nom;SIRET") == {}


@pytest.mark.parametrize("siret", ["73282932000075", "12345678901234", "732829320", "7328293200007A"])
def test_a_siret_without_it_is_refused(siret: str) -> None:
    assert reasons(f"C1;Azienda;A;{siret}", header="Code client;Type;Nom;SIRET") == {
        "C1": "the SIRET fails its check digit"
    }


@pytest.mark.parametrize("number", ["00743110157", "IT00743110157", "00743110157 "])
def test_a_partita_iva_with_its_check_digit_is_taken(number: str) -> None:
    (row,) = checked(f"C1;Azienda;A;{number}", header="Codice cliente;Tipo;Cognome;Partita IVA").accepted
    assert row.vat_number == "00743110157"


@pytest.mark.parametrize("number", ["00743110158", "12345678901", "123", "x"])
def test_a_partita_iva_without_it_is_refused(number: str) -> None:
    assert reasons(f"C1;Azienda;A;{number}", header="Codice cliente;Tipo;Cognome;Partita IVA") == {
        "C1": "the Partita IVA fails its check digit"
    }


def test_parents_stand_anywhere_and_a_refused_one_is_unknown_to_all_below() -> None:
    assert reasons("C1;Privato;A;C2", "C2;Privato;A;C3", "C3;Privato;A;") == {}
    assert reasons(
        "C1;Privato;A;C2", "C2;Privato;A;C3", "C3;Privato;;", "C4;Privato;A;C1", "C5;Privato;A;"
    ) == {
        "C1": "the parent customer is unknown",
        "C2": "the parent customer is unknown",
        "C3": "no name",
        "C4": "the parent customer is unknown",
    }
    assert reasons("C1;Privato;A;K1", known={"K1"}) == {}


def test_parents_in_a_circle_are_refused_and_those_below_them() -> None:
    assert reasons("C1;Privato;A;C2", "C2;Privato;A;C3", "C3;Privato;A;C1", "C4;Privato;A;C1") == {
        "C1": "the parent customers form a circle",
        "C2": "the parent customers form a circle",
        "C3": "the parent customers form a circle",
        "C4": "the parent customer is unknown",
    }


def test_odd_values_are_kept_and_told() -> None:
    header = "Codice cliente;Tipo;Cognome;Telefono;E-mail;Codice fiscale;Codice destinatario"
    result = checked("C1;Privato;A;12;a@b;XXX;ABC", header=header, country="IT")
    (row,) = result.accepted
    assert (row.phone, row.email, row.tax_code, row.sdi_code) == ("12", "a@b", "XXX", "ABC")
    assert [(remark.column, remark.value, remark.text) for remark in result.remarks] == [
        ("Telefono", "12", checking.PHONE_KEPT),
        ("E-mail", "a@b", checking.EMAIL_ODD),
        ("Codice fiscale", "XXX", checking.FISCAL_CODE_ODD),
        ("Codice destinatario", "ABC", checking.RECIPIENT_CODE_ODD),
    ]


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("+33 (0)3 51 39 07 57", "FR", "+33351390757"),
        ("06.12.34.56.78", "FR", "+33612345678"),
        ("0033 6 12 34 56 78", "FR", "+33612345678"),
        ("612345678", "FR", "+33612345678"),
        ("058825309", "IT", "+39058825309"),
        ("+39 3519134554", "IT", "+393519134554"),
        ("3396100837", "IT", "+393396100837"),
        ("+41 44 668 18 00", "FR", "+41446681800"),
        ("06 12 34", "FR", None),
        ("06 12 34 56 78 / 03 51 39 07 57", "FR", None),
        ("voir gardien", "FR", None),
        ("", "FR", None),
    ],
)
def test_telephone_numbers_come_into_one_form(written: str, country: str, expected: str | None) -> None:
    assert e164(written, country) == expected


def test_no_text_is_taken_that_the_database_would_refuse() -> None:
    for column in CUSTOMERS.columns:
        if column.name == "technicians":
            continue
        longest: int | None = getattr(Customer._meta.get_field(column.name), "max_length", None)
        if longest and column.name not in ("kind", "siret", "vat_number", "parent"):
            assert column.read("9" * longest) == "9" * longest
            with pytest.raises(ValueError, match="too long"):
                column.read("9" * (longest + 1))


def test_a_kind_the_file_does_not_tell_is_read_from_the_data_and_remarked() -> None:
    found = checked(
        "C1;;Durand;;", "C2;;;Rossi S.r.l.;", "C3;;;Condominio Verdi;", "C4;;;Les Lilas;", "C5;;;Verdi;UF5HHG",
        header="Code client;Type;Nom;Société;Codice destinatario",
    )  # fmt: skip
    assert [(row.kind, row.legal_class) for row in found.accepted] == [
        ("individual", ""),
        ("business", ""),
        ("condominium", ""),
        ("business", "non_professional"),
        ("public", ""),
    ]
    assert [remark.text for remark in found.remarks] == [
        *["the kind is not told; it was read from the data"] * 3,
        "the kind is not told; taken as a business that the law protects until somebody decides",
        "the kind is not told; it was read from the data",
    ]
