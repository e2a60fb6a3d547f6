"""Letters other than notices: made in the lists or by the night, once an event, kept and sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contracts.models import BillingPeriod, Contract, OwedVisit, Revision
from contracts.refusal import refuse
from customers.models import Communication
from letters import mailings, tasks
from letters.automatic import write_what_happened
from letters.models import Automatic, Kind, Letter, Mailing, Occasion
from letters.occasions import preview, raise_all, write_all
from tenancy import outbox
from tenancy.models import Company, OutboxMessage
from tenancy.night import Work
from tests.factories.contracts import BillingPeriodFactory, OwedVisitFactory, RevisionFactory
from tests.letters.conftest import ON, signed
from tests.letters.test_mailings import work_off
from tests.letters.test_notices import words
from tests.plugins.smtp import Sink

ALPHA = "/t/alpha/"
OTHERS = f"{ALPHA}letters/others/"


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The parts a mailing was cut in, instead of a worker."""
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.write_part, "send", lambda company, **kwargs: asked.append(kwargs))
    return asked


def event(kind: str, contract: Contract) -> Any:
    """Something of a contract to write about."""
    term = contract.terms.get()
    if kind == Kind.VISIT:
        return contract.owed_visits.first() or OwedVisitFactory(contract=contract, term=term)
    if kind == Kind.REMINDER:
        return contract.billing_periods.first() or BillingPeriodFactory(contract=contract, term=term)
    if kind == Kind.PRICE_CHANGE:
        return RevisionFactory(contract=contract)
    if kind == Kind.REFUSAL_RECEIPT:
        refuse(contract, date(2026, 11, 18), on=ON, channel="email")
        return contract.refusals.get()
    if kind == Kind.CONTRACT_END:
        signed(number=f"UNDER-{contract.pk}", main=contract, customer=contract.customer)
        Contract.objects.filter(pk=contract.pk).update(ends_after=date(2027, 3, 3))
    return contract


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.VISIT, "notre technicien passera le 3 décembre 2026, entre 8 h et 10 h"),
        (Kind.WELCOME, "Bienvenue"),
        (Kind.PRICE_CHANGE, "Nouveau montant annuel"),
        (Kind.REMINDER, "ne nous est pas parvenue"),
        (Kind.CONTRACT_END, "prend fin le 3 mars 2027"),
        (Kind.REFUSAL_RECEIPT, "le 18 novembre 2026, votre refus"),
    ],
)
def test_each_kind_is_written_once_an_event_and_kept(acting_a: Company, kind: str, said: str) -> None:
    happened = event(kind, signed())
    more: dict[str, Any] = (
        {"visit_on": date(2026, 12, 3), "hours": "entre 8 h et 10 h"} if kind == Kind.VISIT else {}
    )
    (occasion,) = raise_all(kind, [happened], **more)
    assert raise_all(kind, [happened]) == [occasion]
    text = words(preview(occasion, ON))
    assert said in text and "…" not in text
    # The letter of the end names the contracts under it that go on.
    assert ("UNDER-" in text) == (kind == Kind.CONTRACT_END)
    assert Letter.objects.count() == 0
    for _time in range(2):
        write_all(list(Occasion.objects.all()), ON)
    letter = Letter.objects.get()
    assert (letter.kind, letter.notice, letter.document.kind) == (kind, None, kind)
    assert said in words(letter.document.read())


