"""The contract templates a new company begins with: what firms of the trade sell, tacit, with lawful rules.

The library stays open afterwards: what is new in it can be looked through and taken, one by one or all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from contracts.models import ContractTemplate
from contracts.starter import french, italian
from contracts.starter.sold import Sold
from contracts.template_versions.keeping import keep_new
from tenancy.acting import acting_company
from tenancy.models import Country

COUNTRIES: dict[str, Any] = {"FR": french, "IT": italian}
LANGUAGES = ("fr", "it")


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of the library: the template it would make, and the one it was taken as, if it was."""

    sold: Sold
    template: ContractTemplate
    taken: ContractTemplate | None


def library(country: str, language: str) -> list[Offer]:
    """All offers of a country in a language; one counts as taken by its key, or by its name in any language."""
    templates = list(ContractTemplate.objects.all())
    by_key = {template.starter: template for template in templates if template.starter}
    by_name = {template.name: template for template in templates}
    offers = []
    for entry in COUNTRIES[country].TEMPLATES:
        names = [words.name for words in entry.words.values()]
        taken = by_key.get(entry.key) or next((by_name[name] for name in names if name in by_name), None)
        offers.append(Offer(entry, _template(country, entry, language), taken))
    return offers


@transaction.atomic
def take(country: str, language: str, keys: Collection[str] | None = None) -> list[ContractTemplate]:
    """Make the templates of some keys, or of all, that the acting company lacks; gives those made."""
    missing = [
        offer.template
        for offer in library(country, language)
        if offer.taken is None and (keys is None or offer.sold.key in keys)
    ]
    made = ContractTemplate.objects.bulk_create(missing)
    keep_new(made)
    return made


def create_templates(country: str) -> int:
    """Make all templates the acting company lacks, in its country's language; gives how many were made."""
    return len(take(country, language_of(country)))


def language_of(country: str) -> str:
    """The language the library speaks first: the company's, else that of its country."""
    own = acting_company().language
    return own if own in LANGUAGES else Country(country).language


def _template(country: str, entry: Sold, language: str) -> ContractTemplate:
    words = entry.in_language(language)
    rules = {**COUNTRIES[country].RULES, **entry.rules}
    return ContractTemplate(
        name=words.name,
        annual_fee=Decimal(entry.fee),
        services="\n".join(words.services),
        starter=entry.key,
        **rules,
    )
