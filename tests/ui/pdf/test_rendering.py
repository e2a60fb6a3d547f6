import io
import resource
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from ui import pdf
from ui.pdf import rendering

DOT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="20" fill="red"/></svg>',
    "image/svg+xml",
)


@pytest.fixture
def sheet(settings: Settings, tmp_path: Path) -> str:
    (tmp_path / "letter.css").write_text("@page { size: A4; margin: 2cm } p { color: navy }")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]
    return "letter.css"


def words(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def test_html_becomes_a_page_with_its_words(sheet: str) -> None:
    made = pdf.render("<html lang=fr><p>Échéance du 31 mars</p>", [sheet])
    assert made[:5] == b"%PDF-"
    assert words(made) == "Échéance du 31 mars"


def test_files_handed_over_are_drawn(sheet: str) -> None:
    plain = pdf.render('<img src="/file/logo" alt="">', [sheet])
    drawn = pdf.render('<img src="/file/logo" alt="">', [sheet], files={"logo": DOT})
    assert len(drawn) > len(plain)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "/static/../config/settings.py", "/etc/passwd"],
)
def test_nothing_else_is_loaded(sheet: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", never)
    document = f'<link rel=attachment href="{address}"><img src="{address}" alt=""><p>Text</p>'
    made = pdf.render(document, [sheet])
    assert words(made) == "Text"
    assert PdfReader(io.BytesIO(made)).attachments == {}


def test_style_sheets_are_parsed_once(sheet: str) -> None:
    pdf.render("<p>1</p>", [sheet])
    parsed = dict(rendering._sheets)
    pdf.render("<p>2</p>", [sheet])
    assert rendering._sheets == parsed


def test_many_become_one_in_order(sheet: str) -> None:
    letters = [pdf.render(f"<p>Letter {n}</p>", [sheet], files={"logo": DOT}) for n in range(3)]
    merged = pdf.merge(letters)
    assert pdf.page_count(merged) == 3
    assert words(merged) == "Letter 0\nLetter 1\nLetter 2"


def test_memory_stays_flat(sheet: str) -> None:
    def some() -> int:
        for n in range(40):
            pdf.render(f"<p>Letter {n}</p>" * 20, [sheet])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    some()
    before = some()
    assert some() - before < 8_000  # kB