def test_the_database_knows_one_letter_an_event_and_its_own_event_only(acting_a: Company) -> None:
    contract = signed()
    fields = {"contract": contract, "customer": contract.customer}
    Occasion.objects.create(kind=Kind.WELCOME, **fields)
    for wrong in (
        {"kind": Kind.WELCOME}, {"kind": Kind.VISIT}, {"kind": Kind.CONTRACT_END, "hours": "8 h"},
        {"kind": Kind.CONTRACT_END, "sent_on": ON, "channel": "letter"},  # nothing was written
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Occasion.objects.create(**fields, **wrong)


def test_visits_are_announced_from_their_list_with_a_preview_by_mail_or_on_paper(
    smtp: Sink, acting_a: Company, client_ana: Client, parts: list[dict[str, int]]
) -> None:
    by_mail, on_paper = signed(), signed(customer__email="")
    visits = [event(Kind.VISIT, contract) for contract in (by_mail, on_paper)]
    done = event(Kind.VISIT, signed())
    done.close(on=ON, by=OwedVisit.Done.OFFICE)
    url = f"{ALPHA}contracts/visits/"
    form = {"action": "announce", "pk": [visit.pk for visit in visits]}
    shown = client_ana.post(url, form).content.decode()
    assert f"By e-mail to {by_mail.customer.email}, or printed." in shown and "Will be printed." in shown
    assert Occasion.objects.count() == 0
    sure = form | {"confirm": "1", "expected": "2", "way": "email"}
    assert "A time needs its day." in client_ana.post(url, sure | {"hours": "8 h"}).content.decode()
    assert client_ana.post(url, sure)["Location"] == f"{ALPHA}letters/mailings/"
    assert "Its letter is made already" in client_ana.post(url, form).content.decode()
    work_off(acting_a, parts)
    assert sorted(Mailing.objects.values_list("purpose", "run__state")) == [
        ("email", "done"),
        ("print", "done"),
    ]
    outbox.deliver_due(acting_a, timezone.now())
    (mail,) = smtp.mails
    assert "technicien passera entre le" in mail.get_body(("plain",)).get_content()
    sent = Occasion.objects.get(contract=by_mail)
    assert (sent.sent_on, sent.channel, sent.sent_to) == (ON, "email", by_mail.customer.email)
    assert Communication.objects.get().channel == "email"
    paper = Occasion.objects.get(contract=on_paper)
    page = client_ana.get(OTHERS).content.decode()
    assert by_mail.number in page and "Written, to send" in page
    client_ana.post(
        OTHERS,
        {
            "action": "mark_sent",
            "pk": paper.pk,
            "confirm": "1",
            "expected": "1",
            "on": "2026-11-20",
            "channel": "letter",
        },
    )
    paper.refresh_from_db()
    assert (paper.sent_on, paper.channel, paper.sent_to.startswith("Dupont")) == (ON, "letter", True)


def test_a_new_price_told_by_letter_counts_as_shown(acting_a: Company, client_ana: Client) -> None:
    revision = event(Kind.PRICE_CHANGE, signed())
    (occasion,) = raise_all(Kind.PRICE_CHANGE, [revision])
    write_all([occasion], ON)
    form = {"action": "take_back", "pk": revision.pk}
    url = f"{ALPHA}contracts/revisions/"
    assert "is open again" in client_ana.post(url, form).content.decode()
    Occasion.objects.mark_sent({occasion.pk: "here"}, on=ON, channel="letter", by=None)
    assert "a letter told the customer this fee" in client_ana.post(url, form).content.decode()
    assert Revision.objects.standing().count() == 1


def test_the_night_writes_what_the_company_chose_from_the_day_on_and_once(
    smtp: Sink, acting_a: Company, client_ana: Client
) -> None:
    before, after = signed(), signed()
    Contract.objects.filter(pk=after.pk).update(signed_on=ON)
    BillingPeriod.objects.update(state="open", due_on=ON - timedelta(days=16))
    switch = f"{ALPHA}letters/others/welcome/automatic/"
    client_ana.post(switch, {"since": "2026-11-10"})
    client_ana.post(f"{ALPHA}letters/others/reminder/automatic/", {"since": "2026-11-10"})
    looked = Work(acting_a, ON, "preview", writes=False)
    write_what_happened(looked)
    assert (looked.counts["written"], Occasion.objects.count()) == (1, 0)
    for _night in range(2):
        write_what_happened(Work(acting_a, ON, "night"))
    assert list(Occasion.objects.values_list("kind", "contract")) == [("welcome", after.pk)]
    assert OutboxMessage.objects.get().recipient == after.customer.email
    assert before.number not in client_ana.get(OTHERS).content.decode()
    client_ana.post(f"{switch}stop/")
    assert list(Automatic.objects.values_list("kind", flat=True)) == ["reminder"]


def test_a_batch_of_other_letters_is_joined_by_postcode_and_one_that_fails_is_told(
    acting_a: Company, parts: list[dict[str, int]], client_ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = [signed(customer__postcode=code, customer__email="") for code in ("71000", "01000")]
    raise_all(Kind.WELCOME, contracts)
    (given_up,) = raise_all(Kind.WELCOME, [signed()])
    drop = {"action": "drop", "pk": given_up.pk, "confirm": "1", "expected": "1"}
    client_ana.post(f"{OTHERS}?contract={given_up.contract_id}", drop)
    mailing = mailings.start_mailing(list(Occasion.objects.all()), ON)
    work_off(acting_a, parts)
    mailing.refresh_from_db()
    assert mailing.print_file is not None
    assert [item.about.contract.customer.postcode for item in mailing.items.all()] == ["01000", "71000"]
    page = client_ana.get(f"{ALPHA}letters/mailings/{mailing.pk}/").content.decode()
    assert "Welcome after signature" in page and contracts[0].number in page
    client_ana.post(f"{ALPHA}letters/mailings/{mailing.pk}/sent/", {"on": "2026-11-20", "channel": "letter"})
    assert Occasion.objects.to_send().count() == 0
