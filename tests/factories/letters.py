from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from letters.models import (
    Automatic,
    Circular,
    CircularTranslation,
    Dispatch,
    Kind,
    Letter,
    LetterTemplate,
    LetterVersion,
    Mailing,
    MailingItem,
    Occasion,
    Paper,
    Receipt,
    Recipient,
    Signature,
    SignatureRequest,
)
from tests.factories.contracts import ContractFactory, NoticeFactory
from tests.factories.customers import CustomerFactory
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


class CircularFactory(DjangoModelFactory[Circular]):
    """A draft to French customers."""

    class Meta:
        model = Circular

    name = "Fermeture estivale"
    language = "fr"


class CircularTranslationFactory(DjangoModelFactory[CircularTranslation]):
    """The same in Italian."""

    class Meta:
        model = CircularTranslation

    circular = factory.SubFactory(CircularFactory)
    language = "it"
    version = factory.SubFactory(
        LetterVersionFactory,
        template=factory.SubFactory(LetterTemplateFactory, kind=Kind.CIRCULAR, language="it"),
    )


class RecipientFactory(DjangoModelFactory[Recipient]):
    """Somebody chosen for it."""

    class Meta:
        model = Recipient

    circular = factory.SubFactory(CircularFactory)
    customer = factory.SubFactory(CustomerFactory)


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


class DispatchFactory(DjangoModelFactory[Dispatch]):
    """The notice of a term that left by registered letter inside its window."""

    class Meta:
        model = Dispatch

    notice = factory.SubFactory(NoticeFactory)
    contract = factory.SelfAttribute("notice.contract")
    customer = factory.SelfAttribute("notice.contract.customer")
    channel = Dispatch.Channel.REGISTERED
    sent_on = date(2026, 11, 10)
    to = "Dupont Zoé, 3, rue Haute, 71000 Mâcon"


class ReceiptFactory(DjangoModelFactory[Receipt]):
    """It came back."""

    class Meta:
        model = Receipt

    dispatch = factory.SubFactory(DispatchFactory)
    kind = Receipt.Kind.RETURNED
    on = date(2026, 11, 18)
    reason = Receipt.Reason.MOVED


class SignatureRequestFactory(DjangoModelFactory[SignatureRequest]):
    """A contract given to its customer by link."""

    class Meta:
        model = SignatureRequest

    contract = factory.SubFactory(ContractFactory)
    document = factory.SubFactory(DocumentFactory)
    fingerprint = "0" * 64
    language = "fr"
    way = SignatureRequest.Way.LINK
    until = date(2027, 6, 30)


class SignatureFactory(DjangoModelFactory[Signature]):
    """It was signed."""

    class Meta:
        model = Signature

    request = factory.SubFactory(SignatureRequestFactory)
    signer = "Zoé Dupont"
    signed_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    address = "192.0.2.7"
    sha256 = "0" * 64
    document = factory.SubFactory(DocumentFactory)
