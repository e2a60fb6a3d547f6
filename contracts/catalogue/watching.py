"""The alert on contracts whose next fee no price list knows."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.listing import Listings
from contracts.models import Line, RenewalPrice, Term
from contracts.rules import present, term_rule
from tenancy.alerts import AlertKind, Cause, register
from tenancy.inserting import AnyOf
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right

SUBJECT = "contract"


def list_prices_missing(work: Work) -> Iterator[Cause]:
    """Contracts that follow the list, from the day their notice is prepared: lines that no list knows then."""
    terms = list(
        work.about(
            Term.objects.filter(
                contract__renewal_price=RenewalPrice.LIST,
                contract__never_revise=False,
                contract__ends_after=None,
                contract__ended_on=None,
                contract__runs_until=F("ends_on"),
                renewable=True,
                notice_prepare_on__lte=work.on,
                ends_on__gte=work.on,
            ),
            "contract",
        )
        .select_related("contract")
        .order_by("pk")
    )
    listings = Listings(term.contract for term in terms)
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(AnyOf("contract_id", [term.contract_id for term in terms])):
        lines[line.contract_id].append(line)
    for term in terms:
        contract, following = term.contract, term_rule(term.contract).term(term.number + 1)
        alive = present(lines[contract.pk], following)
        known = {
            price.line.pk for price in listings.propose(contract, alive, following.starts, work.on).prices
        }
        missing = [line.label for line in alive if line.annual_fee and line.pk not in known]
        if missing:
            facts = {"services": missing[:10]}
            yield Cause(SUBJECT, contract.pk, contract.number, following.starts, term.annual_fee, facts)


def register_kinds() -> None:
    """Make it known."""
    from contracts.alerting import contract_url

    register(
        AlertKind("list_price_missing", gettext_lazy("List prices missing"), "soon", Right.FEES_VIEW, _missing,
                  contract_url, list_prices_missing)
    )  # fmt: skip


def _missing(alert: Alert) -> str:
    return _("No price list knows the price from that day on, so the old fee stays: %(services)s.") % {
        "services": ", ".join(alert.facts.get("services", []))
    }
