"""Contracts stay with whom they were made with when somebody else moves in."""

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import Contract
from customers.models import Customer, Site


def sentences(site: Site, leaving: Customer) -> list[str]:
    """The running contracts of the leaving customer that look after this site."""
    there = Q(site=site) | Q(lines__machines__equipment__site=site)
    running = Contract.objects.signed().filter(there, customer=leaving, ended_on=None).distinct()
    return [
        _("Contract %(number)s stays with %(name)s: end it, or make a new one with the person who comes.")
        % {"number": contract.number, "name": leaving}
        for contract in running.order_by("number")
    ]
