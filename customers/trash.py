"""Throwing a customer away: with her sites, contacts, machines and drafts, unless papers the law wants stand on her."""

import json

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from customers.merged import former_ids
from customers.models import Customer, Trait
from tenancy import trash
from tenancy.belonging import Belongings, belongings_of
from tenancy.models import SearchToken, Trashed
from tenancy.standing import LegalDocument, legal_documents

# What hangs on her for the machine's sake and is no thing a person counts.
UNCOUNTED: tuple[type[models.Model], ...] = (Customer, SearchToken, Trait)


class Leaving:
    """A customer as she would go: what goes with her, what keeps her."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        merged = Customer.everyone.filter(pk__in=former_ids(customer))
        self.belongings: Belongings = belongings_of(customer, *merged)

    @property
    def papers(self) -> list[LegalDocument]:
        """The legal documents that keep her, each once."""
        return list(dict.fromkeys(legal_documents(self.belongings)))

    @property
    def counted(self) -> list[tuple[str, int]]:
        """What goes with her, in words and figures."""
        return counted_in_words(
            {model: count for model, count in self.belongings.counted().items() if model not in UNCOUNTED}
        )

    @property
    def dependants(self) -> list[Customer]:
        """Customers who hang under her: they stay, without an owner."""
        ids = [each.row_id for each in self.belongings.loosened if each.model is Customer]
        return list(Customer.objects.filter(pk__in=ids))

    @property
    def seal(self) -> str:
        """Changes when something is added or taken away; what a person confirmed is what is done."""
        counts = {model._meta.label_lower: sorted(ids) for model, ids in self.belongings.rows.items()}
        return json.dumps(sorted((label, ids) for label, ids in counts.items() if ids))


def throw_away(customer: Customer) -> Trashed:
    """Put a locked customer into the trash. Raises ValidationError, naming them, where legal documents exist."""
    leaving = Leaving(customer)
    if papers := leaving.papers:
        raise ValidationError([paper.as_link() for paper in papers])
    return trash.put_away(customer, leaving.belongings)


def counted_in_words(counts: dict[type[models.Model], int]) -> list[tuple[str, int]]:
    """Kinds of rows by the name people know, with how many there are; the many first."""
    named = [(str(model._meta.verbose_name_plural), count) for model, count in counts.items() if count]
    return sorted(named, key=lambda each: (-each[1], each[0]))


def listed(counts: list[tuple[str, int]]) -> str:
    """Counts in one line: ``2 sites, 1 machine`` as ``sites (2), equipment (1)``."""
    return ", ".join(_("%(what)s (%(count)s)") % {"what": what, "count": count} for what, count in counts)
