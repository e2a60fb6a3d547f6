"""What comes back: bounces read from a mailbox, receipts of certified e-mail, and reminders that leave by SMS."""

import io
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings

from config.demo.pec_provider import provider as pec_provider
from contracts.models import Notice
from customers.models import Communication, Customer
from letters import emailing, leaving, reminding
from letters.models import Dispatch, Letter
from tenancy import bounces, outbox, pec, pec_receipts
from tenancy.models import Alert, Company, Document, OutboxMessage, PecAccount
from tests.factories.tenancy import PecAccountFactory
from tests.letters.conftest import ON, prepared
from tests.letters.test_pages import ALPHA, notice_url
from tests.plugins.imap import Mailbox
from tests.plugins.smtp import Sink

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; zoe@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: text/rfc822-headers

Subject: x
{header}
--b--
"""


def receipt_of_another(about: str) -> bytes:
    at = datetime(2026, 11, 20, 10, 15, 30, tzinfo=ZoneInfo("Europe/Rome"))
    return pec_provider("Nobody").receipt(about, "avvenuta-consegna", at, to="ditta@pec.example")


def report(to: str = "bounces@echeo.example", action: str = "failed", header: str = "") -> bytes:
    return REPORT.format(to=to, action=action, header=header).encode()


def receipt(about: str, kind: str, error: str = "nessuno", why: str = "", dtd: str = "") -> bytes:
    at = datetime(2026, 11, 20, 10, 15, 30, tzinfo=ZoneInfo("Europe/Rome"))
    return pec_provider().receipt(about, kind, at, to="ditta@pec.example", error=error, why=why, dtd=dtd)


@pytest.fixture
def returns(imap: Mailbox, settings: Settings) -> Mailbox:
    """The mailbox of what cannot be delivered."""
    settings.BOUNCE_ADDRESS = "bounces@echeo.example"
    settings.BOUNCE_IMAP_URL = f"imap://{imap.user}:open%20sesame@127.0.0.1:{imap.port}/INBOX"
    return imap


@pytest.fixture
def account(acting_a: Company, imap: Mailbox, smtp: Sink, settings: Settings) -> PecAccount:
    """The company's PEC, at servers of the test."""
    settings.PEC_HOSTS_MAY_BE_PRIVATE = True
    made: PecAccount = PecAccountFactory.create(
        smtp_host="127.0.0.1", smtp_port=smtp.port, imap_host="127.0.0.1", imap_port=imap.port,
        security="none", username="", password=imap.password,
    )  # fmt: skip
    return made


def test_each_mail_has_a_return_address_of_its_own_and_a_bounce_is_tied_to_it(
    returns: Mailbox, smtp: Sink, acting_a: Company, notice: Notice, client_ana: Client
) -> None:
    message = emailing.email(notice, ON)
    outbox.deliver_due(acting_a, timezone.now())
    (mail,) = smtp.mails
    sender = f"{acting_a.name} <no-reply@{site.SITE_HOST}>"
    assert (mail["From"], mail[bounces.HEADER]) == (sender, bounces.token_of(message))
    for raw in (
        report(action="delayed", to=bounces.address_of(message)),
        report(header=f"{bounces.HEADER}: {message.company_id}-{message.pk}-{'0' * 20}"),
        b"Subject: I am on holiday\n\nback on Monday",
    ):
        returns.put(raw)
    assert bounces.read_mailbox() == 0
    returns.put(report(header=f"{bounces.HEADER}: {bounces.token_of(message)}"))
    returns.put(report(to=bounces.address_of(message)))
    assert (bounces.read_mailbox(), returns.seen) == (1, {1, 2, 3, 4, 5})
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("bounced", "550 5.1.1 no such user")
    assert [row.kind for row in Dispatch.objects.get().receipts.all()] == ["bounced"]
    alert = Alert.objects.open().get()
    assert (alert.kind, alert.facts["text"]) == ("letter_returned", "550 5.1.1 no such user")
    assert Communication.objects.filter(direction="in", summary__contains="550").count() == 1
    assert "send it by letter" in client_ana.get("/t/alpha/alerts/").content.decode()


def test_a_bounced_notice_is_written_anew_and_mailed_to_the_address_mended(
    smtp: Sink, acting_a: Company, notice: Notice, client_ana: Client
) -> None:
    message = emailing.email(notice, ON)
    outbox.deliver_due(acting_a, timezone.now())
    message.refresh_from_db()
    outbox.bounced(message, "no such user", timezone.now())
    client_ana.post(notice_url(notice, "again/"))
    again = notice_url(notice, "again/email/")
    assert "Mail to this address came back" in client_ana.get(again).content.decode()
    Customer.objects.filter(pk=notice.contract.customer_id).update(email="new@example.com")
    for _click in range(2):
        client_ana.post(again)
    outbox.deliver_due(acting_a, timezone.now())
    assert [mail["To"] for mail in smtp.mails] == [message.recipient, "new@example.com"]
    assert Letter.objects.count() == Dispatch.objects.count() == 2
    assert not Alert.objects.open().exists()
    notice.refresh_from_db()
    assert notice.sent_to == message.recipient


