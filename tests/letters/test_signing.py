"""Contracts signed on a tablet or by link: what is shown, kept, frozen, and what ends the link."""

import base64
import io
from datetime import date

import pytest
import time_machine
from django.conf import settings as site
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw
from pypdf import PdfReader

from contracts.models import Contract, Term
from contracts.signing import sign
from customers.models import Communication
from letters import e_signing
from letters.drawn import checked
from letters.models import Signature, SignatureRequest
from tenancy import outbox
from tenancy.models import Company, Document, OutboxMessage, User
from tests.factories.contracts import ContractFactory
from tests.letters.conftest import ON
from tests.plugins.smtp import Sink

SIGNED = {"signer": "Zoé  Dupont", "read": "on", "drawing": ""}


def drawn(width: int = 60, ink: bool = True) -> str:
    """A stroke as the page sends it."""
    picture = Image.new("RGBA", (width, 20))
    if ink:
        ImageDraw.Draw(picture).line((2, 2, 50, 18), fill="navy", width=3)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


@pytest.fixture
def draft(acting_a: Company) -> Contract:
    made: Contract = ContractFactory.create(customer__email="zoe@example.com")
    return made


def asked(client: Client, contract: Contract, **fields: str) -> SignatureRequest:
    """Given to be signed by the office, over its page."""
    form = {"way": "link", "email": "zoe@example.com", "until": "2026-12-04", "conclusion": "online"}
    answer = client.post(f"/t/alpha/letters/contracts/{contract.pk}/sign/", {**form, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return SignatureRequest.objects.latest("pk")


def path_of(request: SignatureRequest) -> str:
    return e_signing.address_of(request).removeprefix(site.SITE_URL)


def text_of(document: Document) -> str:
    pages = PdfReader(io.BytesIO(document.read())).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_a_contract_is_signed_by_link_once_and_counts_from_then(
    draft: Contract, acting_a: Company, client_ana: Client, client: Client, smtp: Sink
) -> None:
    request = asked(client_ana, draft)
    outbox.deliver_due(acting_a, timezone.now())
    (mail,) = smtp.mails
    path = path_of(request)
    assert path in mail.get_content()
    page = client.get(path).content.decode()
    for said in ("Dupont", "04/12/2026", "?file=1"):
        assert said in page, said
    assert client.get(f"{path}?file=1").content == request.document.read()
    missing = client.post(path, {"signer": "Z", "drawing": drawn()}).content.decode()
    assert (Signature.objects.count(), drawn() in missing) == (0, True)
    for _click in range(2):
        done = client.post(
            path, {**SIGNED, "drawing": drawn(), "early_start": "on"}, headers={"user-agent": "Tablet 7"}
        )
        assert done.status_code == 200
    signature = Signature.objects.get()
    draft.refresh_from_db()
    assert (draft.signed_on, draft.early_start_on, draft.conclusion) == (ON, ON, "online")
    assert Term.objects.filter(contract=draft, number=1).count() == 1
    assert (signature.signer, signature.address, signature.user_agent, signature.sha256) == (
        "Zoé Dupont", "127.0.0.1", "Tablet 7", request.document.sha256)  # fmt: skip
    paper = text_of(signature.document)
    for said in ("Zoé Dupont", "Tablet 7", "127.0.0.1", request.document.sha256, "délai de rétractation"):
        assert said in paper, said
    assert client.get(f"{path}?file=1").content == signature.document.read()
    outbox.deliver_due(acting_a, timezone.now())
    (attached,) = smtp.mails[-1].iter_attachments()
    assert attached.get_content() == signature.document.read()
    log = Communication.objects.filter(key__startswith="signature").order_by("pk")
    assert list(log.values_list("direction", flat=True)) == ["out", "in"]
    seen = client_ana.get(f"/t/alpha/letters/signatures/{request.pk}/").content.decode()
    assert ("Tablet 7" in seen, signature.drawing in seen) == (True, True)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Signature.objects.update(signer="Somebody")


def test_a_link_ends_with_a_change_a_new_one_its_day_or_another_signature(
    draft: Contract, acting_a: Company, client_ana: Client, client: Client
) -> None:
    first = asked(client_ana, draft)
    second = asked(client_ana, draft)
    assert [client.get(path_of(each)).status_code for each in (first, second)] == [410, 200]
    draft.lines.update(annual_fee=999)
    changed = client.post(path_of(second), SIGNED)
    assert (changed.status_code, Signature.objects.count()) == (410, 0)
    third = asked(client_ana, draft)
    with time_machine.travel("2026-12-05 09:00+01:00", tick=False):
        assert client.post(path_of(third), SIGNED).status_code == 410
    client_ana.post(f"/t/alpha/letters/signatures/{third.pk}/withdraw/")
    assert client.post(path_of(third), SIGNED).status_code == 410
    fourth = asked(client_ana, draft, way="device", email="")
    sign(draft, ON, on=ON)
    assert client.post(path_of(fourth), SIGNED).status_code == 410
    assert Signature.objects.count() == 0
    refused = client_ana.get(f"/t/alpha/letters/contracts/{draft.pk}/sign/").content.decode()
    assert "This contract is signed already." in refused


def test_the_link_shows_prices_and_is_not_handed_to_who_may_not_see_them(
    draft: Contract, client_ana: Client, ana: User
) -> None:
    request = asked(client_ana, draft)
    page = f"/t/alpha/letters/signatures/{request.pk}/"
    seen = [path_of(request) in client_ana.get(page).content.decode()]
    membership = ana.memberships.get()
    membership.denied = ["fees.view"]
    membership.save()
    seen.append(path_of(request) in client_ana.get(page).content.decode())
    assert seen == [True, False]


def test_on_a_tablet_the_page_opens_at_once_and_a_typed_name_is_enough(
    draft: Contract, client_ana: Client
) -> None:
    answer = client_ana.post(
        f"/t/alpha/letters/contracts/{draft.pk}/sign/",
        {"way": "device", "email": "", "until": "2026-11-20", "conclusion": "home"},
    )
    request = SignatureRequest.objects.get()
    assert answer["Location"] == e_signing.address_of(request)
    client_ana.post(path_of(request), {**SIGNED, "drawing": drawn(ink=False)})
    draft.refresh_from_db()
    assert (Signature.objects.get().drawing, draft.pay_from, draft.withdraw_by) == (
        "", date(2026, 11, 28), date(2026, 12, 4))  # fmt: skip
    assert not OutboxMessage.objects.filter(key__startswith="sign:").exists()


def test_an_italian_contract_is_signed_twice(acting_a: Company, client_ana: Client, client: Client) -> None:
    Company.objects.filter(pk=acting_a.pk).update(country="IT")
    acting_a.refresh_from_db()
    draft = ContractFactory.create(customer__language="it", customer__email="zoe@example.com")
    request = asked(client_ana, draft)
    page = client.get(path_of(request)).content.decode()
    assert "1341" in page
    once = client.post(path_of(request), {**SIGNED, "drawing": drawn()})
    assert (once.status_code, Signature.objects.count()) == (200, 0)
    client.post(path_of(request), {**SIGNED, "clauses": "on", "clauses_drawing": drawn()})
    signature = Signature.objects.get()
    assert signature.clauses.startswith("3. ")
    assert (bool(signature.clauses_drawing), signature.clauses in text_of(signature.document)) == (True, True)


@pytest.mark.parametrize(
    "data", ["data:text/html;base64,PGI+", "data:image/png;base64,AAAA", "x", drawn(5000)]
)
def test_what_is_no_small_drawing_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"PNG|large"):
        checked(data)


def test_another_company_and_those_without_the_right_do_not_meet_it(
    draft: Contract, client_ana: Client, client_chloe: Client, client_ben: Client, company_b: Company
) -> None:
    request = asked(client_ana, draft)
    for rest in (
        f"contracts/{draft.pk}/sign/",
        f"signatures/{request.pk}/",
        f"documents/{request.document_id}/",
    ):
        assert client_chloe.get(f"/t/beta/letters/{rest}").status_code == 404
    assert client_ben.get(f"/t/alpha/letters/contracts/{draft.pk}/sign/").status_code == 403
