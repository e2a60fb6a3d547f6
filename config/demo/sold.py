"""Contracts of a demo company sold by the newer rules: hours prepaid, a first year free, charged with each visit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from contracts import prepaying
from contracts.models import (
    Allowance,
    Contract,
    ContractTemplate,
    Coverage,
    DueRule,
    Line,
    OwedVisit,
    Service,
    TemplateService,
    VisitCadence,
)
from contracts.opening import contract_number, taken_from
from contracts.signing import sign
from contracts.visiting import close_visits
from customers.models import Customer
from tenancy.models import User

WORDS = {
    "FR": ("Assistance technique", "Réglage du brûleur", "Purge du réseau", "Visite de contrôle"),
    "IT": ("Assistenza tecnica", "Taratura del bruciatore", "Spurgo dell’impianto", "Visita di controllo"),
}


def sell(country: str, today: date, by: User) -> None:
    """One contract of each, signed half a year ago."""
    help_, first_use, second_use, check = WORDS[country]
    template = ContractTemplate.objects.filter(archived_on=None).order_by("pk").first()
    if template is None:
        return
    begun = today - timedelta(days=180)
    customers = list(Customer.objects.buying().order_by("-number")[:3])
    hours = _draft(
        template, customers[0], begun, Line(label=help_, annual_fee=Decimal("480.00"), visits_per_year=0)
    )
    allowance = Allowance.objects.create(contract=hours, per_term=Decimal("10.00"))
    _draft(template, customers[1], begun, _line(Decimal("142.00")), first_term_free=True)
    visits = _draft(
        template,
        customers[2],
        begun,
        Line(label=check, annual_fee=Decimal("240.00"), visits_per_year=4),
        billing_due=DueRule.VISIT,
        visit_cadence=VisitCadence.DONE,
        billing_days=0,
    )
    for contract in Contract.objects.filter(runs_until=None, start_on=begun).order_by("pk"):
        sign(contract, begun, on=today, by=by)
    for days, quantity, reason in ((120, "2.50", first_use), (30, "7.00", second_use)):
        prepaying.use(allowance, Decimal(quantity), on=today - timedelta(days=days), reason=reason, by=by)
    first = visits.owed_visits.order_by("slice_starts_on", "pk").values_list("pk", flat=True)[:1]
    close_visits(list(first), on=begun + timedelta(days=40), by=OwedVisit.Done.OFFICE)
    _cover()


def _draft(template: ContractTemplate, customer: Customer, begun: date, line: Line, **rules: Any) -> Contract:
    contract = Contract.objects.create(
        **(taken_from(template) | rules),
        number=contract_number(begun),
        customer=customer,
        template=template,
        start_on=begun,
    )
    line.contract = contract
    line.save()
    return contract


def _line(fee: Decimal) -> Line:
    service = Service.objects.yearly().order_by("pk").first()
    return Line(label=service.name if service else "", service=service, annual_fee=fee, visits_per_year=1)


def _cover() -> None:
    """The quick repair of the template pays for labour and travel, and parts up to an amount."""
    row = TemplateService.objects.filter(mode=TemplateService.Mode.OPTION).order_by("position", "pk").first()
    if row is None:
        return
    for kind, amount in (
        (Coverage.Kind.LABOUR, None),
        (Coverage.Kind.TRAVEL, None),
        (Coverage.Kind.PARTS, Decimal("150.00")),
    ):
        Coverage.objects.create(template_service=row, kind=kind, amount=amount)
