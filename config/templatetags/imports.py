from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.nouns import NOUNS

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
def shows(context: template.Context, noun: str, column: str) -> bool:
    """Whether the reader may see the values of a column: ``{% shows file.noun row.name as seen %}``."""
    kinds = (c for each in NOUNS if each.name == noun for c in each.columns if c.name == column)
    held = context.get("rights") or ()
    return all(not each.right or each.right in held for each in kinds)