def test_no_more_mails_leave_in_an_hour_than_the_company_lets(smtp: Sink, acting_a: Company) -> None:
    Company.objects.filter(pk=acting_a.pk).update(mails_per_hour=2)
    for number in range(3):
        outbox.queue_email(f"k{number}", "zoe@example.com", "S", "T")
    now = timezone.now()
    assert (outbox.deliver_due(acting_a, now).sent, outbox.deliver_due(acting_a, now).sent) == (2, 0)
    assert outbox.deliver_due(acting_a, now + timedelta(minutes=61)).sent == 1


def test_a_notice_goes_by_pec_to_who_chose_it_and_its_receipts_are_proof(
    account: PecAccount, smtp: Sink, imap: Mailbox, acting_a: Company, client_ana: Client
) -> None:
    notice = prepared(customer__notice_channel="pec", customer__pec="zoe@pec.example")
    PecAccount.objects.update(username=imap.user)
    page = client_ana.post(ALPHA, {"action": "email", "pk": [notice.pk]}).content.decode()
    assert "Will go by PEC to zoe@pec.example." in page
    message = emailing.email(notice, ON)
    PecAccount.objects.update(username="")  # the sink asks for no name
    outbox.deliver_due(acting_a, timezone.now())
    PecAccount.objects.update(username=imap.user)
    (mail,) = smtp.mails
    assert (mail["To"], "ditta@pec.example" in mail["From"]) == ("zoe@pec.example", True)
    notice.refresh_from_db()
    assert (notice.channel, notice.sent_to) == ("pec", "zoe@pec.example")
    about = message.message_id
    other = imap.put(b"Subject: somebody else's\n\nnot ours")
    imap.put(receipt(about, "accettazione"))
    imap.put(receipt(about, "avvenuta-consegna", dtd='<!DOCTYPE x [<!ENTITY y "z">]>'))
    imap.put(receipt(about, "avvenuta-consegna"))
    imap.put(receipt(about, "avvenuta-consegna"))
    pec.read_mailbox(acting_a)
    row = Dispatch.objects.get()
    at = datetime(2026, 11, 20, 10, 15, 30, tzinfo=ZoneInfo("Europe/Rome"))
    assert [(each.kind, each.at) for each in row.receipts.all()] == [("accepted", at), ("delivered", at)]
    assert other not in imap.seen
    kept = Document.objects.filter(kind="pec_receipt").order_by("pk")
    assert kept[0].read() == imap.mails[1]
    answer = client_ana.get(f"{ALPHA}documents/{kept[0].pk}/")
    assert (answer.content, answer["Content-Type"]) == (imap.mails[1], "application/octet-stream")
    proof = _text(client_ana.get(f"{ALPHA}sent/{row.pk}/proof.pdf").content)
    assert kept[0].sha256 in proof
    assert "émetteur non vérifié : posta-certificata@pec.example (Gestore PEC CA)" in proof


def test_a_receipt_that_was_altered_or_signed_by_anybody_changes_nothing_and_alerts(
    account: PecAccount, smtp: Sink, imap: Mailbox, acting_a: Company, client_ana: Client, settings: Settings,
    tmp_path: Path,
) -> None:  # fmt: skip
    notice = prepared(customer__notice_channel="pec", customer__pec="zoe@pec.example")
    message = emailing.email(notice, ON)
    outbox.deliver_due(acting_a, timezone.now())
    PecAccount.objects.update(username=imap.user)
    true = receipt(message.message_id, "errore-consegna", "no-dest", "5.1.1 indirizzo non valido")
    (authorities := tmp_path / "ca.pem").write_bytes(pec_provider().authorities)
    seals = {
        "altered": (true.replace(b"5.1.1", b"5.1.2"), ""),
        "missing": (true.replace(b"multipart/signed", b"multipart/mixed"), ""),
        "valid": (true, ""),
        "known": (true, str(authorities)),
        "unknown": (receipt_of_another(message.message_id), str(authorities)),
    }
    assert {name: pec_receipts.read(*asked).seal for name, asked in seals.items()} == {n: n for n in seals}
    for name in ("altered", "missing", "altered"):
        imap.put(seals[name][0])
    pec.read_mailbox(acting_a)
    message.refresh_from_db()
    row: Any = Dispatch.objects.with_fate().get()
    kept = [(each.kind, each.seal) for each in row.receipts.order_by("pk")]
    assert (message.state, row.fate, kept) == (
        "sent",
        "sent",
        [("doubtful", "altered"), ("doubtful", "missing")],
    )
    assert Alert.objects.open().get().kind == "receipt_doubtful"
    assert "cannot be relied on" in client_ana.get("/t/alpha/alerts/").content.decode()
    assert "the signature does not fit the text" in client_ana.get(f"{ALPHA}sent/{row.pk}/").content.decode()
    settings.PEC_AUTHORITIES = str(authorities)
    imap.put(true)
    pec.read_mailbox(acting_a)
    assert [alert.kind for alert in Alert.objects.open()] == ["letter_returned"]
    assert row.receipts.last().seal == "known"


