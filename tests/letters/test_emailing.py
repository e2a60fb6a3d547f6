from datetime import date

import pytest
import time_machine
from django.utils import timezone

from contracts.models import Notice
from letters import emailing
from letters.alerting import KIND
from letters.models import Letter
from tenancy import outbox
from tenancy.models import Alert, Company, OutboxMessage
from tests.letters.conftest import ON, prepared
from tests.plugins.smtp import Sink


def test_the_mail_arrives_with_the_letter_and_the_notice_is_marked(
    smtp: Sink, acting_a: Company, notice: Notice
) -> None:
    emailing.email(notice, ON)
    notice.refresh_from_db()
    assert notice.sent_on is None
    outbox.deliver_due(acting_a, timezone.now())
    (mail,) = smtp.mails
    notice = Notice.objects.get()
    assert (notice.sent_on, notice.channel, notice.sent_to, notice.cures) == (
        ON, "email", notice.contract.customer.email, True)  # fmt: skip
    assert notice.sent_by is not None and notice.sent_by.name == "Ana"
    (attached,) = mail.iter_attachments()
    assert notice.document is not None
    assert attached.get_content() == notice.document.read()
    plain = mail.get_body(("plain",)).get_content()
    assert "3 janvier 2027" in plain.split("=" * 46)[1]
    assert "<" not in plain
    html = mail.get_body(("html",)).get_content()
    assert 'style="border:2px solid #000' in html


def test_a_double_click_queues_once(acting_a: Company, notice: Notice) -> None:
    assert emailing.email(notice, ON) == emailing.email(notice, ON)
    assert (OutboxMessage.objects.count(), Letter.objects.count()) == (1, 1)


def test_the_letter_of_a_mail_under_way_is_not_written_anew(acting_a: Company, notice: Notice) -> None:
    emailing.email(notice, ON)
    emailing.email(notice, date(2026, 11, 25))
    assert Letter.objects.count() == 1


def test_the_day_it_left_is_the_companys(smtp: Sink, acting_a: Company, notice: Notice) -> None:
    emailing.email(notice, ON)
    with time_machine.travel("2026-11-20 23:30+00:00", tick=False):  # half past midnight in Paris
        outbox.deliver_due(acting_a, timezone.now())
    notice.refresh_from_db()
    assert notice.sent_on == date(2026, 11, 21)


def test_a_mail_held_until_after_the_window_does_not_count(
    smtp: Sink, acting_a: Company, notice: Notice
) -> None:
    emailing.email(notice, ON)
    with time_machine.travel("2026-12-04 09:00+01:00", tick=False):
        outbox.deliver_due(acting_a, timezone.now())
    notice.refresh_from_db()
    assert (notice.sent_on, notice.cures) == (date(2026, 12, 4), False)


def test_without_an_address_or_once_it_left_no_mail_is_sent(acting_a: Company, notice: Notice) -> None:
    homeless = prepared(customer__email="")
    with pytest.raises(emailing.CannotEmail, match="no e-mail address"):
        emailing.email(homeless, ON)
    notice.mark_sent(on=ON, channel="letter", to="Dupont")
    with pytest.raises(emailing.CannotEmail, match="left already"):
        emailing.email(notice, ON)


@pytest.mark.parametrize(
    ("on", "warned"),
    [
        (date(2026, 10, 2), "not open yet"),
        (date(2026, 10, 3), ""),
        (date(2026, 12, 1), ""),
        (date(2026, 12, 2), "late for an e-mail"),
        (date(2026, 12, 3), "late for an e-mail"),
        (date(2026, 12, 4), "closed"),
    ],
)
def test_what_speaks_against_an_email_is_said(notice: Notice, on: date, warned: str) -> None:
    warning = emailing.warning(notice, on)
    assert warned in warning
    assert bool(warning) == bool(warned)


def test_a_mail_given_up_raises_an_alert_at_once(smtp: Sink, acting_a: Company, notice: Notice) -> None:
    smtp.answer = lambda envelope: "550 no such user"
    message = emailing.email(notice, ON)
    outbox.deliver_due(acting_a, timezone.now())
    alert = Alert.objects.get(kind=KIND)
    assert (alert.subject_id, alert.facts) == (message.pk, {"reason": "550 no such user"})
    notice.refresh_from_db()
    assert notice.sent_on is None
