from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tenancy import outbox
from tenancy.models import Company, Document, OutboxMessage
from tests.plugins.smtp import Sink

State = OutboxMessage.State


@pytest.fixture
def document(acting_a: Company, tmp_path: object, settings: object) -> Document:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return Document.freeze(b"%PDF-1.7 letter", kind="renewal_notice", subject=acting_a, name="letter.pdf")


def queue(key: str = "k1", **fields: object) -> OutboxMessage:
    return outbox.queue_email(key, "zoe@example.com", "Votre contrat", "Bonjour é", **fields)  # type: ignore[arg-type]


def test_a_mail_arrives_once_with_its_attachment(smtp: Sink, acting_a: Company, document: Document) -> None:
    message = queue(html="<p>Bonjour</p>", document=document)
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(sent=1)
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered()
    (mail,) = smtp.mails
    assert (mail["To"], mail["Subject"], mail["From"]) == (
        "zoe@example.com", "Votre contrat", "Alpha Chauffage <no-reply@localhost>")  # fmt: skip
    message.refresh_from_db()
    assert (message.state, message.attempts, mail["Message-ID"]) == (State.SENT, 1, message.message_id)
    assert mail.get_body(("plain",)).get_content().strip() == "Bonjour é"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Bonjour</p>"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("letter.pdf", b"%PDF-1.7 letter")


def test_the_same_key_is_queued_once(acting_a: Company) -> None:
    assert queue().pk == queue().pk
    assert OutboxMessage.objects.count() == 1


def test_a_server_that_is_away_is_tried_again_later_and_at_last_given_up_visibly(
    smtp: Sink, acting_a: Company
) -> None:
    message, now = queue(), timezone.now()
    smtp.stop()
    for wait in outbox.RETRY_AFTER:
        assert outbox.deliver_due(acting_a, now) == outbox.Delivered(postponed=1)
        message.refresh_from_db()
        assert (message.state, message.next_attempt_at) == (State.QUEUED, now + wait)
        assert outbox.deliver_due(acting_a, now) == outbox.Delivered()
        now += wait
    assert outbox.deliver_due(acting_a, now) == outbox.Delivered(failed=1)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 6)
    assert "refused" in message.last_error


def test_a_server_that_comes_back_gets_the_mail_once(smtp: Sink, acting_a: Company) -> None:
    message, now = queue(), timezone.now()
    smtp.stop()
    outbox.deliver_due(acting_a, now)
    smtp.start()
    assert outbox.deliver_due(acting_a, now + timedelta(minutes=1)) == outbox.Delivered(sent=1)
    assert [mail["Message-ID"] for mail in smtp.mails] == [message.message_id]


def test_a_busy_mailbox_is_tried_again_and_an_unknown_one_given_up(smtp: Sink, acting_a: Company) -> None:
    busy = queue("busy")
    unknown = outbox.queue_email("unknown", "nobody@example.com", "S", "T")
    smtp.answer = lambda envelope: "550 no such user" if "nobody" in envelope.rcpt_tos[-1] else "451 later"
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(postponed=1, failed=1)
    busy.refresh_from_db()
    unknown.refresh_from_db()
    assert (busy.state, busy.last_error) == (State.QUEUED, "451 later")
    assert (unknown.state, unknown.last_error) == (State.FAILED, "550 no such user")


def test_one_bad_message_does_not_hold_the_next_ones_up(smtp: Sink, acting_a: Company) -> None:
    bad = outbox.queue_email("bad", "zoe\nBcc: all@example.com", "S", "T")
    queue("good")
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(sent=1, failed=1)
    bad.refresh_from_db()
    assert bad.state == State.FAILED
    assert len(smtp.mails) == 1


def test_what_may_have_left_is_not_sent_again(smtp: Sink, acting_a: Company) -> None:
    message = queue()
    smtp.hang_up = True
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(failed=1)
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert message.message_id in message.last_error
    assert outbox.deliver_due(acting_a, timezone.now() + timedelta(days=2)) == outbox.Delivered()
    assert len(smtp.mails) == 1


def test_a_worker_killed_between_claim_and_send_leaves_a_visible_failure(
    smtp: Sink, acting_a: Company
) -> None:
    message, now = queue(), timezone.now()
    OutboxMessage.objects.filter(pk=message.pk).update(state=State.SENDING, claimed_at=now, attempts=1)
    assert outbox.deliver_due(acting_a, now + timedelta(minutes=5)) == outbox.Delivered()
    assert outbox.has_work(now + timedelta(minutes=16)) is True
    assert outbox.deliver_due(acting_a, now + timedelta(minutes=16)) == outbox.Delivered(failed=1)
    message.refresh_from_db()
    assert (message.state, len(smtp.mails)) == (State.FAILED, 0)
    assert outbox.send_again(message) is True
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(sent=1)


def test_held_mail_waits_until_it_is_let_go(smtp: Sink, acting_a: Company) -> None:
    queue()
    Company.objects.filter(pk=acting_a.pk).update(mail_paused=True)
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered()
    Company.objects.filter(pk=acting_a.pk).update(mail_paused=False)
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(sent=1)


def test_a_hook_that_fails_does_not_unsend_the_mail(
    smtp: Sink, acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(message: OutboxMessage) -> None:
        OutboxMessage.objects.filter(pk=message.pk).update(subject="undone")
        raise RuntimeError("no such notice")

    monkeypatch.setattr(outbox, "_sent_hooks", [fail])
    message = queue()
    outbox.deliver_due(acting_a, timezone.now())
    message.refresh_from_db()
    assert (message.state, message.subject, message.last_error) == (
        State.SENT,
        "Votre contrat",
        "no such notice",
    )


def test_a_file_that_was_changed_since_is_never_attached(
    smtp: Sink, acting_a: Company, document: Document
) -> None:
    message = queue(document=document)
    name = str(document.file.name)
    document.file.storage.delete(name)
    document.file.storage.save(name, ContentFile(b"another letter"))
    assert outbox.deliver_due(acting_a, timezone.now()) == outbox.Delivered(failed=1)
    message.refresh_from_db()
    assert "content hash" in message.last_error
    assert smtp.mails == []


def test_a_message_claimed_by_another_worker_is_left_alone(smtp: Sink, acting_a: Company) -> None:
    message = queue()
    assert outbox._claim(acting_a, message.pk, timezone.now()) is not None
    assert outbox._claim(acting_a, message.pk, timezone.now()) is None


def test_companies_with_waiting_mail_are_sent_a_worker(
    acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.tasks import start_outboxes
    from tenancy.tasks import deliver_outbox

    asked: list[int] = []
    monkeypatch.setattr(deliver_outbox, "send", lambda company: asked.append(company.pk))
    start_outboxes()
    queue()
    start_outboxes()
    assert asked == [acting_a.pk]