def test_a_pec_not_delivered_alerts_and_a_mailbox_that_cannot_be_read_says_so(
    account: PecAccount, smtp: Sink, imap: Mailbox, acting_a: Company, client_ana: Client
) -> None:
    notice = prepared(customer__notice_channel="pec", customer__pec="zoe@pec.example")
    message = emailing.email(notice, ON)
    outbox.deliver_due(acting_a, timezone.now())
    PecAccount.objects.update(username=imap.user)
    imap.put(receipt(message.message_id, "errore-consegna", "no-dest", "5.1.1 indirizzo non valido"))
    assert pec.read_mailbox(acting_a) == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("bounced", "5.1.1 indirizzo non valido")
    assert Alert.objects.open().get().facts["kind"] == "undelivered"
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM tenancy_pecaccount")
        assert imap.password not in cursor.fetchone()[0]
    form = {"address": "ditta@pec.example", "username": "box", "password": "wrong", "security": "none",
            "smtp_host": "127.0.0.1", "smtp_port": smtp.port,
            "imap_host": "127.0.0.1", "imap_port": imap.port}  # fmt: skip
    assert client_ana.post("/t/alpha/settings/pec/", form).status_code == 302
    pec.read_mailbox(acting_a)
    page = client_ana.get("/t/alpha/settings/pec/").content.decode()
    assert ("wrong password" in page, imap.password in page, 'value="wrong"' in page) == (True, False, False)


def test_servers_inside_the_house_are_refused(acting_a: Company, client_ana: Client) -> None:
    form = {"address": "a@pec.example", "username": "a", "password": "b", "security": "tls",
            "smtp_host": "127.0.0.1", "smtp_port": 6379, "imap_host": "10.0.0.1", "imap_port": 993}  # fmt: skip
    page = client_ana.post("/t/alpha/settings/pec/", form).content.decode()
    for said in (
        "The server 127.0.0.1 may not be used.",
        "The server 10.0.0.1 may not be used.",
        "465, 587, 25",
    ):
        assert said in page, said
    assert not PecAccount.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"X-Ricevuta: accettazione\n\n", receipt("<a@b>", "presa-in-carico")])
def test_what_is_no_receipt_is_passed_over(raw: bytes) -> None:
    assert pec_receipts.read(raw) is None


@pytest.fixture
def provider(settings: Settings) -> Iterator[list[dict[str, str]]]:
    """A real SMS provider: keeps what it was asked; refuses what says so."""
    asked: list[dict[str, str]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**body, "token": self.headers["Authorization"]})
            self.send_response(503 if len(asked) == 1 else 202)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/sms"
    settings.SMS_TOKEN, settings.SMS_SENDER = "token", "Echeo"
    yield asked
    server.shutdown()
    server.server_close()


def test_a_reminder_leaves_by_sms_with_a_link_to_the_letter_and_is_no_notice(
    provider: list[dict[str, str]], acting_a: Company, notice: Notice, client_ana: Client, client: Client
) -> None:
    Customer.objects.filter(pk=notice.contract.customer_id).update(mobile="+33600000001")
    url = notice_url(notice, "sms/")
    assert "The letter has not left yet" in client_ana.get(url).content.decode()
    client_ana.post(notice_url(notice, "print/"))
    leaving.mark_sent({notice.pk: "3, rue Haute"}, on=ON, channel="letter")
    for _click in range(2):
        client_ana.post(url)
    now = timezone.now()
    assert outbox.deliver_due(acting_a, now).postponed == 1
    assert outbox.deliver_due(acting_a, now + timedelta(minutes=2)).sent == 1
    said = provider[-1]
    assert (said["to"], said["token"], said["from"]) == ("+33600000001", "Bearer token", "Echeo")
    link = said["text"].rsplit(" ", 1)[1]
    answer = client.get(link.removeprefix(site.SITE_URL))
    assert answer.content == Document.objects.get().read()
    notice.refresh_from_db()
    assert (notice.channel, [row.channel for row in Dispatch.objects.order_by("pk")]) == (
        "letter",
        ["letter", "sms"],
    )
    again = reminding.why_not(Notice.objects.get())
    with time_machine.travel("2027-02-28"):
        late = reminding.why_not(Notice.objects.get())
    assert len({"", again, late}) == 3
    assert OutboxMessage.objects.count() == 1


def _text(content: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
