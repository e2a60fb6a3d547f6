"""What may be kept as a wording: sanitised, bounded, and with what the law wants in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from letters.designing.clause import HEADING, Clause, cut
from letters.models.template import Kind
from letters.placeholders import PLACEHOLDERS, REQUIRED
from letters.wording import NAME, problems, sanitised

# What paper can bear: beyond, a page takes minutes to lay out, or breaks the program that does it.
LONGEST, MOST, DEEPEST, WIDEST = 20_000, 60, 12, 12
ALTOGETHER = 120_000
AGAIN = 3
VOID = {"br", "hr"}


def checked(kind: str, subject: str, clauses: Sequence[Clause]) -> tuple[str, list[Clause]]:
    """Subject and clauses as they may be kept.

    Raises ``ValidationError`` at ``subject``, ``heading`` or ``body`` when a text cannot be kept, at ``body`` when
    something the law wants is missing.
    """
    errors: dict[str, list[str]] = {}
    kept: list[Clause] = []
    try:
        subject = checked_subject(kind, subject)
    except ValidationError as wrong:
        errors["subject"] = wrong.messages
    for clause in clauses:
        try:
            kept += checked_clause(kind, clause)
        except ValidationError as wrong:
            for field, messages in wrong.message_dict.items():
                errors.setdefault(field, []).extend(messages)
    if not errors and (lacks := lacking(kind, kept)):
        errors["body"] = lacks
    if errors:
        raise ValidationError(errors)
    return subject, kept


def checked_subject(kind: str, subject: str) -> str:
    """The subject in one line. Raises ``ValidationError``."""
    subject = " ".join(subject.split())
    told = problems(kind, subject, one_line=True)
    if not subject:
        told.append(_("A letter needs a subject."))
    if told:
        raise ValidationError(told)
    return subject


def checked_clause(kind: str, clause: Clause) -> list[Clause]:
    """A clause as it may be kept; of a contract, a text with headings in it becomes several.

    Raises ``ValidationError`` at ``heading`` or ``body``.
    """
    errors: dict[str, list[str]] = {}
    heading = " ".join(clause.heading.split())
    body = "" if clause.is_section or len(clause.body) > LONGEST else sanitised(clause.body)
    if told := problems(kind, heading, one_line=True):
        errors["heading"] = told
    if clause.is_section and not heading:
        errors["heading"] = [_("A section needs a title.")]
    if told := too_much(clause.body) or problems(kind, body):
        errors["body"] = told
    elif not clause.is_section and not nh3.clean(body, tags=set()).strip():
        errors["body"] = [_("A clause needs a text.")]
    if errors:
        raise ValidationError(errors)
    whole = replace(clause, heading=heading, body=body, law=" ".join(clause.law.split()))
    if kind != Kind.CONTRACT or not HEADING.search(body):
        return [whole]
    first, *more = cut(f"<h2>{heading}</h2>{body}") if heading else cut(body)
    first = replace(whole, heading=first.heading, body=first.body, onerous=whole.onerous or first.onerous)
    return [first, *(replace(each, on=whole.on, when=whole.when) for each in more if each.body)]


def too_much(body: str) -> list[str]:
    """Why a text is more than paper can bear; empty when it is not."""
    if len(body) > LONGEST:
        return [
            _("This text has %(length)s signs; a clause may have %(most)s. Cut it into several.")
            % {"length": len(body), "most": LONGEST}
        ]
    shape = _Shape()
    shape.feed(body)
    if shape.depth > DEEPEST:
        return [
            _("Lists, tables or quotations are nested too deeply; %(most)s levels fit.") % {"most": DEEPEST}
        ]
    if shape.width > WIDEST:
        return [_("A table has too many columns for a sheet; %(most)s fit.") % {"most": WIDEST}]
    return []


def too_many(clauses: Sequence[Clause]) -> list[str]:
    """Why all clauses together are more than a document bears; empty when they are not."""
    if len(clauses) > MOST:
        return [
            _("A wording may have %(most)s clauses; these are %(count)s.")
            % {"most": MOST, "count": len(clauses)}
        ]
    if (length := sum(len(clause.body) for clause in clauses)) > ALTOGETHER:
        return [
            _("All texts together have %(length)s signs; a wording may have %(most)s.")
            % {"length": length, "most": ALTOGETHER}
        ]
    return []


def lacking(kind: str, clauses: Sequence[Clause]) -> list[str]:
    """What the law wants and is not sure to be printed: it must stand in a clause that is on, without conditions."""
    if told := too_many(clauses):
        return told
    if not any(clause.body for clause in clauses):
        return [_("A letter needs a text.")]
    if told := repeated(kind, clauses):
        return told
    sure = {name for clause in _always(clauses) for name in NAME.findall(clause.body)}
    anywhere = {name for clause in clauses for name in NAME.findall(clause.body)}
    return [
        (
            _(
                "{{ %(name)s }} must stand in a clause that is always printed: switched on, without conditions."
            )
            if name in anywhere
            else _("The law wants this in the letter: put {{ %(name)s }} in the text.")
        )
        % {"name": name}
        for name in REQUIRED[kind]
        if name not in sure
    ]


def repeated(kind: str, clauses: Sequence[Clause]) -> list[str]:
    """Whole paragraphs that are put in too often: each may be long, and a document would have no end."""
    used = Counter(name for clause in clauses for name in NAME.findall(clause.body))
    return [
        _("{{ %(name)s }} stands %(count)s times in the text; %(most)s times are enough.")
        % {"name": name, "count": count, "most": AGAIN}
        for name, count in used.items()
        if count > AGAIN and PLACEHOLDERS[kind][name].block
    ]


def _always(clauses: Iterable[Clause]) -> Iterable[Clause]:
    within = True
    for clause in clauses:
        if clause.is_section:
            within = clause.on and not clause.when
        elif within and clause.on and not clause.when:
            yield clause


class _Shape(HTMLParser):
    """How deep a text is nested, and how wide its widest row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = self.width = 0
        self._open = self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self._open += 1
        self.depth = max(self.depth, self._open)
        if tag == "tr":
            self._cells = 0
        if tag in {"td", "th"}:
            self._cells += 1
            self.width = max(self.width, self._cells)

    def handle_endtag(self, tag: str) -> None:
        self._open = max(0, self._open - 1)
