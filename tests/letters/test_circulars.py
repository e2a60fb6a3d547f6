"""Circulars: chosen in a list, written once, sent to each by her way, with what became of each."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers import advertising
from customers.erasing import erase
from customers.merging import merge
from customers.models import AdvertisingWish, Communication, Customer
from customers.trash import throw_away
from letters import circular_fates, circular_texts, circulating, mailings, occasions, sheets, tasks
from letters.models import Circular, Dispatch, Letter, LetterVersion, Mailing, Occasion, Recipient
from tenancy import outbox, trash
from tenancy.models import Company
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory
from tests.letters.conftest import ON, signed
from tests.letters.test_notices import words
from tests.plugins.smtp import Sink

LETTERS = "/t/alpha/letters/"
CUSTOMERS = "/t/alpha/customers/"
TEXT = {
    "name": "Fermeture",
    "purpose": "contract",
    "way": "own",
    "subject_fr": "Fermeture de nos bureaux",
    "body_fr": "Bonjour {{ customer.name }},\n\nNous fermons en août.",
}

ITALIAN = {
    "subject_it": "Chiusura dei nostri uffici",
    "body_it": "Gentile {{ customer.name }},\n\nchiudiamo.",
}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The parts a mailing was cut in, instead of a worker."""
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.write_part, "send", lambda company, **kwargs: asked.append(kwargs))
    return asked


def work_off(company: Company, parts: list[dict[str, int]]) -> None:
    while parts:
        mailings.write_part(company, **parts.pop(0))


def chosen(client: Client, rows: list[Customer]) -> Circular:
    """A circular begun in the list of customers."""
    answer = client.post(CUSTOMERS, {"action": "write", "pk": [row.pk for row in rows]})
    circular = Circular.objects.get()
    assert answer["Location"] == f"{LETTERS}circulars/{circular.pk}/edit/"
    return circular


def fates(circular: Circular) -> dict[str, str]:
    return {
        fate.recipient.customer.last_name: fate.channel or fate.reason
        for fate in circular_fates.fates(circular)
    }


def test_customers_chosen_in_their_list_are_written_to_once_each_by_her_way(
    smtp: Sink, acting_a: Company, client_ana: Client, parts: list[dict[str, int]]
) -> None:
    mailed = CustomerFactory(last_name="Blanc")
    by_post = CustomerFactory(last_name="Zola", notice_channel="post")
    twin = CustomerFactory(last_name="Blanc", first_name=mailed.first_name, email=mailed.email)
    italian = CustomerFactory(last_name="Rossi", language="it")
    CustomerFactory(last_name="Autre")
    circular = chosen(client_ana, [mailed, by_post, twin, italian])
    url = f"{LETTERS}circulars/{circular.pk}/"
    wrong = client_ana.post(f"{url}edit/", TEXT | {"body_fr": "Bonjour {{ customer.nom }}"}).content.decode()
    assert "There is no placeholder “customer.nom”" in wrong and "Bonjour {{ customer.nom }}" in wrong
    assert "the first of these texts that is written: French, Italian." in wrong
    client_ana.post(f"{url}edit/", TEXT)
    first = circular.recipients.get(customer=mailed)
    seen = words(client_ana.get(f"{LETTERS}recipients/{first.pk}.pdf").content)
    assert "Bonjour Blanc" in seen and "Nous fermons" in seen
    page = client_ana.get(f"{url}start/").content.decode()
    for said in ("E-mail: 2", "Letter: 1", "Text in French: 3", "no text in the language of their letters: Italian 1",
                 "written to once"):  # fmt: skip
        assert said in page, said
    assert "no text in the language of their letters: Italian 1" in client_ana.get(url).content.decode()
    client_ana.post(f"{url}edit/", TEXT | {"own_language": "on"})
    assert (
        "no text in the language of her letters: Italian" in client_ana.get(f"{url}start/").content.decode()
    )
    half = client_ana.post(f"{url}edit/", TEXT | {"body_it": "Chiudiamo."}).content.decode()
    assert "The text has no subject yet." in half and "Subject (Italian)" in half and "Chiudiamo." in half
    client_ana.post(f"{url}edit/", TEXT | ITALIAN)
    assert "Text in Italian: 1" in client_ana.get(f"{url}start/").content.decode()
    assert (Letter.objects.count(), Occasion.objects.count()) == (0, 0)
    for _click in range(2):
        client_ana.post(f"{url}start/")
    assert 'hx-get="' in client_ana.get(url).content.decode()
    work_off(acting_a, parts)
    outbox.deliver_due(acting_a, timezone.now())
    assert {(mail["To"], mail["Subject"], mail["List-Unsubscribe"]) for mail in smtp.mails} == {
        (mailed.email, "Fermeture de nos bureaux", None),
        (italian.email, "Chiusura dei nostri uffici", None),
    }
    written = Letter.objects.get(customer=italian)
    assert (written.language, "Gentile Rossi" in words(written.document.read())) == ("it", True)
    assert sorted(Mailing.objects.values_list("purpose", "run__total")) == [("email", 2), ("print", 1)]
    sent = Dispatch.objects.get(customer=mailed)
    assert (sent.contract, sent.customer, sent.channel) == (None, mailed, "email")
    assert "Fermeture" in Communication.objects.get(customer=mailed).summary
    others = [client_ana.get(f"{LETTERS}others/{asked}").content.decode() for asked in ("", "?kind=all")]
    assert [mailed.name in page for page in others] == [False, True]
    listed = client_ana.get(f"{LETTERS}recipients/?circular={circular.pk}").content.decode()
    for said in ("Sent", "Written, to send", "Left out"):
        assert said in listed, said
    for address in (f"{LETTERS}sent/", f"{LETTERS}sent/{sent.pk}/", f"{LETTERS}sent/{sent.pk}/proof.pdf",
                    f"{LETTERS}others/", f"{LETTERS}others/{sent.occasion_id}/", f"{LETTERS}circulars/",
                    f"{LETTERS}mailings/{Mailing.objects.first().pk}/"):  # fmt: skip
        assert client_ana.get(address).status_code == 200, address
    late = client_ana.post(f"{url}edit/", TEXT | {"body_fr": "Typed in a second tab."}).content.decode()
    assert "Started meanwhile" in late and "Typed in a second tab." in late
    assert client_ana.get(f"{url}edit/")["Location"] == url
    with pytest.raises(ValidationError):
        circulating.start(circular)


