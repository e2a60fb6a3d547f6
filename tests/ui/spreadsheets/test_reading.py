"""Files of every make, and files that are none."""

import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.spreadsheets.delimited import BROKEN_QUOTES, TOO_MANY_CELLS
from ui.spreadsheets.limits import Limits
from ui.spreadsheets.reading import UnreadableFile, opened
from ui.spreadsheets.workbook import ERROR_IN_CELL, FORMULA_WITHOUT_RESULT


def table(content: bytes, **kwargs: Any) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    with opened(io.BytesIO(content), **kwargs) as sheets:
        (sheet,) = sheets
        return sheet.headers, [(row.line, row.cells) for row in sheet.rows]


def faults(content: bytes) -> list[tuple[int, str]]:
    with opened(io.BytesIO(content)) as sheets:
        return [(row.line, row.fault) for row in sheets[0].rows]


def refusal(content: bytes, **kwargs: Any) -> str:
    with pytest.raises(UnreadableFile) as caught:
        table(content, **kwargs)
    return caught.value.message


def book(rows: list[list[Any]], change: Callable[[Any], None] = lambda book: None) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts put in place of, or beside, its own."""
    buffer = io.BytesIO()
    named = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry.filename, old.read(entry))
        for name, part in named.items():
            new.writestr(name, part)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found_out(encoding: str, delimiter: str, end: str) -> None:
    lines = ["Code|Société|Ville", "C1|Société d'à côté|Mâcon", "C2||L'Arbresle"]
    content = end.join(lines).replace("|", delimiter).encode(encoding)
    assert table(content) == (
        ["Code", "Société", "Ville"],
        [(2, ["C1", "Société d'à côté", "Mâcon"]), (3, ["C2", None, "L'Arbresle"])],
    )


def test_windows_signs_beyond_latin_1_are_read() -> None:
    assert table("Code;Note\r\nC1;Prix : 10 € – l’été\r\n".encode("cp1252"))[1] == [
        (2, ["C1", "Prix : 10 € – l’été"])
    ]


def test_a_file_in_two_encodings_is_refused_with_its_line() -> None:
    content = "Code;Société\nC1;Été\nC2;Mâcon\n".encode() + "C3;Forlì\n".encode("cp1252")
    assert refusal(content) == (
        "Line 4 is written in another encoding than the rest. Save the whole file as UTF-8."
    )


def test_bytes_no_encoding_knows_are_refused() -> None:
    assert refusal(b"Code;Nom\nC1;\x81\x8d\x9d\n") == (
        "The encoding of the file is not recognised. Save it as CSV UTF-8 or as XLSX."
    )


def test_a_null_character_is_refused_with_its_line() -> None:
    assert refusal(b"Code;Nom\nC1;A\nC2;\x00\n") == (
        "This is not a text file: there is a null character in line 3. Bring a CSV or XLSX file."
    )


def test_quotes_delimiters_and_line_breaks_inside_a_cell_belong_to_it() -> None:
    content = b'Code;Note\n"C1";"Preferisce il ""mattino"""\nC2;"Chien ; sonner\n2 fois"\nC3;"x"\n'
    assert table(content)[1] == [
        (2, ["C1", 'Preferisce il "mattino"']),
        (3, ["C2", "Chien ; sonner\n2 fois"]),
        (5, ["C3", "x"]),
    ]


def test_empty_lines_anywhere_are_left_out_and_line_numbers_stay_true() -> None:
    content = b"\n;;\n  \nCode;Nom;;\n\nC1;A;;\n;;;\n;\nC2;B\n\n"
    headers, rows = table(content)
    assert headers == ["Code", "Nom"]
    assert rows == [(6, ["C1", "A"]), (9, ["C2", "B"])]


def test_the_separator_line_of_excel_is_obeyed() -> None:
    assert table(b"sep=,\r\nCode,Nom;Prenom\r\nC1,A\r\n") == (["Code", "Nom;Prenom"], [(3, ["C1", "A"])])


def test_a_row_with_more_cells_than_headers_is_at_fault_alone() -> None:
    assert faults(b"Code;Nom\nC1;A;B\nC2;B;;\nC3\n") == [(2, TOO_MANY_CELLS), (3, ""), (4, "")]


