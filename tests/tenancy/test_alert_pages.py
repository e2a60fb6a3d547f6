from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects

from tenancy.models import Alert, Company, Membership, User
from tenancy.permissions import Right
from tests.factories.tenancy import AlertFactory

LIST = "/t/alpha/alerts/"


@pytest.fixture
def fee(acting_a: Company) -> Alert:
    alert: Alert = AlertFactory.create(
        kind="fee_due", subject_id=7, due_on=date(2026, 11, 20), amount=Decimal("120.50")
    )
    return alert


@pytest.fixture
def notice(acting_a: Company) -> Alert:
    alert: Alert = AlertFactory.create(kind="notice_to_send", subject_id=8, subject_label="K00002")
    return alert


def shown(client: Client, query: str = "") -> list[int]:
    return [row.pk for row in client.get(LIST + query).context["table"].rows.data.data]


def rights(user: User, **switched: list[str]) -> None:
    Membership.objects.filter(user=user).update(**switched)


def test_the_list_is_narrowed_by_cause_and_urgency(client_ana: Client, fee: Alert, notice: Alert) -> None:
    assert shown(client_ana) == [fee.pk, notice.pk]
    assert shown(client_ana, "?kind=notice_to_send") == [notice.pk]
    assert shown(client_ana, "?severity=lost") == [fee.pk]


def test_causes_without_the_right_to_see_them_are_not_there(
    client_ana: Client, ana: User, fee: Alert
) -> None:
    rights(ana, denied=[Right.FEES_VIEW])
    assert shown(client_ana) == []
    assert client_ana.get(f"{LIST}{fee.pk}/").status_code == 404


def test_an_alert_leads_to_its_contract_and_tells_amount_and_day(client_ana: Client, fee: Alert) -> None:
    page = client_ana.get(f"{LIST}{fee.pk}/").content.decode()
    assert [words in page for words in ("/t/alpha/contracts/7/", "€120.50", "1 billing period is due")] == [
        True
    ] * 3


def test_an_alert_is_taken_and_given_back(client_ana: Client, ana: User, fee: Alert) -> None:
    assertRedirects(client_ana.post(f"{LIST}{fee.pk}/take/"), f"{LIST}{fee.pk}/")
    fee.refresh_from_db()
    assert fee.owner == Membership.objects.get(user=ana)
    assert (shown(client_ana, "?owner=mine"), shown(client_ana, "?owner=nobody")) == ([fee.pk], [])
    client_ana.post(f"{LIST}{fee.pk}/release/")
    fee.refresh_from_db()
    assert fee.owner is None


def test_an_alert_put_off_leaves_the_list_until_its_day(
    client_ana: Client, company_a: Company, fee: Alert
) -> None:
    until = company_a.today() + timedelta(days=3)
    client_ana.post(f"{LIST}{fee.pk}/snooze/", {"until": until.isoformat(), "reason": "Away until Thursday."})
    assert (shown(client_ana), shown(client_ana, "?shown=snoozed")) == ([], [fee.pk])
    assert "Away until Thursday." in client_ana.get(f"{LIST}{fee.pk}/").content.decode()
    client_ana.post(f"{LIST}{fee.pk}/wake/")
    assert shown(client_ana) == [fee.pk]


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"until": "2026-01-01", "reason": "x"}, "until"),
        ({"until": "2099-01-01", "reason": "x"}, "until"),
        ({"until": "31/02", "reason": "x"}, "until"),
        ({"until": "", "reason": "x"}, "until"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(
    client_ana: Client, fee: Alert, form: dict[str, str], wrong: str
) -> None:
    answer = client_ana.post(f"{LIST}{fee.pk}/snooze/", form)
    assert list(answer.context["form"].errors) == [wrong]
    fee.refresh_from_db()
    assert fee.snoozed_until is None


def test_putting_off_needs_a_reason(client_ana: Client, company_a: Company, fee: Alert) -> None:
    until = (company_a.today() + timedelta(days=3)).isoformat()
    assert list(client_ana.post(f"{LIST}{fee.pk}/snooze/", {"until": until}).context["form"].errors) == [
        "reason"
    ]


def test_many_alerts_are_taken_and_put_off_at_once(
    client_ana: Client, company_a: Company, fee: Alert, notice: Alert
) -> None:
    chosen: dict[str, Any] = {"pk": [fee.pk, notice.pk], "confirm": "1", "expected": "2"}
    client_ana.post(LIST, {**chosen, "action": "take"})
    assert Alert.objects.filter(owner=None).count() == 0
    until = (company_a.today() + timedelta(days=3)).isoformat()
    client_ana.post(LIST, {**chosen, "action": "snooze", "until": until, "reason": "Stocktaking."})
    assert shown(client_ana) == []


def test_a_settled_alert_cannot_be_taken(client_ana: Client, fee: Alert) -> None:
    Alert.objects.update(closed_on="2026-11-23")
    assert [client_ana.post(f"{LIST}{fee.pk}/{what}/").status_code for what in ("take", "snooze")] == [
        404,
        404,
    ]
    assert shown(client_ana, "?shown=closed") == [fee.pk]


def test_alerts_of_another_company_are_not_found(client_chloe: Client, fee: Alert) -> None:
    assert client_chloe.get(f"/t/beta/alerts/{fee.pk}/").status_code == 404
    assert client_chloe.post(f"/t/beta/alerts/{fee.pk}/take/").status_code == 404
