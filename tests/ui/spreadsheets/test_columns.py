"""Files are told apart by their headers, in any language and order; nothing unknown is dropped in silence."""

import io
from typing import Any

import pytest

from contracts.importing.columns import CONTRACTS
from customers.importing.columns import CUSTOMERS
from installed_base.importing.columns import EQUIPMENT
from ui.spreadsheets.cells import UnreadableFile
from ui.spreadsheets.columns import Mapped, Noun, recognise
from ui.spreadsheets.headers import normalised
from ui.spreadsheets.reading import opened

NOUNS = (CUSTOMERS, EQUIPMENT, CONTRACTS)


def mapped(header: str, **kwargs: Any) -> Mapped:
    with opened(io.BytesIO(header.encode())) as sheets:
        return recognise(sheets[0], NOUNS, **kwargs)


def refusal(header: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        mapped(header)
    return caught.value.message


def test_headers_are_compared_without_accents_case_and_signs() -> None:
    assert {normalised(text) for text in ("N° de série", "n°  DE SERIE", "Nº de Série", "N. de série :")} == {
        "n de serie"
    }


@pytest.mark.parametrize(
    ("header", "noun"),
    [
        ("Code client;Type;Nom", "customers"),
        ("VILLE,nom,type,CODE CLIENT", "customers"),
        ("Codice cliente;Tipo soggetto;Cognome", "customers"),
        ("Customer code,Kind,Surname", "customers"),
        ("Catégorie;Code client;Code appareil", "equipment"),
        ("Codice apparecchio;Codice cliente;Categoria", "equipment"),
        ("Equipment code,Customer code,Category", "equipment"),
    ],
)
def test_a_file_is_known_by_its_headers(header: str, noun: str) -> None:
    found = mapped(header)
    assert (found.noun.name, found.unknown) == (noun, ())


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_the_labels_of_a_noun_are_headers_too(noun: Noun) -> None:
    found = mapped(";".join(f'"{column.label}"' for column in noun.columns))
    assert (found.noun, list(found.positions.values())) == (noun, list(range(len(noun.columns))))


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_no_header_means_two_columns_of_a_noun(noun: Noun) -> None:
    headers = [key for column in noun.columns for key in {normalised(header) for header in column.headers}]
    assert sorted(headers) == sorted(set(headers))


def test_unknown_columns_are_told() -> None:
    found = mapped("Code client;Type;Nom;Couleur;Nom du chien")
    assert found.unknown == ("Couleur", "Nom du chien")


def test_a_person_may_map_or_leave_out_a_header() -> None:
    found = mapped("Code client;Type;Nom;Mon tél", chosen={"Mon tél": "phone", "Nom": ""})
    assert found.positions == {"number": 0, "kind": 1, "phone": 3}
    assert found.unknown == ("Nom",)


def test_missing_columns_are_named() -> None:
    assert refusal("N° contrat;Code client;Appareils;Type de contrat") == (
        "The file looks like contracts, but these columns are missing: Start, Duration (months), Renewal,"
        " Notice (months), Yearly fee, net, Billing frequency."
    )


def test_two_headers_for_one_column_are_refused() -> None:
    assert refusal("Code client;Type;Nom;Portable;Mobile") == (
        "The headers “Portable” and “Mobile” mean the same column."
    )


def test_headers_nobody_knows_are_refused() -> None:
    assert (
        refusal("Date;Libellé;Débit;Crédit")
        == "The headers are not recognised: Date, Libellé, Débit, Crédit."
    )