def test_a_row_whose_quotes_do_not_match_is_at_fault_alone() -> None:
    assert faults(b'Code;Nom\nC1;"A" srl\nC2;B\n') == [(2, BROKEN_QUOTES), (3, "")]


def test_a_quotation_mark_left_open_is_refused_with_its_line() -> None:
    assert (
        refusal(b'Code;Nom\nC1;A\nC2;"B\nC3;C\n')
        == "A quotation mark opened in line 3 is not closed properly."
    )
    long = b'Code;Nom\nC1;"' + b"C2;B\n" * 40_000 + b'"\n'
    assert refusal(long) == "A quotation mark opened in line 2 is not closed properly."
    shorter = b'Code;Nom\nC1;"' + b"C2;B\n" * 10_000 + b'"\n'
    assert refusal(shorter) == "A cell of line 2 is too long. Is a quotation mark not closed?"


def test_the_apostrophe_that_guards_a_text_from_being_a_formula_is_taken_off() -> None:
    assert table(b"Code;Note\nC1;'=1+1\nC2;'+33\nC3;'t Hof\n")[1] == [
        (2, ["C1", "=1+1"]),
        (3, ["C2", "+33"]),
        (4, ["C3", "'t Hof"]),
    ]


def test_a_file_without_header_is_refused() -> None:
    assert refusal(b"") == "The file is empty."
    assert refusal(b"\n;;\n") == "The file is empty."
    assert refusal(b"1;2;3\n4;5;6\n") == "The first line is not a header: it names no column."


def test_a_header_that_stands_twice_is_refused_whatever_its_accents() -> None:
    assert (
        refusal(b"Code;Telephone;T\xc3\xa9l\xc3\xa9phone\n1;2;3\n") == "The header “Téléphone” stands twice."
    )


def test_a_large_file_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"Code;Nom\n" + b"C1;A\n" * 11_000_000)
    with pytest.raises(UnreadableFile) as caught, opened(path):
        pass
    message = "The file is too large: 52.5\xa0MB, and 25.0\xa0MB are allowed. Split it into several files."
    assert caught.value.message == message


