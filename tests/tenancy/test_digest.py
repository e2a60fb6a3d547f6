from datetime import date

from django.test import Client

from config import nightly
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, OutboxMessage, User
from tests.factories.contracts import ContractFactory


def test_who_wants_it_gets_one_mail_a_night_with_what_is_open(
    company_a: Company, ana: User, ben: User
) -> None:
    Membership.objects.filter(user__in=[ana, ben]).update(wants_digest=True)
    with acting_for(company_a):
        sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1))
    nightly.run(company_a, date(2026, 3, 10))
    nightly.run(company_a, date(2026, 3, 10))
    with acting_for(company_a):
        message = OutboxMessage.objects.get()
    assert message.recipient == ana.email  # ben may not see alerts
    assert "Fees not billed: 1 (€120.00), first on" in message.text
    assert "/t/alpha/alerts/" in message.text


def test_nothing_open_sends_nothing(company_a: Company, ana: User) -> None:
    Membership.objects.update(wants_digest=True)
    nightly.run(company_a, date(2026, 3, 10))
    with acting_for(company_a):
        assert not OutboxMessage.objects.exists()


def test_a_preview_sends_nothing_and_says_who_would_be_written_to(company_a: Company, ana: User) -> None:
    Membership.objects.update(wants_digest=True)
    with acting_for(company_a):
        sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1))
    summary = nightly.preview(company_a, date(2026, 3, 10))
    assert [row.subject for row in summary.rows if row.step == "digest"] == ["Ana"]
    with acting_for(company_a):
        assert not OutboxMessage.objects.exists()


def test_each_switches_her_own(client_ana: Client, ana: User, ben: User) -> None:
    for _twice in range(2):
        client_ana.post("/t/alpha/alerts/digest/?wanted=yes")
    assert list(Membership.objects.filter(wants_digest=True).values_list("user", flat=True)) == [ana.pk]
    client_ana.post("/t/alpha/alerts/digest/?wanted=no")
    assert not Membership.objects.filter(wants_digest=True).exists()
