"""Answers to privacy requests in words: the stored names of tables and reasons as the page's language says them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.text import capfirst

from customers.models import PrivacyAnswer
from tenancy import erasing


@dataclass(frozen=True, slots=True)
class KeptInWords:
    """Something the law keeps: what, how many, why and until when; ``until`` is None where no day can be said."""

    what: str
    name: str
    count: int
    why: str
    until: date | None


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """One answer with its counts and what stays."""

    answer: PrivacyAnswer
    counts: list[tuple[str, int]]
    kept: list[KeptInWords]


def told_answers(answers: Iterable[PrivacyAnswer]) -> list[ToldAnswer]:
    """Answers for a page or a letter."""
    return [
        ToldAnswer(answer, counts_in_words(answer.counts), [kept_in_words(each) for each in answer.kept])
        for answer in answers
    ]


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Rows by the name people know, the many first."""
    named = [(_named(label), count) for label, count in counts.items() if count]
    return sorted(named, key=lambda each: (-each[1], each[0]))


def kept_in_words(kept: Mapping[str, Any]) -> KeptInWords:
    """One thing that stays."""
    until = date.fromisoformat(kept["until"]) if kept.get("until") else None
    what = erasing.reason_named(kept["why"])
    return KeptInWords(str(what.label), kept.get("name", ""), kept.get("count", 0), str(what.why), until)


def _named(label: str) -> str:
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name_plural))
    except LookupError:  # a table of an older version
        return label
