"""What people of a demo company did by hand since the import, so that a newcomer finds no empty page."""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from config.demo.catalogue import fill_catalogue
from config.demo.framework import frame
from config.demo.letters import write_letters
from config.demo.own_fields import fill_own_fields
from config.demo.prices import follow_an_index, propose_new_fees
from config.demo.sold import sell
from config.demo.versions import sell_another_version
from customers import communication
from customers.allowing import allow_only
from customers.models import Customer, Site, SiteRole
from customers.opening import open_customer, open_person, site_at
from installed_base import attributes
from installed_base.models import Attribute, Equipment, EquipmentType, NextVisitNote, Plant
from installed_base.planting import put_together
from installed_base.starter_details import create_details
from tenancy import attachments
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, Technician
from tenancy.permissions import Role


@dataclass(frozen=True)
class Said:
    """Words of a country's office."""

    private: tuple[str, ...]
    next_visit: tuple[str, ...]
    calls: tuple[str, ...]
    plant: str
    photo: str
    tenant: tuple[str, str]


WORDS = {
    "FR": Said(
        ("Paie toujours en retard, relancer par téléphone.", "Digicode 4821B, ne pas le noter sur le bon."),
        ("Prévoir un joint de corps de chauffe.", "Contrôler le vase d’expansion.", "Nettoyer le filtre à boues."),
        ("Demande un rendez-vous un samedi matin.", "Chaudière en panne la nuit, remise en route par téléphone."),
        "Chaufferie",
        "Plaque signalétique",
        ("Lemoine", "Camille"),
    ),
    "IT": Said(
        ("Paga sempre in ritardo, sollecitare per telefono.", "Codice cancello 4821, non scriverlo sul rapporto."),
        ("Portare la guarnizione dello scambiatore.", "Controllare il vaso di espansione.", "Pulire il filtro."),
        ("Chiede un appuntamento di sabato mattina.", "Caldaia in blocco di notte, sbloccata per telefono."),
        "Centrale termica",
        "Targa dati",
        ("Ferrari", "Chiara"),
    ),
}  # fmt: skip


def live_on(company: Company) -> None:
    """Answers of machines, photos, plants, roles, notes, calls, prices by index; the same each time."""
    said, chance = WORDS[company.country], random.Random(11)  # noqa: S311 - invented rows, the same each time
    admin = Membership.objects.get(company=company, role=Role.ADMIN).user
    today = company.today()
    with acting_for(company, actor=admin, source="office"):
        create_details(list(EquipmentType.objects.exclude(pk__in=Attribute.objects.values("type"))))
        machines = list(Equipment.objects.select_related("type", "customer", "site").order_by("number")[:40])
        for machine in machines:
            attributes.keep(
                machine, {each: _answer(each, chance, today) for each in attributes.asked_of(machine.type_id)}
            )
        for machine in machines[:3]:
            plate = SimpleUploadedFile(f"{machine.number}.jpg", _plate(machine))
            attachments.attach("equipment", machine.pk, [attachments.tried(plate, today)], said.photo)
        for machine, text in zip(machines, said.next_visit, strict=False):
            NextVisitNote.objects.create(machine=machine, text=text, asked_on=today, asked_by=admin)
        _put_plants_together(machines, said, today)
        customers = list(Customer.objects.buying().order_by("number")[:8])
        for customer, text in zip(customers, said.private, strict=False):
            customer.private_notes = text
            customer.save()
        for customer, text in zip(customers[1:], said.calls, strict=False):
            communication.log(customer, channel="telephone", direction="in", summary=text, key="")
        if technician := Technician.objects.order_by("pk").first():
            allow_only([technician], customers[2])
        _let_to_somebody(customers[3], said, today)
        _enter_twice(customers[4])
        follow_an_index(company.country, today)
        fill_catalogue(company.country, today)
        sell(company.country, today, admin)
        frame(company.country, today, admin)
        write_letters(company, admin, today)
        fill_own_fields(company.country, today)
        sell_another_version(company.country, today, admin)
        propose_new_fees(company.country, today, admin)


def _answer(asked: Attribute, chance: random.Random, today: date) -> str | Decimal | date | None:
    if asked.kind == Attribute.Kind.CHOICE:
        return chance.choice(asked.options)
    if asked.kind == Attribute.Kind.NUMBER:
        return Decimal(chance.randrange(1, 4))
    if asked.kind == Attribute.Kind.DATE:
        return today - timedelta(days=chance.randrange(20, 400))
    return None


def _plate(machine: Equipment) -> bytes:
    """A photo of the maker's plate: what stands on it, drawn."""
    picture = Image.new("RGB", (1200, 800), "#8d9499")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((120, 130, 1080, 670), 24, fill="#e8eaec", outline="#4a4f54", width=8)
    for place, (size, text) in enumerate(
        (
            (64, machine.brand),
            (48, machine.model),
            (40, f"N° {machine.serial}"),
            (40, f"{machine.power_kw} kW"),
        )
    ):
        draw.text((180, 190 + place * 110), text, fill="#23272b", font=ImageFont.load_default(size))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def _put_plants_together(machines: list[Equipment], said: Said, today: date) -> None:
    """Two plants: of the customers who have several machines, else of whoever comes first."""
    by_customer: dict[Customer, list[Equipment]] = {}
    for machine in machines:
        by_customer.setdefault(machine.customer, []).append(machine)
    for customer, hers in sorted(by_customer.items(), key=lambda each: (-len(each[1]), each[0].number))[:2]:
        site = _site_of(customer)
        put_together(Plant(name=said.plant, site=site, hot_water=True), hers, [])
        SiteRole.objects.create(
            site=site, party=customer, role=SiteRole.Role.HOLDER, since=today.replace(day=1)
        )


def _let_to_somebody(owner: Customer, said: Said, today: date) -> None:
    """An owner whose house somebody else lives in."""
    site = _site_of(owner)
    surname, first_name = said.tenant
    tenant = open_person(
        Customer(last_name=surname, first_name=first_name, standing=Customer.Standing.END_USER), site
    )
    SiteRole.objects.create(site=site, party=owner, role=SiteRole.Role.OWNER)
    SiteRole.objects.create(
        site=site, party=tenant, role=SiteRole.Role.OCCUPANT, since=today - timedelta(days=200)
    )


def _enter_twice(customer: Customer) -> None:
    """The same person once more, as when two take calls: proposed as a duplicate."""
    same = (
        "kind",
        "last_name",
        "first_name",
        "company_name",
        "address",
        "postcode",
        "city",
        "province",
        "country",
    )
    open_customer(Customer(**{name: getattr(customer, name) for name in same}))


def _site_of(customer: Customer) -> Site:
    site = Site.objects.filter(customer=customer).order_by("pk").first()
    if site is None:
        site = site_at(customer)
        site.save()
    return site
