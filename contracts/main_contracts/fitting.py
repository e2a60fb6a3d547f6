"""Which contracts may hang under which: of the same customer, of those she holds or manages, or with the same payer."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from customers.models import Customer, SiteRole
from customers.restricted import without_erased
from tenancy.inserting import AnyOf

#: who speaks for a site beside its own customer
HOLDING = (
    SiteRole.Role.OWNER,
    SiteRole.Role.CONDOMINIUM,
    SiteRole.Role.MANAGER,
    SiteRole.Role.PAYER,
)
WHY_NOT = {
    "self": _("A contract does not hang under itself."),
    "sub": _("That contract hangs under a main contract itself."),
    "main": _("It has sub-contracts of its own."),
    "ended": _("The main contract has ended."),
    "stranger": _(
        "Its customer neither is that of the main contract nor hangs under her, she holds none of its sites, "
        "and they have no payer in common."
    ),
}


class Parties:
    """Who stands behind some contracts on a day: their customers, whom those hang under, who holds the site.

    Two queries. A contract without a site counts all sites of its customer.
    """

    def __init__(self, contracts: Sequence[Contract], on: date) -> None:
        customers = sorted({each.customer_id for each in contracts})
        above = dict(Customer.everyone.filter(AnyOf("pk", customers)).values_list("pk", "parent_id"))
        sites = [each.site_id for each in contracts if each.site_id]
        roles = SiteRole.objects.on(on).filter(role__in=HOLDING)
        at_site: dict[int, set[tuple[str, int]]] = defaultdict(set)
        at_customer: dict[int, set[tuple[str, int]]] = defaultdict(set)
        found = roles.filter(Q(AnyOf("site_id", sites)) | Q(site__customer__in=customers))
        for site, customer, role, party in found.values_list(
            "site_id", "site__customer_id", "role", "party_id"
        ):
            at_site[site].add((role, party))
            at_customer[customer].add((role, party))
        self.holders: dict[int | None, set[int]] = {}
        self.payers: dict[int | None, set[int]] = {}
        for each in contracts:
            held = at_site[each.site_id] if each.site_id else at_customer[each.customer_id]
            parent = above.get(each.customer_id)
            self.holders[each.pk] = {each.customer_id, *(party for _role, party in held)} | (
                {parent} if parent else set()
            )
            self.payers[each.pk] = {party for role, party in held if role == SiteRole.Role.PAYER}

    def fit(self, sub: Contract, main: Contract) -> bool:
        """Whether the one may hang under the other, as far as people go."""
        return main.customer_id in self.holders[sub.pk] or bool(self.payers[sub.pk] & self.payers[main.pk])


def why_not(subs: Sequence[Contract], main: Contract, on: date) -> dict[int, str]:
    """By contract the code of what stands against hanging it under a main contract; a constant number of queries."""
    parties = Parties([*subs, main], on)
    having = set(
        Contract.objects.filter(AnyOf("main_id", [each.pk for each in subs])).values_list(
            "main_id", flat=True
        )
    )
    found = {}
    for each in subs:
        if each.pk == main.pk:
            found[each.pk] = "self"
        elif main.main_id is not None:
            found[each.pk] = "sub"
        elif each.pk in having:
            found[each.pk] = "main"
        elif main.state_on(on) == "ended":
            found[each.pk] = "ended"
        elif not parties.fit(each, main):
            found[each.pk] = "stranger"
    return found


def mains_for(contract: Contract, on: date) -> QuerySet[Contract]:
    """The contracts a contract, stored or only thought of, may hang under on a day; the one it hangs under included."""
    parties = Parties([contract], on)
    paid = SiteRole.objects.on(on).filter(role=SiteRole.Role.PAYER, party__in=parties.payers[contract.pk])
    open_ended = Q(ended_on=None) | Q(ended_on__gt=on)
    people = Q(customer__in=parties.holders[contract.pk]) | Q(site__in=paid.values("site"))
    rows = Contract.objects.filter(Q(main=None) & open_ended & people | Q(pk=contract.main_id or 0))
    return without_erased(rows.exclude(pk=contract.pk or 0)).select_related("customer").order_by("number")
