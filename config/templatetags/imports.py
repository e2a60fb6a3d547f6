from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

NOUNS: dict[str, str | Promise] = {
    "customers": gettext_lazy("Customers"),
    "equipment": gettext_lazy("Equipment"),
    "contracts": gettext_lazy("Contracts"),
}


@register.filter
def noun_label(name: str) -> str | Promise:
    """What a file holds, in words."""
    return NOUNS.get(name, name)


@register.filter
def reason(sentence: str) -> str:
    """A reason kept in English, in the reader's language."""
    return _(sentence) if sentence else ""
