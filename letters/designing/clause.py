"""A clause of a wording, and the wordings of before, which were one text."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.designing.when import When
from letters.models.template import Kind

if TYPE_CHECKING:
    from letters.models import LetterVersion

HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
ONEROUS = "*"


class Sort(models.TextChoices):
    """What stands in the list: a clause, or the title above some of them."""

    CLAUSE = "clause", gettext_lazy("Clause")
    SECTION = "section", gettext_lazy("Section")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, or the title of a section: its text, the law it stands on, when it is printed.

    ``onerous`` ones are those that articles 1341 and 1342 of the Italian Civil Code want approved by a second
    signature. The conditions of a section hold for all its clauses.
    """

    body: str = ""
    heading: str = ""
    sort: str = Sort.CLAUSE
    law: str = ""
    onerous: bool = False
    on: bool = True
    when: When = field(default_factory=When)

    @property
    def is_section(self) -> bool:
        """Whether it is a title."""
        return self.sort == Sort.SECTION

    def as_json(self) -> dict[str, Any]:
        """What is kept in a version: only what is not as usual."""
        kept: dict[str, Any] = {"body": self.body, "heading": self.heading, "law": self.law}
        kept = {name: value for name, value in kept.items() if value}
        if self.is_section:
            kept["sort"] = str(Sort.SECTION)
        if self.onerous:
            kept["onerous"] = True
        if not self.on:
            kept["on"] = False
        if self.when:
            kept["when"] = self.when.as_json()
        return kept

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Clause":
        """As ``as_json`` gave it."""
        return cls(**{**kept, "when": When.read(kept.get("when", {}))})


def clauses_of(kind: str, version: "LetterVersion") -> list[Clause]:
    """The clauses of a version. One written before there were clauses is read as such, without loss.

    Contracts of then had their first four articles from the product; their headings are in the active language.
    """
    if version.clauses:
        return [Clause.read(kept) for kept in version.clauses]
    return from_text(kind, version.body)


def from_text(kind: str, body: str) -> list[Clause]:
    """A plain body as clauses: a letter is one; a contract is cut at its headings, behind the product's articles."""
    return [*promised(), *cut(body)] if kind == Kind.CONTRACT else [Clause(body)]


def cut(body: str) -> list[Clause]:
    """A text cut at its headings (h2); a heading that ends in ``*`` makes an onerous clause."""
    before, *pieces = HEADING.split(body)
    clauses = [Clause(before.strip())] if before.strip() else []
    for heading, text in zip(pieces[::2], pieces[1::2], strict=True):
        words = html.unescape(re.sub(r"<[^>]+>", "", heading)).strip()
        bare = " ".join(words.rstrip(ONEROUS).split())
        clauses.append(Clause(text.strip(), bare, onerous=words.endswith(ONEROUS)))
    return clauses


def promised() -> list[Clause]:
    """What a contract says of itself: machines, price, duration, coverage."""
    return [
        Clause("<p>{{ contract.lines }}</p>", _("Equipment and services")),
        Clause("<p>{{ contract.price_terms }}</p>", _("Price and payment")),
        Clause("<p>{{ contract.duration }}</p>", _("Duration, renewal and refusal"), onerous=True),
        Clause("<p>{{ contract.coverage }}</p>", _("Coverage")),
    ]


def as_json(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Clauses as a version keeps them."""
    return [clause.as_json() for clause in clauses]
