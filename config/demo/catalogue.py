"""The catalogue of a demo company: what it sells, prices of this year and the next, a group with prices of its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from contracts.catalogue.copying import carry_on
from contracts.models import (
    Contract,
    ContractTemplate,
    Line,
    Price,
    PriceList,
    RenewalPrice,
    Service,
    TemplateService,
    Term,
)
from customers.models import Customer, CustomerGroup

FOLLOWING = 12

Sold = tuple[str, str, str, str, str]  # code, name, kind, unit, price


@dataclass(frozen=True)
class Words:
    """A country's catalogue and the names of its lists."""

    sold: tuple[Sold, ...]
    public: str
    group: str
    of_group: str


CATALOGUES = {
    "FR": Words(
        (
            ("ENT-CH", "Entretien annuel chaudière gaz", "service", "year", "142.00"),
            ("ENT-PAC", "Entretien annuel pompe à chaleur", "service", "year", "189.00"),
            ("DEP-24", "Dépannage sous 24 heures", "service", "year", "48.00"),
            ("RAM", "Ramonage du conduit", "service", "visit", "62.00"),
            ("MO-STD", "Main-d’œuvre", "hour", "hour", "58.00"),
            ("MO-NUIT", "Main-d’œuvre, nuit et dimanche", "hour", "hour", "96.00"),
            ("DPL-1", "Déplacement, zone 1", "travel", "flat", "35.00"),
            ("DPL-KM", "Déplacement au-delà de 30 km", "travel", "km", "0.85"),
            ("P-VASE", "Vase d’expansion 8 litres", "part", "piece", "112.40"),
            ("P-CIRC", "Circulateur 15/60", "part", "piece", "238.00"),
            ("P-JOINT", "Jeu de joints", "part", "piece", "14.90"),
        ),
        "Tarif public",
        "Syndics de copropriété",
        "Tarif syndics",
    ),
    "IT": Words(
        (
            ("MAN-CAL", "Manutenzione annuale caldaia a gas", "service", "year", "118.00"),
            ("MAN-PDC", "Manutenzione annuale pompa di calore", "service", "year", "165.00"),
            ("PRI-24", "Intervento entro 24 ore", "service", "year", "42.00"),
            ("FUMI", "Analisi di combustione", "service", "visit", "45.00"),
            ("ORA", "Manodopera", "hour", "hour", "48.00"),
            ("ORA-FEST", "Manodopera festiva e notturna", "hour", "hour", "78.00"),
            ("CHIAMATA", "Diritto di chiamata", "travel", "flat", "30.00"),
            ("KM", "Trasferta oltre 30 km", "travel", "km", "0.75"),
            ("R-VASO", "Vaso di espansione 8 litri", "part", "piece", "98.00"),
            ("R-POMPA", "Circolatore 15/60", "part", "piece", "215.00"),
            ("R-GUARN", "Kit guarnizioni", "part", "piece", "12.50"),
        ),
        "Listino generale",
        "Amministratori di condominio",
        "Listino amministratori",
    ),
}


def fill_catalogue(country: str, today: date) -> None:
    """Everything sold, a public list with its follower from next January, and a cheaper one for a group."""
    words = CATALOGUES[country]
    public = PriceList.objects.create(
        name=f"{words.public} {today.year}", starts_on=today.replace(month=1, day=1)
    )
    group = CustomerGroup.objects.create(name=words.group)
    theirs = PriceList.objects.create(
        name=f"{words.of_group} {today.year}", group=group, starts_on=today.replace(month=1, day=1)
    )
    for code, name, kind, unit, price in words.sold:
        service = Service.objects.create(code=code, name=name, kind=kind, unit=unit)
        Price.objects.create(price_list=public, service=service, amount=Decimal(price))
        if kind == Service.Kind.SERVICE:
            Price.objects.create(
                price_list=theirs, service=service, amount=round(Decimal(price) * Decimal("0.9"), 2)
            )
    Customer.objects.filter(kind=Customer.Kind.CONDOMINIUM).join_group(group)
    carry_on(
        public,
        name=f"{words.public} {today.year + 1}",
        starts_on=date(today.year + 1, 1, 1),
        percent=Decimal("2.5"),
        step=Decimal("0.10"),
    )
    _offer_by_template(words)
    _follow_the_list(words, today)


def _offer_by_template(words: Words) -> None:
    """The first template names what its fee is for, includes one service and offers two options."""
    template = ContractTemplate.objects.filter(archived_on=None).order_by("pk").first()
    if template is None:
        return
    services = {service.code: service for service in Service.objects.all()}
    main, _pump, fast, sweeping = (services[each[0]] for each in words.sold[:4])
    for position, (service, mode, visits) in enumerate(
        ((main, TemplateService.Mode.BASE, 0), (fast, TemplateService.Mode.OPTION, 0),
         (sweeping, TemplateService.Mode.OPTION, 1))
    ):  # fmt: skip
        TemplateService.objects.create(
            template=template, service=service, mode=mode, visits_per_year=visits, position=position
        )


def _follow_the_list(words: Words, today: date) -> None:
    """A dozen contracts whose renewal is near take the list price; one has a line that no list knows."""
    service = Service.objects.get(code=words.sold[0][0])
    near = Term.objects.filter(
        contract__runs_until=F("ends_on"), contract__ended_on=None, contract__ends_after=None,
        contract__renewal="tacit", contract__renewal_price=RenewalPrice.KEEP, renewable=True, ends_on__gt=today,
    )  # fmt: skip
    ids = list(near.order_by("ends_on", "pk").values_list("contract_id", flat=True)[:FOLLOWING])
    Line.objects.filter(contract__in=ids[1:]).update(service=service)
    Contract.objects.filter(pk__in=ids).update(renewal_price=RenewalPrice.LIST)
