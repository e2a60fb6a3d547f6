from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise

from config import night_words
from contracts.models import EndReason
from tenancy import night
from ui import formats

register = template.Library()


@register.filter
def said(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str | Promise, list[str]]]:
    """``{% for step, counts in run.counts|said %}``: the steps in order with their counts in words, zeros left out."""
    return [
        (
            step.label,
            [night_words.counted(name, number) for name, number in counts[step.name].items() if number],
        )
        for step in night.steps()
        if step.name in counts
    ]


@register.filter
def happening(row: night.Told) -> str | Promise:
    """What a row of the preview says happened."""
    return night_words.HAPPENINGS.get(row.what, row.what)


@register.filter
def facts(row: night.Told) -> list[tuple[str | Promise, str]]:
    """The facts of a row in words, dates as people write them."""
    return [(night_words.FACTS.get(name, name), shown(name, value)) for name, value in row.facts]


def shown(name: str, value: Any) -> str:
    """One fact of a row as people write it."""
    if name == "reason":
        return str(EndReason(value).label)
    if name == "annual_fee":
        return formats.money(value)
    try:
        return formats.day(date.fromisoformat(value))
    except ValueError:
        return str(value)
