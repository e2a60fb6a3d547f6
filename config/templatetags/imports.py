from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.nouns import NOUNS, column_of
from ui.spreadsheets.showing import shown

register = template.Library()


@register.filter
def noun_label(name: str) -> str:
    """What a file holds, in words."""
    return capfirst(str(next((noun.label for noun in NOUNS if noun.name == name), name)))


@register.filter
def reason(sentence: str) -> str:
    """A reason kept in English, in the reader's language."""
    return _(sentence) if sentence else ""


@register.simple_tag(takes_context=True)
def told(context: template.Context, noun: str, row: dict[str, Any]) -> dict[str, Any]:
    """A difference as the reader may see it: ``{% told file.noun row as seen %}``; ``hidden`` without the right."""
    column = column_of(noun, row.get("name", ""))
    held = context.get("rights") or ()
    label = {"column": column.label if column else row["column"]}
    if column and column.right and column.right not in held:
        return label | {"hidden": True}
    kind, show = row.get("kind", ""), column.show if column else None
    return label | {"kept": shown(row["kept"], kind, show), "brought": shown(row["brought"], kind, show)}