def test_advertising_goes_to_who_agreed_and_the_link_in_it_ends_it(
    smtp: Sink, acting_a: Company, client_ana: Client, parts: list[dict[str, int]]
) -> None:
    client = Client(enforce_csrf_checks=True)
    yes, never, gone = (CustomerFactory(last_name=name) for name in ("Oui", "Jamais", "Non"))
    client_ana.post(
        f"{CUSTOMERS}{yes.pk}/advertising/", {"wanted": "yes", "on": "2026-11-01", "source": "form"}
    )
    for wanted, day in ((True, date(2026, 3, 1)), (False, date(2026, 5, 1))):
        advertising.record([gone.pk], wanted=wanted, on=day, source=AdvertisingWish.Source.TELEPHONE)
    circular = chosen(client_ana, [yes, never, gone])
    client_ana.post(f"{LETTERS}circulars/{circular.pk}/edit/", TEXT | {"purpose": "advertising"})
    circular.refresh_from_db()
    assert fates(circular) == {
        "Oui": "email",
        "Jamais": "Did not agree to advertising.",
        "Non": "Wants no advertising since 05/01/2026.",
    }
    circulating.start(circular)
    work_off(acting_a, parts)
    outbox.deliver_due(acting_a, timezone.now())
    (mail,) = smtp.mails
    text = mail.get_body(("plain",)).get_content()
    link = "/l/" + text.split("/l/")[1].split()[0]
    assert client.get(link).status_code == 200
    assert advertising.wishes_of([yes.pk])[yes.pk].wanted
    assert mail["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{link}>"
    assert client.post(link).status_code == 403
    name, value = mail["List-Unsubscribe-Post"].split("=")
    assert client.post(link, {name: value}).status_code == 200
    wish = advertising.wishes_of([yes.pk])[yes.pk]
    assert (wish.wanted, wish.source) == (False, "link")
    assert "vous avez accepté" in words(Letter.objects.get().document.read()).lower()
    assert "Wants no advertising" in client_ana.get(f"{CUSTOMERS}{yes.pk}/").content.decode()


def test_who_cannot_be_reached_or_is_left_in_peace_gets_nothing_with_the_reason(
    acting_a: Company, client_ana: Client
) -> None:
    nowhere = CustomerFactory(last_name="Nulle", email="", address="", postcode="", city="")
    left = CustomerFactory(last_name="Paix", excluded=True, excluded_reason="procès")
    off = CustomerFactory(last_name="Parti")
    circular = chosen(client_ana, [nowhere, left, off])
    off.deactivate(ON)
    client_ana.post(f"{LETTERS}circulars/{circular.pk}/edit/", TEXT)
    circular.refresh_from_db()
    assert fates(circular) == {
        "Nulle": "No postal address is known.",
        "Paix": "Left out of lists: procès",
        "Parti": "The customer is deactivated.",
    }
    url = f"{LETTERS}circulars/{circular.pk}/"
    assert "Nobody would get it" in client_ana.post(f"{url}start/").content.decode()
    client_ana.post(f"{LETTERS}recipients/?circular={circular.pk}",
                    {"action": "take_off", "pk": [circular.recipients.get(customer=left).pk], "confirm": "1",
                     "expected": "1"})  # fmt: skip
    assert circular.recipients.count() == 2
    client_ana.post(f"{url}delete/")
    assert (Circular.objects.count(), Recipient.objects.count()) == (0, 0)


def test_who_went_between_choosing_and_start_is_left_out_and_may_come_back(
    acting_a: Company, client_ana: Client, parts: list[dict[str, int]]
) -> None:
    gone, same, stays, late = (CustomerFactory(last_name=name) for name in ("Abel", "Bis", "Cler", "Dol"))
    circular, draft = (circulating.choose([gone, same, stays, late], name) for name in ("A", "B"))
    circular_texts.settle(circular, {"fr": ("Fermeture", "Nous fermons.")})
    box = throw_away(gone)
    merge(stays, same, {})
    circulating.throw_away(draft)
    circulating.start(circular)
    trash.restore(box)
    box = throw_away(late)  # before a worker comes to her letter
    work_off(acting_a, parts)
    trash.restore(box)
    assert [letter.customer for letter in Letter.objects.all()] == [stays]
    assert circulating.retry(circular) == 1
    work_off(acting_a, parts)
    assert [letter.customer for letter in Letter.objects.order_by("pk")] == [stays, late]
    listed = client_ana.get(f"{LETTERS}recipients/?circular={circular.pk}").content.decode()
    assert ("Abel" in listed, "Bis" in listed, "Was in the trash when it was started." in listed) == (
        True, False, True)  # fmt: skip


def test_who_was_erased_leaves_a_row_with_the_reason_and_nothing_else(
    acting_a: Company, client_ana: Client, parts: list[dict[str, int]]
) -> None:
    zoe, stays = CustomerFactory(last_name="Zoe"), CustomerFactory(last_name="Cler")
    drafted = ContractFactory(customer=zoe, number="K-draft")
    sent, draft = (circulating.choose([drafted, stays], name) for name in ("A", "B"))
    for circular in (sent, draft):
        circular_texts.settle(circular, {"it": ("Chiusura", "Chiudiamo.")})
    assert "Text in Italian: 2" in client_ana.get(f"{LETTERS}circulars/{sent.pk}/start/").content.decode()
    circulating.start(sent)
    work_off(acting_a, parts)
    erase(zoe, ON)
    assert list(Recipient.objects.order_by("circular", "pk").values_list("circular", "customer")) == [
        (sent.pk, zoe.pk), (sent.pk, stays.pk), (draft.pk, stays.pk),
    ]  # fmt: skip
    row = Recipient.objects.get(customer=zoe.pk)
    assert (row.contract_id, row.occasion_id, row.reason) == (
        None, None, "Les données de ce client ont été effacées.",
    )  # fmt: skip
    listed = client_ana.get(f"{LETTERS}recipients/?circular={sent.pk}&fate=erased").content.decode()
    assert ("Zoe" in listed, "Cler" in listed, f"Client {zoe.number}" in listed) == (False, False, True)
    assert row.reason in client_ana.get(f"{LETTERS}circulars/{sent.pk}/").content.decode()


def test_contracts_chosen_fill_the_text_and_what_failed_is_tried_again(
    acting_a: Company, client_ana: Client, parts: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    contract, other = signed(), signed(customer__last_name="Zola")
    client_ana.post("/t/alpha/contracts/", {"action": "write", "pk": [contract.pk, other.pk]})
    circular = Circular.objects.get()
    url = f"{LETTERS}circulars/{circular.pk}/"
    client_ana.post(
        f"{url}edit/", TEXT | {"body_fr": "Contrat {{ contract.number }} : {{ fee.gross }}", "way": "post"}
    )
    really = sheets.letter_pdf

    def jammed(kind: str, version: LetterVersion, facts: Any, **more: Any) -> bytes:
        if facts.contract == other:
            raise RuntimeError("no ink")
        return really(kind, version, facts, **more)

    with monkeypatch.context() as broken:
        broken.setattr(occasions, "letter_pdf", jammed)
        client_ana.post(f"{url}start/")
        work_off(acting_a, parts)
    listed = client_ana.get(f"{LETTERS}recipients/?circular={circular.pk}&fate=failed").content.decode()
    assert (contract.number in listed, other.number in listed) == (False, True)
    assert "1 letter could not be written" in client_ana.get(f"{url}retry/").content.decode()
    client_ana.post(f"{url}retry/")
    work_off(acting_a, parts)
    assert Letter.objects.filter(kind="circular").count() == 2
    assert contract.number in words(Letter.objects.get(contract=contract).document.read())
    assert "Nothing failed." in client_ana.post(f"{url}retry/").content.decode()
    with CaptureQueriesContext(connection) as few:
        client_ana.get(f"{LETTERS}recipients/")
    Recipient.objects.bulk_create(
        Recipient(circular=circular, customer=CustomerFactory()) for _number in range(4)
    )
    with CaptureQueriesContext(connection) as many:
        client_ana.get(f"{LETTERS}recipients/")
    assert len(many) == len(few)
