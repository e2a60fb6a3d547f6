"""From clauses to the text of one letter or contract: conditions first, then numbers, then what is put in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from letters.designing.clause import Clause, clauses_of
from letters.facts import Facts
from letters.models.template import Kind
from letters.wording import filled, plain

if TYPE_CHECKING:
    from letters.models import LetterVersion


@dataclass(frozen=True, slots=True)
class Article:
    """A numbered clause as printed."""

    number: int
    heading: str
    onerous: bool


@dataclass(frozen=True, slots=True)
class Composed:
    """A text with the articles it has."""

    html: SafeString
    articles: list[Article]

    @property
    def onerous(self) -> list[Article]:
        """Those a second signature approves."""
        return [article for article in self.articles if article.onerous]


def body_html(kind: str, version: "LetterVersion", facts: Facts) -> SafeString:
    """The body of a letter, safe HTML, in the language that is active."""
    return compose(kind, version, facts).html


def compose(kind: str, version: "LetterVersion", facts: Facts) -> Composed:
    """The text on these facts, in the active language; clauses of contracts that have a heading are numbered."""
    articles: list[Article] = []
    pieces = []
    for clause in printed(clauses_of(kind, version), facts):
        heading = plain(kind, clause.heading, facts)
        if clause.is_section:
            pieces.append(f'<h2 class="section">{escape(heading)}</h2>')
            continue
        if heading and kind == Kind.CONTRACT:
            articles.append(Article(len(articles) + 1, heading, clause.onerous))
            heading = f"{len(articles)}. {heading}"
        if heading:
            pieces.append(f"<h2>{escape(heading)}</h2>")
        pieces.append(filled(kind, clause.body, facts))
        if clause.law:
            pieces.append(f'<p class="reference">{escape(clause.law)}</p>')
    return Composed(mark_safe("\n".join(pieces)), articles)  # noqa: S308 - sanitised when saved, values escaped


def printed(clauses: Iterable[Clause], facts: Facts) -> list[Clause]:
    """The clauses that are printed on these facts; a section of which no clause is left goes with them."""
    kept: list[Clause] = []
    within = True
    for clause in clauses:
        if clause.is_section:
            within = clause.on and clause.when.holds(facts)
        if not within or not clause.on or not clause.when.holds(facts):
            continue
        if clause.is_section and kept and kept[-1].is_section:
            kept.pop()
        kept.append(clause)
    if kept and kept[-1].is_section:
        kept.pop()
    return kept
