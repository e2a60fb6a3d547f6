"""Letters other than notices leave, come back and leave once more as notices do."""

import io

from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from customers.models import Customer
from letters import emailing, mailings, tasks
from letters.models import Dispatch, Kind, Letter, Mailing, Occasion
from letters.occasions import raise_all, write_all
from tenancy import outbox, pec
from tenancy.models import Alert, Company, Membership, PecAccount
from tests.letters.conftest import ON, signed
from tests.letters.test_coming_back import account, receipt  # noqa: F401 - a fixture
from tests.letters.test_occasions import event
from tests.plugins.imap import Mailbox
from tests.plugins.smtp import Sink

ALPHA = "/t/alpha/letters/"
FIRST, SECOND = "1A12345678901", "1A12345678902"


def welcome(**fields: object) -> Occasion:
    (occasion,) = raise_all(Kind.WELCOME, [signed(**fields)])
    return occasion


def test_a_letter_that_came_back_is_a_task_until_it_left_once_more_and_all_is_proof(
    acting_a: Company, client_ana: Client
) -> None:
    (occasion,) = raise_all(Kind.VISIT, [event(Kind.VISIT, signed())])
    url = f"{ALPHA}others/{occasion.pk}/"
    assert client_ana.post(f"{url}print/", follow=True)["Content-Type"] == "application/pdf"
    form = {"on": "2026-11-19", "channel": "registered", "reference": FIRST}
    for _click in range(2):
        client_ana.post(f"{url}sent/", form)
    first = Dispatch.objects.get()
    assert (first.occasion, first.letter, first.tracking) == (occasion, Letter.objects.get(), FIRST)
    page = client_ana.get(f"{ALPHA}sent/?letter=visit").content.decode()
    assert occasion.contract.number in page
    assert occasion.contract.number not in client_ana.get(f"{ALPHA}sent/?letter=welcome").content.decode()
    client_ana.post(f"{ALPHA}sent/{first.pk}/returned/", {"on": "2026-11-20", "reason": "moved"})
    alert = Alert.objects.open().get()
    assert "Visit notice" in client_ana.get("/t/alpha/alerts/").content.decode()
    Customer.objects.filter(pk=occasion.customer_id).update(address="9, rue Neuve")
    client_ana.post(f"{url}again/")
    assert "Open the new letter" in client_ana.get(url).content.decode()
    for _click in range(2):
        client_ana.post(
            f"{url}again/sent/", {"on": "2026-11-20", "channel": "registered", "reference": SECOND}
        )
    alert.refresh_from_db()
    old, new = Letter.objects.order_by("pk")
    assert (alert.closed_on, "9, rue Neuve" in new.addressed_to) == (ON, True)
    assert list(Dispatch.objects.order_by("pk").values_list("letter", "tracking")) == [
        (old.pk, FIRST),
        (new.pk, SECOND),
    ]
    proof = client_ana.get(f"{ALPHA}contracts/{occasion.contract_id}/proof.pdf").content
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(proof)).pages).split())
    for said in (FIRST, SECOND, old.document.sha256, "Avis de passage"):
        assert said in text, said


def test_it_leaves_by_the_pec_the_customer_chose_and_a_failure_is_told(
    account: PecAccount,  # noqa: F811
    smtp: Sink,
    imap: Mailbox,
    acting_a: Company,
    client_ana: Client,
) -> None:
    occasion = welcome(customer__notice_channel="pec", customer__pec="zoe@pec.example")
    message = emailing.email(occasion, ON)
    outbox.deliver_due(acting_a, timezone.now())
    occasion.refresh_from_db()
    row = Dispatch.objects.get()
    assert (occasion.channel, row.channel, row.to, row.message) == ("pec", "pec", "zoe@pec.example", message)
    PecAccount.objects.update(username=imap.user)
    imap.put(receipt(message.message_id, "errore-consegna", "no-dest", "5.1.1 indirizzo non valido"))
    assert pec.read_mailbox(acting_a) == 1
    assert [each.kind for each in row.receipts.all()] == ["undelivered"]
    assert Alert.objects.open().get().facts["letter"] == "welcome"
    client_ana.post(f"{ALPHA}others/{occasion.pk}/again/")
    again = f"{ALPHA}others/{occasion.pk}/again/email/"
    assert "Mail to this address came back" in client_ana.get(again).content.decode()


def test_a_batch_of_other_letters_gets_its_registered_numbers(
    acting_a: Company, client_ana: Client, monkeypatch: object
) -> None:
    monkeypatch.setattr(tasks.write_part, "send", mailings.write_part)  # type: ignore[attr-defined]
    rows = [welcome(customer__postcode=code, customer__email="") for code in ("71000", "01000")]
    mailing = mailings.start_mailing(rows, ON, purpose=Mailing.Purpose.PRINT)
    form = {"on": "2026-11-19", "numbers": f"{FIRST}\n{SECOND}"}
    client_ana.post(f"{ALPHA}mailings/{mailing.pk}/numbers/", form)
    kept = Dispatch.objects.order_by("tracking").values_list("tracking", "customer__postcode", "occasion")
    assert list(kept) == [(FIRST, "01000", rows[1].pk), (SECOND, "71000", rows[0].pk)]
    client_ana.post(f"{ALPHA}mailings/{mailing.pk}/numbers/", {**form, "numbers": f"{SECOND}\n{FIRST}"})
    assert list(Dispatch.objects.order_by("pk").values_list("tracking", flat=True)) != []
    assert Dispatch.objects.get(tracking=SECOND).customer.postcode == "01000"


def test_who_may_not_see_fees_is_led_to_no_letter_that_refuses(acting_a: Company, client_ana: Client) -> None:
    occasion = welcome()
    write_all([occasion], ON)
    Membership.objects.filter(user__name="Ana").update(denied=["fees.view"])
    url = f"{ALPHA}others/{occasion.pk}/"
    listed, page = (client_ana.get(at).content.decode() for at in (f"{ALPHA}others/", url))
    assert url in listed
    assert [f"{url[:-1]}{end}" in text for text in (listed, page) for end in (".pdf", ".docx")] == [False] * 4


def test_marked_by_hand_as_an_e_mail_the_proof_names_the_mailbox(
    acting_a: Company, client_ana: Client
) -> None:
    """The contact's who receives the notices, or the customer's; else what is written on the letter."""
    reached, unknown = welcome(customer__email="zoe@example.com"), welcome(customer__email="")
    write_all([reached, unknown], ON)
    form = {"on": "2026-11-19", "channel": "email", "confirm": "1", "expected": "1"}
    asked = client_ana.get(f"{ALPHA}others/{reached.pk}/sent/").content.decode()
    assert "zoe@example.com" in asked
    client_ana.post(f"{ALPHA}others/{reached.pk}/sent/", form)
    client_ana.post(f"{ALPHA}others/", form | {"action": "mark_sent", "pk": [unknown.pk]})
    unknown.refresh_from_db()
    assert list(Dispatch.objects.order_by("pk").values_list("occasion", "to")) == [
        (reached.pk, "zoe@example.com"),
        (unknown.pk, unknown.letter.one_line if unknown.letter else ""),
    ]
