from datetime import date

import factory
from factory.django import DjangoModelFactory

from letters.models import (
    Automatic,
    Kind,
    Letter,
    LetterTemplate,
    LetterVersion,
    Mailing,
    MailingItem,
    Occasion,
    Paper,
)
from tests.factories.contracts import ContractFactory, NoticeFactory
from tests.factories.tenancy import DocumentFactory, JobRunFactory


class LetterTemplateFactory(DjangoModelFactory[LetterTemplate]):
    """The French renewal notice; one row however often asked."""

    class Meta:
        model = LetterTemplate
        django_get_or_create = ("kind", "language")

    kind = Kind.RENEWAL_NOTICE
    language = "fr"
    name = "Avis de reconduction"


class LetterVersionFactory(DjangoModelFactory[LetterVersion]):
    """A short text."""

    class Meta:
        model = LetterVersion

    template = factory.SubFactory(LetterTemplateFactory)
    number = factory.Sequence(lambda n: n + 1)
    subject = "Contrat {{ contract.number }}"
    body = "<p>{{ notice.box }}</p>"


class LetterFactory(DjangoModelFactory[Letter]):
    """The notice of a term, written and kept."""

    class Meta:
        model = Letter

    kind = Kind.RENEWAL_NOTICE
    notice = factory.SubFactory(NoticeFactory)
    contract = factory.SelfAttribute("notice.contract")
    customer = factory.SelfAttribute("notice.contract.customer")
    version = factory.SubFactory(LetterVersionFactory)
    document = factory.SubFactory(DocumentFactory)
    language = "fr"
    addressed_to = "Dupont Zoé\n3, rue Haute\n71000 Mâcon"
    written_on = date(2026, 10, 20)


class MailingFactory(DjangoModelFactory[Mailing]):
    """A batch to print."""

    class Meta:
        model = Mailing

    purpose = Mailing.Purpose.PRINT
    on = date(2026, 10, 20)
    run = factory.SubFactory(JobRunFactory, kind="letters")


class MailingItemFactory(DjangoModelFactory[MailingItem]):
    """One letter of it, waiting."""

    class Meta:
        model = MailingItem

    mailing = factory.SubFactory(MailingFactory)
    notice = factory.SubFactory(NoticeFactory)
    position = factory.Sequence(lambda n: n + 1)


class PaperFactory(DjangoModelFactory[Paper]):
    """The usual layout, kept as a version."""

    class Meta:
        model = Paper

    number = factory.Sequence(lambda n: n + 1)


class OccasionFactory(DjangoModelFactory[Occasion]):
    """A signed contract's welcome, with its letter written."""

    class Meta:
        model = Occasion

    kind = Kind.WELCOME
    contract = factory.SubFactory(ContractFactory)
    customer = factory.SelfAttribute("contract.customer")
    letter = factory.SubFactory(
        LetterFactory, kind=Kind.WELCOME, notice=None, contract=factory.SelfAttribute("..contract"),
        customer=factory.SelfAttribute("..customer"),
    )  # fmt: skip


class AutomaticFactory(DjangoModelFactory[Automatic]):
    """Welcome letters by the night."""

    class Meta:
        model = Automatic

    kind = Kind.WELCOME
    since = date(2026, 3, 1)
