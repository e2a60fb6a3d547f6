from datetime import UTC, date, datetime
from hashlib import sha256

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from tenancy.models import (
    Alert,
    Attachment,
    Change,
    Counter,
    Document,
    Invitation,
    JobFailure,
    JobRun,
    OutboxMessage,
    PecAccount,
    RetiredNumber,
    SearchToken,
    Technician,
    Trashed,
)


class AlertFactory(DjangoModelFactory[Alert]):
    """A fee nobody billed."""

    class Meta:
        model = Alert

    kind = "fee_due"
    subject_kind = "contract"
    subject_id = factory.Sequence(lambda n: n + 1)
    subject_label = "K00001"
    opened_on = date(2026, 3, 4)


class ChangeFactory(DjangoModelFactory[Change]):
    """A customer was made; as the trigger writes it."""

    class Meta:
        model = Change

    noun = "customers_customer"
    row_id = 1
    operation = Change.Operation.CREATED
    at = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    source = "office"


class CounterFactory(DjangoModelFactory[Counter]):
    """Seven invoices of 2026."""

    class Meta:
        model = Counter

    series = factory.Sequence(lambda n: f"series{n}")
    year = 2026
    value = 7


class DocumentFactory(DjangoModelFactory[Document]):
    """A file of which only the row exists."""

    class Meta:
        model = Document

    kind = "notice"
    subject_kind = "contracts.contract"
    subject_id = 1
    name = "notice.pdf"
    file = "nowhere/notice.pdf"
    size = 6
    sha256 = sha256(b"notice").hexdigest()


class InvitationFactory(DjangoModelFactory[Invitation]):
    """A place in the office."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"new{n}@example.com")


class JobRunFactory(DjangoModelFactory[JobRun]):
    """A night that is over."""

    class Meta:
        model = JobRun

    kind = "nightly"
    on = date(2026, 3, 4)
    state = JobRun.State.DONE


class JobFailureFactory(DjangoModelFactory[JobFailure]):
    """A contract that night could not do."""

    class Meta:
        model = JobFailure

    run = factory.SubFactory(JobRunFactory)
    step = "renew"
    subject_label = "K00001"
    reason = "The fee is too large."


class OutboxMessageFactory(DjangoModelFactory[OutboxMessage]):
    """A letter waiting to be sent."""

    class Meta:
        model = OutboxMessage

    key = factory.Sequence(lambda n: f"notice:{n}")
    recipient = "zoe@example.com"
    subject = "Your contract"
    text = "It renews."


class RetiredNumberFactory(DjangoModelFactory[RetiredNumber]):
    """The number of a customer who is gone."""

    class Meta:
        model = RetiredNumber

    series = "customer"
    number = factory.Sequence(lambda n: f"OLD{n:05}")


class TrashedFactory(DjangoModelFactory[Trashed]):
    """A customer in the trash of whom only the label exists."""

    class Meta:
        model = Trashed

    kind = "customers.customer"
    row_id = 1_000_000
    label = "Dupont Zoé"


class SearchTokenFactory(DjangoModelFactory[SearchToken]):
    """A word of a customer."""

    class Meta:
        model = SearchToken

    token = factory.Sequence(lambda n: f"word{n}")
    kind = "customer"
    object_id = 1_000_000


class TechnicianFactory(DjangoModelFactory[Technician]):
    """Somebody with a van and no login."""

    class Meta:
        model = Technician

    name = factory.Sequence(lambda n: f"Technician {n}")


class AttachmentFactory(DjangoModelFactory[Attachment]):
    """A note of the office on a machine, with its file."""

    class Meta:
        model = Attachment

    subject_kind = "equipment"
    subject_id = 1_000_000
    kind = Attachment.Kind.DOCUMENT
    name = "note.txt"
    content_type = "text/plain"
    file = factory.LazyAttribute(lambda row: ContentFile(row.name.encode(), "note.txt"))
    size = 8
    sha256 = "0" * 64


class PecAccountFactory(DjangoModelFactory[PecAccount]):
    """The certified mailbox of the company."""

    class Meta:
        model = PecAccount

    address = "ditta@pec.example"
    username = "ditta@pec.example"
    password = "a password"
    smtp_host = "smtp.pec.example"
    imap_host = "imap.pec.example"
