"""Contracts for some of the customers, signed in bulk with the term of the day."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

AT_ONCE = 5_000


def promise(company: Any, count: int) -> None:
    """So many contracts, each for one machine of a customer's, a visit a year, of three technicians."""
    from contracts.models import ContractTemplate
    from installed_base.models import Equipment
    from tenancy import statistics
    from tenancy.acting import acting_for
    from tenancy.models import Technician

    chance = random.Random(5)
    with acting_for(company, source="bench"):
        template = ContractTemplate.objects.create(name="Entretien annuel")
        technicians = [Technician.objects.create(name=name) for name in ("Ben", "Lou", "Max")]
        places = list(
            Equipment.objects.filter(removed_on=None, customer__deactivated_on=None)
            .order_by("pk")
            .values_list("pk", "customer_id", "site_id")[: 2 * count]
        )
    chosen = sorted(chance.sample(places, min(count, len(places))))
    for start in range(0, len(chosen), AT_ONCE):
        with acting_for(company, source="bench"):
            _sign(company, template, technicians, chosen[start : start + AT_ONCE], chance, start)
        statistics.refresh()


def _sign(
    company: Any, template: Any, technicians: list[Any], chosen: list[tuple[int, int, int]], chance: random.Random,
    first: int,
) -> None:  # fmt: skip
    from contracts.models import Contract, Line, LineEquipment, Term
    from contracts.rules import term_rule
    from contracts.term_batch import TermBatch
    from customers.models import Customer
    from tenancy import search
    from tenancy.inserting import insert

    customers = Customer.objects.in_bulk([customer for _machine, customer, _site in chosen])
    contracts = []
    for place, (_machine, customer, site) in enumerate(chosen, first):
        began = company.today() - timedelta(days=chance.randrange(360))
        contracts.append(
            Contract(
                number=f"N{place:06}", customer=customers[customer], site_id=site, template=template,
                start_on=began, signed_on=began, technician=chance.choice([None, *technicians]),
            )
        )  # fmt: skip
    insert(contracts)
    search.index_rows("contract", contracts)
    lines = [
        Line(
            contract=each, label="Entretien", annual_fee=Decimal(chance.randrange(90, 240)), visits_per_year=1
        )
        for each in contracts
    ]
    insert(lines)
    insert([LineEquipment(line=line, equipment_id=row[0]) for line, row in zip(lines, chosen, strict=True)])
    batch = TermBatch(origin=Term.Origin.SIGNATURE)
    for contract, line in zip(contracts, lines, strict=True):
        rule = term_rule(contract)
        batch.add(contract, rule, rule.term(rule.first_number), [line])
    batch.write()
