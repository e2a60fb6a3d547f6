"""A French company at work, with something on every kind of page; its data is French throughout."""

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from config import importing, nightly
from config.demo.portfolio import invent
from config.founding import found
from config.models import PortfolioImport
from config.portfolio import import_portfolio, sources
from contracts import blocking, refusal
from contracts.models import Contract, ContractTemplate, Line, Notice, Refusal
from customers.models import Contact, Customer
from letters import emailing, mailings
from letters.notices import write_notice
from tenancy import invitations, members
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, User
from tenancy.permissions import Role

SLUG, NAME, PASSWORD = "thermo", "Thermo Rhône", "four words make a key"
ANA, BEN = f"ana@{SLUG}.example", f"ben@{SLUG}.example"
REFUSED_ROW = "Code client;Type;Nom;Société;SIRET\nC00001;Particulier;;;\n"


def set_scene(contracts: int = 80) -> Company:
    """Found the company, bring its portfolio, run a night, and let the office do a bit of everything."""
    company, ana = found(SLUG, NAME, "FR", ANA)
    introduce(company, ana)
    today = company.today()
    with tempfile.TemporaryDirectory() as folder:
        before = today - timedelta(days=5)
        import_portfolio(
            company, sources(invent("FR", contracts, before).write(Path(folder))), on=before, actor=ana
        )
    nightly.run(company, today)
    ben = User.objects.create_user(BEN, PASSWORD, name="Ben Roux", language="fr")
    with acting_for(company, actor=ana, source="office"):
        members.join(company, ben, Role.TECHNICIAN)
        invitations.invite(company, "nina@thermo.example", Role.OFFICE, ana, "Nina Faure")
        send_letters(
            company, ana, list(Notice.objects.to_send().select_related("contract__customer", "term"))
        )
        live_on(company, ana)
        job = PortfolioImport.upload([SimpleUploadedFile("clients.csv", REFUSED_ROW.encode())], today)
    importing.carry_out(company, job.pk)
    with acting_for(company, actor=ana, source="office"):
        job.move(PortfolioImport.State.MAPPING, PortfolioImport.State.TRYING)
    importing.carry_out(company, job.pk)
    return company


def introduce(company: Company, ana: User) -> None:
    """What the firm says about itself; ana's name and password."""
    company.legal_name, company.address = "Thermo Rhône SARL", "12, quai de la Saône"
    company.postcode, company.city = "71000", "Mâcon"
    company.phone, company.email = "03 85 00 00 00", "contact@thermo.example"
    company.mediator = "Médiation de l’artisanat, 1, rue de la Paix, 75000 Paris"
    company.save()
    ana.name = "Ana Morel"
    ana.set_password(PASSWORD)
    ana.save()


def send_letters(company: Company, ana: User, notices: Sequence[Notice]) -> None:
    """One letter by post, one by e-mail, a batch to print."""
    today = company.today()
    write_notice(notices[0], today)
    notices[0].mark_sent(on=today, channel=Notice.Channel.LETTER, reference="", to="Mâcon", by=ana)
    customer = notices[1].contract.customer
    customer.email = customer.email or "client@example.com"
    customer.save()
    emailing.email(notices[1], today)
    mailings.start_mailing(notices[2:5], today)


def live_on(company: Company, ana: User) -> None:
    """A refusal, a block, a draft, a contact, an alert put off."""
    today = company.today()
    running = Contract.objects.signed().filter(ended_on=None, ends_after=None).order_by("-pk")
    refused, blocked = running[:2]
    refusal.refuse(
        refused, today, on=today, channel=Refusal.Channel.LETTER, by=ana, reason="Déménagement à Lyon"
    )
    blocking.block(blocked, today, reason="Facture impayée", by=ana)
    customer = Customer.objects.order_by("pk")[0]
    draft = Contract.objects.create(
        number="M2099-00001",
        customer=customer,
        template=ContractTemplate.objects.order_by("pk")[0],
        start_on=today,
        vat_rate=10,
    )
    Line.objects.create(contract=draft, label="Entretien annuel", annual_fee=120, visits_per_year=1)
    Contact.objects.create(customer=customer, name="Gardienne", phone="+33385000000")
    Alert.objects.order_by("-pk")[0].snooze(today + timedelta(days=7), "Après les fêtes")
