"""The wordings a company begins with, and the one in force."""

from pathlib import Path

from django.db import transaction
from django.utils import translation

from letters.designing.checking import checked
from letters.designing.clause import as_json, from_text
from letters.models import Kind, Language, LetterTemplate, LetterVersion
from letters.models.template import WORDED

STARTER = Path(__file__).parent / "starter"


def starter_text(kind: str, language: str) -> tuple[str, str]:
    """The subject (first line of the file) and the body of the wording that comes with the product."""
    subject, _newline, body = (
        (STARTER / f"{kind}.{language}.html").read_text(encoding="utf-8").partition("\n")
    )
    return subject.strip(), body.strip()


def template_of(kind: str, language: str) -> LetterTemplate:
    """The acting company's template; made from the starter text on first need."""
    with transaction.atomic(), translation.override(language):
        template, made = LetterTemplate.objects.get_or_create(
            kind=kind,
            language=language,
            defaults={"name": f"{Kind(kind).label} ({Language(language).label})"},
        )
        if made:
            subject, body = starter_text(kind, language)
            template.write(subject, from_text(kind, body), by=None)
    return template


def create_templates() -> None:
    """All starter templates of the acting company; those it has are left alone."""
    for kind in WORDED:
        for language in Language.values:
            template_of(kind, language)


def version_in_force(kind: str, language: str) -> LetterVersion:
    """The text letters are written from; made from the starter text on first need."""
    found = LetterVersion.objects.of(kind, language).select_related("template").first()
    return found or template_of(kind, language).versions.get()


def text_in_force(kind: str, language: str) -> LetterVersion:
    """As ``version_in_force``, for looking only: where there is none yet, the starter text in an unsaved row."""
    found = LetterVersion.objects.of(kind, language).select_related("template").first()
    if found is None:
        subject, body = starter_text(kind, language)
        with translation.override(language):
            subject, clauses = checked(kind, subject, from_text(kind, body))
        found = LetterVersion(number=0, subject=subject, clauses=as_json(clauses))
    return found
