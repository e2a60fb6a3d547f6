"""What many documents say alike is laid out once: each looks as if it had been drawn whole."""

import io
from pathlib import Path

import pikepdf
import pytest
from pytest_django import Settings

from tests.ui.pdf.marks import marks, stills
from ui import pdf
from ui.pdf import still

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="{}"/></svg>'
LOGOS = [(SQUARE.format(colour).encode(), "image/svg+xml") for colour in ("red", "blue")]
LAW = "The customer may refuse the renewal free of charge until the day in the box. " * 6
STYLE = """
@page { size: A4; margin: 20mm; @bottom-left { content: "Echeo" } @bottom-right { content: counter(page) } }
html { font: 10pt/1.4 "Liberation Sans" }
.sender { position: absolute; width: 60mm } .sender p { margin: 0 } .text { margin-top: 40mm }
.law { margin-top: 4mm; border-top: 1pt solid; text-align: justify; hyphens: auto; break-inside: avoid }
"""


@pytest.fixture(autouse=True)
def _sheet(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter.css").write_text(STYLE)
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]
    still._drawn.cache_clear()


def letter(number: int, *, lines: int = 3, law: str = LAW, style: str = "") -> str:
    text = "".join(f"<p>Line {line} of letter {number}.</p>" for line in range(lines))
    return (
        f"<html lang=fr><head><title>Letter {number}</title><style>{style}</style></head><body>"
        '<div class=sender><!--still--><img src="/file/logo" alt=""><p>Alpha Chauffage</p><!--/still--></div>'
        f"<div class=text>{text}</div><div class=law><!--still-->{law}<!--/still--></div><p>End.</p></body></html>"
    )


def drawn(html: str, *, many: bool, logo: int = 0) -> bytes:
    return pdf.render(html, ["letter.css"], files={"logo": LOGOS[logo]}, many=many)


@pytest.mark.parametrize("lines", [0, 3, 17, 34])
def test_each_text_stands_where_it_would_stand(lines: int) -> None:
    """Also where the text before is so long that the part, or what follows it, goes to the next page."""
    drawn(letter(1), many=True)
    html = letter(2, lines=lines)
    assert marks(drawn(html, many=True)) == marks(drawn(html, many=False))


def test_a_part_is_laid_out_once_for_all_that_look_alike() -> None:
    names = [stills(drawn(letter(number, lines=number), many=True)) for number in range(1, 4)]
    assert len(names[0][0]) == 2 and names == [names[0]] * 3
    assert still._drawn.cache_info().misses == 1
    others = [
        drawn(letter(4, law="Another law."), many=True),
        drawn(letter(4, style=".law { font-size: 7pt }"), many=True),
        drawn(letter(4), many=True, logo=1),
    ]
    assert len({frozenset(stills(each)[0]) for each in others} | {frozenset(names[0][0])}) == 4
    assert marks(others[1]) == marks(drawn(letter(4, style=".law { font-size: 7pt }"), many=False))


def test_what_does_not_stay_on_one_page_is_drawn_as_ever() -> None:
    long = "".join(f"<p>Article {number}.</p>" for number in range(90))
    whole, batch = (drawn(letter(1, law=long), many=many) for many in (False, True))
    assert pdf.page_count(batch) > 2 and not any(stills(batch))
    assert marks(batch) == marks(whole)
    nothing = "<p>Nothing is marked.</p>"
    assert marks(pdf.render(nothing, ["letter.css"], many=True)) == marks(pdf.render(nothing, ["letter.css"]))


def test_a_file_of_many_keeps_what_they_share_once() -> None:
    letters = [drawn(letter(number, lines=34 if number == 2 else 3), many=True) for number in range(1, 5)]
    merged = pdf.merge(letters)
    assert marks(merged) == [page for each in letters for page in marks(each)]
    with pikepdf.open(io.BytesIO(merged)) as file:
        kept = {
            drawing.objgen
            for page in file.pages
            for name, drawing in page.obj.Resources.get("/XObject", {}).items()
            if name.startswith(still.PREFIX)
        }
    assert len(kept) == 2
