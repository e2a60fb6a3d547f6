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
