"""What the demo companies changed about their letters, and the letters other than notices they wrote."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.models import BillingPeriod, Contract, OwedVisit
from letters.designing.clause import Clause, clauses_of
from letters.designing.when import Signed, When
from letters.leaving import mark_sent
from letters.models import Automatic, Kind, Occasion, Paper
from letters.occasions import raise_all, write_all
from letters.starting import template_of
from tenancy.models import Company, User

WRITTEN = 3


@dataclass(frozen=True)
class Said:
    """What a country's office added to its conditions and its paper."""

    section: str
    boiler: Clause
    away: Clause
    header: str
    footer: str


WORDS = {
    "FR": Said(
        "Dispositions particulières",
        Clause(
            "<p>Le réglage de la combustion et la mesure du monoxyde de carbone sont compris dans la visite "
            "annuelle\u00a0; l’attestation est remise dans les quinze jours.</p>",
            "Chaudières", law="Code de l’environnement, art. R. 224-41-4 et suivants",
            when=When(machines=("boiler",)),
        ),
        Clause(
            "<p>Le client qui souhaite une première visite avant la fin du délai de rétractation en fait la demande "
            "expresse par écrit.</p>",
            "Première visite", law="Code de la consommation, art. L. 221-25",
            when=When(customer=("consumer",), signed=Signed.AWAY),
        ),
        "Votre chauffagiste depuis 1962",
        "Qualigaz – Qualipac – Astreinte 7 jours sur 7",
    ),
    "IT": Said(
        "Disposizioni particolari",
        Clause(
            "<p>La visita annuale comprende la prova di combustione e l’aggiornamento del libretto di impianto.</p>",
            "Caldaie", law="D.P.R. 74/2013, art. 7", when=When(machines=("boiler",)),
        ),
        Clause(
            "<p>Per le controversie con clienti professionali è competente in via esclusiva il foro di Bologna.</p>",
            "Foro competente", law="Cod. proc. civ., art. 28", onerous=True, when=When(customer=("professional",)),
        ),
        "Assistenza dal 1975",
        "F-gas certificati – Reperibilità 7 giorni su 7",
    ),
}  # fmt: skip


def write_letters(company: Company, admin: User, today: date) -> None:
    """Two conditional clauses, a paper of one's own, kinds the night writes, and a few letters of each state."""
    said, language = WORDS[company.country], company.language
    template = template_of(Kind.CONTRACT, language)
    version = template.versions.order_by("-number").first()
    if version is not None:
        more = [Clause(heading=said.section, sort="section"), said.boiler, said.away]
        template.write(version.subject, [*clauses_of(Kind.CONTRACT, version), *more], by=admin)
    Paper(header=said.header, footer=said.footer).put_in_force(admin)
    for kind in (Kind.WELCOME, Kind.REFUSAL_RECEIPT, Kind.CONTRACT_END):
        Automatic.objects.get_or_create(kind=kind, defaults={"since": today, "chosen_by": admin})
    visits = OwedVisit.objects.open().filter(window_ends_on__gt=today).select_related("contract__customer")
    late = BillingPeriod.objects.due(today - timedelta(days=15)).select_related("contract__customer")
    signed = Contract.objects.signed().filter(ended_on=None).select_related("customer")
    announced = raise_all(Kind.VISIT, list(visits[:WRITTEN]), visit_on=today + timedelta(days=9), hours="")
    reminded = raise_all(Kind.REMINDER, list(late[:WRITTEN]))
    raise_all(Kind.WELCOME, list(signed.order_by("-start_on")[:WRITTEN]))
    write_all([*announced, *reminded], today)
    mark_sent(
        {each.pk: each.letter.one_line for each in announced[:1] if each.letter},
        of=Occasion,
        on=today,
        channel="letter",
        by=admin,
    )
