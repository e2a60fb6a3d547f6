"""What the demo companies wrote to many customers at once: a circular, a draft of advertising, and who agreed to it."""

from collections.abc import Mapping
from datetime import timedelta

from customers import advertising
from customers.models import AdvertisingWish, Customer
from letters import circular_texts, circulating, mailings
from letters.models import Circular
from tenancy.acting import acting_for
from tenancy.models import Company, Country, Membership
from tenancy.permissions import Role

# Name, subject, paragraphs.
CLOSED = {
    Country.FRANCE.value: (
        "Fermeture estivale",
        "Fermeture de nos bureaux du 10 au 21 août",
        "Madame, Monsieur,",
        "Nos bureaux seront fermés du 10 au 21 août. L’astreinte reste joignable au {{ company.phone }}.",
        "Bien à vous,",
    ),
    Country.ITALY.value: (
        "Chiusura estiva",
        "Chiusura dei nostri uffici dal 10 al 21 agosto",
        "Gentile cliente,",
        "i nostri uffici saranno chiusi dal 10 al 21 agosto. La reperibilità resta attiva al {{ company.phone }}.",
        "Cordiali saluti,",
    ),
}
OFFER = {
    Country.FRANCE.value: (
        "Offre pompe à chaleur",
        "Votre chaudière a plus de quinze ans\u00a0?",
        "Bonjour,",
        "Lors de votre prochaine visite, nous étudions volontiers avec vous le passage à une pompe à chaleur.",
        "Répondez simplement à ce courrier.",
    ),
    Country.ITALY.value: (
        "Offerta pompe di calore",
        "La Sua caldaia ha più di quindici anni?",
        "Gentile cliente,",
        "alla prossima visita valutiamo volentieri con Lei il passaggio a una pompa di calore.",
        "Basta rispondere a questa lettera.",
    ),
}
CHOSEN, AGREED = 14, 9
FOREIGN = 5  # of those chosen each fifth has letters in the other company's language


def write_circulars(company: Company) -> None:
    """One that was started, and one that waits for its start."""
    admin = Membership.objects.get(company=company, role=Role.ADMIN).user
    today = company.today()
    with acting_for(company, actor=admin, source="office"):
        customers = list(Customer.objects.active().buying().order_by("sort_name", "pk")[:CHOSEN])
        keys = [customer.pk for customer in customers]
        other = Country.ITALY if company.country == Country.FRANCE else Country.FRANCE
        for customer in customers[::FOREIGN]:
            customer.language = other.language
            customer.save(update_fields=["language"])
        said = today - timedelta(days=40)
        advertising.record(keys[:AGREED], wanted=True, on=said, source=AdvertisingWish.Source.FORM)
        advertising.record(keys[:1], wanted=False, on=today, source=AdvertisingWish.Source.TELEPHONE)
        closed = {Country(country).language: CLOSED[country] for country in (company.country, other.value)}
        started = _circular(customers, closed, Circular.Purpose.CONTRACT)
        offer = {company.language: OFFER[company.country]}
        _circular(customers, offer, Circular.Purpose.ADVERTISING)
        batches = circulating.start(started)
    for batch in batches:
        mailings.write_part(company, batch.pk, 1)


def _circular(customers: list[Customer], said: Mapping[str, tuple[str, ...]], purpose: str) -> Circular:
    """``said``: by language its name, subject and paragraphs; the first names it."""
    circular = circulating.choose(customers, next(iter(said.values()))[0])
    circular.purpose = purpose
    texts = {
        language: (subject, "\n\n".join([*paragraphs, "{{ company.name }}"]))
        for language, (_name, subject, *paragraphs) in said.items()
    }
    return circular_texts.settle(circular, texts)
