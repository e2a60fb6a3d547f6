"""What happened to contracts of a demo company, so that their versions and states have something to show."""

from dataclasses import dataclass
from datetime import timedelta

from contracts import blocking, ending, ending_effect, replacing
from contracts.models import Contract, Ending
from contracts.overpaid import Close, to_credit
from contracts.suspending import suspending
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, Technician, User
from tenancy.months import ONE_DAY
from tenancy.permissions import Role


@dataclass(frozen=True)
class Said:
    """Words of a country's office."""

    unpaid: str
    paid: str
    services: str
    notes: str
    empty: str
    works: str
    more: str
    sold: str


WORDS = {
    "FR": Said(
        "Deux factures impayées",
        "Réglé par virement",
        "Entretien annuel, ramonage et dépannage sous 48 heures",
        "Accès par la cour, sonner chez la gardienne.",
        "Maison vide, retour du client non connu",
        "Travaux dans l’immeuble",
        "Nouveau contrat à la demande du client",
        "Maison vendue",
    ),
    "IT": Said(
        "Due fatture non pagate",
        "Pagato con bonifico",
        "Manutenzione annuale, pulizia e pronto intervento entro 48 ore",
        "Accesso dal cortile, suonare in portineria.",
        "Casa vuota, rientro del cliente non noto",
        "Lavori nel condominio",
        "Nuovo contratto su richiesta del cliente",
        "Casa venduta",
    ),
}


def live_through(company: Company) -> None:
    """One contract was edited, blocked and freed, each in a moment of its own."""
    said = WORDS[company.country]
    admin = Membership.objects.get(company=company, role=Role.ADMIN).user
    today = company.today()
    with acting_for(company, actor=admin, source="office"):
        contract = _running()[0]
        technician = Technician.objects.order_by("-pk").first()
    with acting_for(company, actor=admin, source="office"):
        contract.services, contract.notes, contract.technician = said.services, said.notes, technician
        contract.save()
    _block_and_lift(company, contract, said, admin)
    with acting_for(company, actor=admin, source="office"):
        first = contract.lines.order_by("pk")[0]
        first.label, first.visit_month = said.services.partition(",")[0], today.month
        first.save()
    with acting_for(company, actor=admin, source="office"):
        _let_rest(company, said, admin)
        _replace_one(company, said, admin)
        _end_one(company, said, admin)


def _block_and_lift(company: Company, contract: Contract, said: Said, admin: User) -> None:
    with acting_for(company, actor=admin, source="office"):
        blocking.block(contract, company.today(), reason=said.unpaid, by=admin)
    with acting_for(company, actor=admin, source="office"):
        blocking.lift(contract, company.today(), reason=said.paid, by=admin)


def _let_rest(company: Company, said: Said, admin: User) -> None:
    """One contract rests until further notice and longer than anybody should forget, one for known days."""
    today = company.today()
    ago, ahead = today - timedelta(days=75), today + timedelta(days=20)
    for reason, starts_on, ends_on in (
        (said.empty, ago, None),
        (said.works, ahead, ahead + timedelta(days=44)),
    ):
        for contract in _running()[1:]:
            if not suspending.why_not(contract, starts_on, ends_on) and not contract.suspensions.exists():
                asked = suspending.Asked(
                    "customer", min(today, starts_on), "phone", reason, starts_on, ends_on
                )
                suspending.suspend(contract, asked, on=today, by=admin)
                break


def _replace_one(company: Company, said: Said, admin: User) -> None:
    """One contract gave its place to another a week ago."""
    today = company.today()
    starts_on = today - timedelta(days=7)
    # One that was charged for longer, where there is one: the rest becomes a credit.
    for contract in sorted(_running()[3:], key=lambda each: not to_credit(each, Close(starts_on - ONE_DAY))):
        if not replacing.why_not(contract, starts_on) and not contract.suspensions.exists():
            number = f"{contract.number}-B"
            given = replacing.Successor(number, starts_on, starts_on, "letter", said.more)
            replacing.replace(contract, given, on=today, by=admin)
            break


def _end_one(company: Company, said: Said, admin: User) -> None:
    """One contract that was charged for longer was ended by its customer: the rest is to be given back."""
    today = company.today()
    last_day = today - timedelta(days=3)
    for contract in _running(80)[3:]:
        if ending_effect.why_not(contract, Ending.Kind.TERMINATION, last_day):
            continue
        if to_credit(contract, Close(last_day)) and not contract.suspensions.exists():
            given = ending_effect.Given(
                kind=Ending.Kind.TERMINATION,
                side=Ending.Side.CUSTOMER,
                received_on=today - timedelta(days=10),
                last_day=last_day,
                channel=Ending.Channel.REGISTERED,
                reason=said.sold,
                running=Ending.Running.PRORATED,
            )
            ending.end(contract, given, on=today, by=admin)
            break


def _running(most: int = 12) -> list[Contract]:
    """Contracts that run with nothing against them and stand alone, the first numbers first."""
    alone = Contract.objects.signed().filter(main=None, subs=None)
    return list(alone.filter(ended_on=None, ends_after=None).order_by("number")[:most])
