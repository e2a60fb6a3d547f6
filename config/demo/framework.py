"""A framework contract of a demo company with the contracts under it, and one refused whose sub-contract goes on."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contracts.main_contracts.inheriting import ends_with, taken_from_main
from contracts.models import Contract, ContractTemplate, Line
from contracts.opening import contract_number, taken_from
from contracts.refusal import refuse
from contracts.signing import sign
from contracts.template_versions.keeping import keep
from customers.models import Customer
from tenancy.models import User


@dataclass(frozen=True)
class Said:
    """Words of a country's office."""

    frame: str
    boiler: str
    ventilation: str
    water: str
    left: str


WORDS = {
    "FR": Said(
        "Gestion du parc et astreinte",
        "Chaufferie, bâtiment A",
        "Ventilation, bâtiment B",
        "Traitement d’eau",
        "Change de gestionnaire",
    ),
    "IT": Said(
        "Gestione del parco e reperibilità",
        "Centrale termica, edificio A",
        "Ventilazione, edificio B",
        "Trattamento acqua",
        "Cambia amministratore",
    ),
}


def frame(country: str, today: date, by: User) -> None:
    """One with three sub-contracts, of which one is a draft; and one that ends before the contract under it."""
    said = WORDS[country]
    template = ContractTemplate.objects.filter(archived_on=None).order_by("pk").first()
    kinds = (Customer.Kind.CONDOMINIUM, Customer.Kind.BUSINESS)
    customers = list(Customer.objects.buying().filter(kind__in=kinds).order_by("kind", "number")[4:6])
    if template is None or len(customers) < 2:
        return
    begun = today - timedelta(days=200)
    first, second = (_main(template, each, begun, said.frame, today, by) for each in customers)
    for label, fee, days in ((said.boiler, "860.00", 170), (said.ventilation, "340.00", 60)):
        sign(
            _under(first, label, Decimal(fee), today - timedelta(days)),
            today - timedelta(days),
            on=today,
            by=by,
        )
    _under(first, said.water, Decimal("215.00"), today + timedelta(20))
    sign(_under(second, said.boiler, Decimal("490.00"), begun), begun, on=today, by=by)
    refuse(second, today, on=today, channel="letter", by=by, reason=said.left)


def _main(
    template: ContractTemplate, customer: Customer, begun: date, label: str, today: date, by: User
) -> Contract:
    made = Contract.objects.create(
        **taken_from(template),
        number=contract_number(begun),
        customer=customer,
        template=template,
        template_version=keep(template),
        start_on=begun,
    )
    Line.objects.create(contract=made, label=label, annual_fee=Decimal("300.00"), visits_per_year=0)
    return sign(made, begun, on=today, by=by)


def _under(main: Contract, label: str, fee: Decimal, starts_on: date) -> Contract:
    made = Contract.objects.create(
        **taken_from_main(main),
        main=main,
        template_version=main.template_version,
        number=contract_number(starts_on),
        customer=main.customer,
        site=main.site,
        start_on=starts_on,
        first_ends_on=ends_with(main, starts_on),
    )
    Line.objects.create(contract=made, label=label, annual_fee=fee, visits_per_year=2)
    return made