def test_too_many_rows_or_columns_are_refused() -> None:
    few = Limits(rows=10, columns=3)
    assert refusal(b"Code\n" + b"x\n" * 11, limits=few) == "The file has more than 10 rows. Split it."
    assert refusal(b"a;b;c;d\n1;2;3;4\n", limits=few) == (
        "The file has more than 3 columns; it is not a list of this kind."
    )
    assert refusal(book([["a"], *[["x"]] * 11]), limits=few) == "The file has more than 10 rows. Split it."
    assert refusal(book([["a", "b"], [1, 2, 3, 4]]), limits=few) == (
        "The file has more than 3 columns; it is not a list of this kind."
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [(b"%PDF-1.7\n%\xe2\xe3", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG")],
)
def test_other_files_are_named(head: bytes, name: str) -> None:
    assert refusal(head + b"\0" * 100) == (
        f"This is not a spreadsheet but a {name} file. Bring a CSV or XLSX file."
    )


def test_old_excel_files_and_passwords_are_told() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == (
        "This is an old Excel file (.xls) or one protected by a password."
        " Save it as .xlsx without a password, or as CSV."
    )


def test_web_pages_called_xls_are_told() -> None:
    assert refusal(b"\xef\xbb\xbf <html><table><tr><td>Code</td></tr></table>") == (
        "This is a web page or XML file, not a spreadsheet."
        " Open it in a spreadsheet program and save it as XLSX."
    )


def test_other_archives_are_told() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parcel:
        parcel.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(buffer.getvalue()) == (
        "This is an OpenDocument file. Save it as XLSX or CSV in your spreadsheet program."
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parcel:
        parcel.writestr("photo.txt", "x")
    assert refusal(buffer.getvalue()) == (
        "This is not a spreadsheet but another kind of archive. Bring a CSV or XLSX file."
    )
    assert refusal(b"PK\x03\x04 no archive at all") == (
        "The XLSX file is damaged. Open it in a spreadsheet program and save it again."
    )


def test_a_workbook_gives_numbers_and_dates_as_such() -> None:
    content = book(
        [[], ["Code", "Montant", "Date", "Note"], ["C1", 110.01, datetime(2026, 3, 4), None], [], ["C2", 3]]
    )
    assert table(content) == (
        ["Code", "Montant", "Date", "Note"],
        [(3, ["C1", 110.01, datetime(2026, 3, 4), None]), (5, ["C2", 3, None, None])],
    )


def test_each_visible_sheet_of_a_workbook_is_read() -> None:
    def change(workbook: Any) -> None:
        workbook.create_sheet("Vide")
        second = workbook.create_sheet("Appareils")
        second.append(["Code appareil"])
        hidden = workbook.create_sheet("Vieux")
        hidden.append(["Code"])
        hidden.sheet_state = "hidden"

    with opened(SimpleUploadedFile("x.xlsx", book([["Code client"]], change))) as sheets:
        assert [(sheet.name, sheet.headers) for sheet in sheets] == [
            ("Sheet", ["Code client"]),
            ("Appareils", ["Code appareil"]),
        ]


def test_a_formula_counts_by_its_result_and_without_one_its_row_is_at_fault() -> None:
    plain = book([["Code", "Montant"], ["C1", 1], ["C2", "=1+1"]])
    assert faults(plain) == [(2, ""), (3, FORMULA_WITHOUT_RESULT)]
    with zipfile.ZipFile(io.BytesIO(plain)) as parcel:
        computed = (
            parcel.read("xl/worksheets/sheet1.xml")
            .replace(b"<v></v>", b"<v>2</v>")
            .replace(b"<v />", b"<v>2</v>")
        )
    assert table(repacked(plain, xl__worksheets__sheet1_xml=computed))[1] == [(2, ["C1", 1]), (3, ["C2", 2])]


def test_an_error_in_a_cell_puts_its_row_at_fault() -> None:
    assert faults(book([["Code", "Nom"], ["C1", "#REF!"], ["C2", "B"]])) == [(2, ERROR_IN_CELL), (3, "")]


def test_a_column_without_header_that_holds_something_is_reported() -> None:
    for content in (b"Code;;Nom\nC1;x;A\n", book([["Code", None, "Nom"], ["C1", "x", "A"]])):
        with opened(io.BytesIO(content)) as sheets:
            list(sheets[0].rows)
            assert sheets[0].unnamed == {1}


def test_a_zip_bomb_called_xlsx_is_not_opened() -> None:
    bomb = repacked(book([["Code"]]), xl__worksheets__sheet2_xml=b"<x>" + b"0" * 2_000_000)
    limits = Limits(unpacked=1_000_000)
    message = "The XLSX file unpacks to far more than a portfolio can hold; it was not opened."
    assert refusal(bomb, limits=limits) == message
    texts = repacked(book([["Code"]]), xl__sharedStrings_xml=b"<x>" + b"0" * 2_000_000)
    assert refusal(texts, limits=Limits(in_memory=1_000_000)) == message


def test_a_zip_bomb_that_lies_about_its_size_is_not_opened() -> None:
    honest = repacked(book([["Code"]]), xl__worksheets__sheet2_xml=b"0" * 2_000_000)
    lying = honest.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 100))
    assert lying != honest
    assert refusal(lying, limits=Limits(unpacked=1_000_000)) == (
        "The XLSX file is damaged. Open it in a spreadsheet program and save it again."
    )


def test_entities_that_unfold_are_not_opened() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refusal(repacked(book([["Code"]]), xl__sharedStrings_xml=bomb)) == (
        "The XLSX file is damaged. Open it in a spreadsheet program and save it again."
    )


def test_a_workbook_cut_short_is_refused() -> None:
    whole = book([["Code", "Nom"], *[[f"C{n}", "A" * n] for n in range(50)]])
    for length in range(4, len(whole), 97):
        with pytest.raises(UnreadableFile):
            table(whole[:length])


def test_the_file_of_the_caller_stays_open() -> None:
    stream = io.BytesIO(b"Code\nC1\n")
    with opened(stream) as sheets:
        list(sheets[0].rows)
    assert not stream.closed


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    with suppress(UnreadableFile):
        table(content)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_any_byte_changed_is_read_or_refused_in_words(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(_BOOK) - 1))
    piece = data.draw(st.binary(min_size=1, max_size=4))
    with suppress(UnreadableFile):
        table(_BOOK[:at] + piece + _BOOK[at + len(piece) :])


_BOOK = book([["Code", "Nom", "Date"], ["C1", "A", datetime(2026, 1, 1)], ["C2", "=1+1", 5]])
