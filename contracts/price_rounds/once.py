"""A contract stands in one open proposal: which it is, and who proposes at the same moment waits."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from contracts.models import Contract, PriceRound, RoundPrice
from tenancy.acting import acting_company
from tenancy.inserting import AnyOf


class AlreadyProposed(ValidationError):
    """What was asked for stands in an open proposal, ``first``."""

    def __init__(self, first: PriceRound) -> None:
        self.first = first
        super().__init__(
            _("This stands in the open proposal “%(name)s” already: approve it or take it back first.")
            % {"name": first.name}
        )


def lock(keys: Sequence[int]) -> None:
    """Let nobody else propose for these contracts until this transaction is over."""
    rows = Contract.objects.filter(AnyOf("pk", keys)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def standing_in(keys: Sequence[int]) -> dict[int, PriceRound]:
    """The open proposal in which each of these contracts has a new fee, or gets one; two queries."""
    rows = RoundPrice.objects.inside().filter(AnyOf("contract_id", keys))
    found = dict(rows.values_list("contract_id", "round_id"))
    rounds = PriceRound.objects.in_bulk(set(found.values()))
    return {contract: rounds[round_] for contract, round_ in found.items()}


def one_at_a_time() -> None:
    """Let nobody else of the company propose for many contracts until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('fee_proposals'), %s)", [acting_company().pk])


def same_proposal(round_: PriceRound, keys: Sequence[int]) -> PriceRound | None:
    """An open proposal of the same rule that has, or gets, a row for each of these contracts, and for no others."""
    alike = PriceRound.objects.open().filter(
        rule=round_.rule, percent=round_.percent, amount=round_.amount, starts_on=round_.starts_on
    )
    wanted = set(keys)
    for known in alike.exclude(chosen=[]).order_by("pk"):
        if set(known.chosen) == wanted:
            return known
    counted = alike.annotate(
        rows=Count("prices"), of_these=Count("prices", filter=Q(AnyOf("prices__contract_id", keys)))
    )
    return counted.filter(chosen=[], rows=len(keys), of_these=len(keys)).order_by("pk").first()
