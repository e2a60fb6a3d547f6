"""Letters that leave, or do not, stand in the customer's communication log, once."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from contracts.models import Contract, Notice
from contracts.refusal import refuse
from customers.models import Communication, Customer
from letters import emailing, leaving
from tenancy import outbox
from tenancy.models import Company, OutboxMessage, User
from tests.letters.conftest import ON, prepared
from tests.plugins.smtp import Sink


def log_of(customer: Customer) -> list[tuple[str, str, str]]:
    rows = customer.communications.order_by("pk")
    return [(row.channel, row.direction, row.summary) for row in rows]


def told(notice: Notice, how: str) -> str:
    return f"Lettre de reconduction du contrat {notice.contract.number} envoyée\u00a0: {how}"


def test_a_notice_by_e_mail_is_told_when_it_has_left(smtp: Sink, acting_a: Company, notice: Notice) -> None:
    emailing.email(notice, ON)
    assert not Communication.objects.exists()
    outbox.deliver_due(acting_a, timezone.now())
    (entry,) = Communication.objects.all()
    assert (entry.channel, entry.summary) == ("email", told(notice, "E-mail"))
    assert (entry.customer_id, entry.text) == (notice.contract.customer_id, notice.contract.customer.email)
    assert entry.by is not None and entry.by.name == "Ana"


def test_letters_marked_in_bulk_and_singly_are_told_once_each(
    client_ana: Client, acting_a: Company, notice: Notice, ana: User
) -> None:
    other = prepared()
    page = f"/t/alpha/letters/notices/{notice.pk}/sent/"
    form = {"on": "2026-11-19", "channel": "registered", "reference": "1A 234 567 8901 2"}
    assert client_ana.post(page, form).status_code == 302
    client_ana.post(page, form)
    both = {notice.pk: "here", other.pk: "there"}
    assert leaving.mark_sent(both, on=ON, channel="letter", by=ana) == 1
    assert [(row.customer_id, row.channel, row.text) for row in Communication.objects.order_by("pk")] == [
        (notice.contract.customer_id, "letter", "Dupont Zoé, 3, rue Haute, 71000 Mâcon\n1A23456789012"),
        (other.contract.customer_id, "letter", "there"),
    ]
    entry = notice.contract.customer.communications.get()
    assert entry.at.astimezone(acting_a.zone).isoformat() == "2026-11-19T12:00:00+01:00"


def test_a_mail_given_up_is_told_with_the_reason(acting_a: Company, notice: Notice) -> None:
    emailing.email(notice, ON)
    message = OutboxMessage.objects.get()
    message.last_error = "550 no such user"
    for _time in range(2):
        leaving.message_given_up(message)
    (entry,) = Communication.objects.all()
    assert (entry.channel, entry.text, entry.subject_label) == (
        "email", "550 no such user", notice.contract.number,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "shown"), [("phone", "telephone"), ("page", "link"), ("registered", "letter")]
)
def test_a_refusal_recorded_is_told(
    acting_a: Company, notice: Notice, channel: str, shown: str, ana: User
) -> None:
    contract: Contract = notice.contract
    refuse(contract, date(2026, 11, 18), on=ON, channel=channel, by=ana, reason="Moves away")
    (entry,) = Communication.objects.all()
    assert (entry.channel, entry.direction, entry.text, entry.by) == (shown, "in", "Moves away", ana)
    assert contract.number in entry.summary and "03/03/2027" in entry.summary
