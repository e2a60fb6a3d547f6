"""Signing a contract on a tablet or by link: the file is frozen, signed once, and counts by the verb of contracts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contracts.concluding import Concluded
from contracts.models import Contract
from contracts.signing import sign
from customers import communication
from customers.communication import About
from customers.models import Communication
from letters.contract_document import STYLE, ToSign, contract_to_sign
from letters.drawn import picture_of
from letters.models import Signature, SignatureRequest
from letters.sheets import logo_of, on_paper
from tenancy import links, outbox
from tenancy.acting import acting, acting_company
from tenancy.models import Document
from ui import formats, pdf

PURPOSE = "sign"
TO_SIGN, SIGNED = "contract_to_sign", "signed_contract"


class CannotBeSigned(Exception):
    """Why a contract cannot be given to be signed, or signed now; ``args[0]`` is a code.

    ``signed``, ``no_lines``, ``withdrawn``, ``ended``, ``changed``, ``by_another_way``.
    """


@dataclass(frozen=True, slots=True)
class Given:
    """What the customer gave on the page."""

    signer: str
    drawing: str = ""
    clauses_drawing: str = ""
    early_start: bool = False
    address: str | None = None
    user_agent: str = ""


@transaction.atomic
def ask(
    contract: Contract, way: str, until: date, *, conclusion: str = "", email: str = ""
) -> SignatureRequest:
    """Freeze the contract as it stands and give it to be signed; a link given before opens nothing any more.

    By link, the e-mail that brings it is queued. Raises ``CannotBeSigned``.
    """
    company, on = acting_company(), acting_company().today()
    contract = _locked(contract.pk)
    if contract.is_signed():
        raise CannotBeSigned("signed")
    if not contract.lines.exists():
        raise CannotBeSigned("no_lines")
    for before in SignatureRequest.objects.waiting().filter(contract=contract):
        withdraw(before)
    paper = contract_to_sign(contract, on)
    name = f"contract-{slugify(contract.number) or contract.pk}.pdf"
    request = SignatureRequest.objects.create(
        contract=contract,
        document=Document.freeze(paper.pdf(), kind=TO_SIGN, subject=contract, name=name),
        fingerprint=paper.fingerprint,
        language=paper.facts.language,
        way=way,
        conclusion=conclusion,
        email=email if way == SignatureRequest.Way.LINK else "",
        until=until,
        created_by=acting().actor,
    )
    if contract.sent_on is None:
        contract.sent_on = on
        contract.save(update_fields=["sent_on", "updated_at"])
    if way == SignatureRequest.Way.LINK:
        _send(request, paper)
    with translation.override(company.language):
        _log(
            request,
            _("Contract %(number)s given to be signed") % {"number": contract.number},
            "asked",
            outgoing=True,
        )
    return request


def address_of(request: SignatureRequest) -> str:
    """The link that opens it."""
    return links.make(acting_company(), PURPOSE, request.pk, request.until)


def withdraw(request: SignatureRequest) -> None:
    """Its link opens nothing any more."""
    request.withdrawn_at = timezone.now()
    request.save(update_fields=["withdrawn_at"])


def why_not(request: SignatureRequest, paper: ToSign, on: date) -> str:
    """The code of what stands against signing on a day; empty when nothing does."""
    state = request.state_on(on)
    if state != SignatureRequest.State.WAITING:
        return state
    if request.contract.is_signed():
        return "by_another_way"
    return "" if paper.fingerprint == request.fingerprint else "changed"


def paper_of(request: SignatureRequest) -> ToSign:
    """The contract as it stands now, put as it was when the file was made."""
    made_on = request.created_at.astimezone(acting_company().zone).date()
    return contract_to_sign(request.contract, made_on, request.language)


@transaction.atomic
def sign_request(request: SignatureRequest, given: Given, at: datetime) -> Signature:
    """The customer signs: her paper is frozen and the contract counts as signed. Asked twice, the first one stands.

    Raises ``CannotBeSigned``; ``contracts.signing.CannotSign`` where the contract itself refuses.
    """
    contract = _locked(request.contract_id)
    request = (
        SignatureRequest.objects.select_for_update(of=("self",)).select_related("document").get(pk=request.pk)
    )
    request.contract = contract
    if (before := request.signed()) is not None:
        return before
    company = acting_company()
    on = at.astimezone(company.zone).date()
    paper = paper_of(request)
    if code := why_not(request, paper, on):
        raise CannotBeSigned(code)
    clauses = "; ".join(f"{clause.number}. {clause.heading}" for clause in paper.onerous)
    signature = Signature(
        request=request,
        signer=given.signer,
        signed_at=at,
        address=given.address,
        user_agent=given.user_agent[:300],
        sha256=request.document.sha256,
        drawing=given.drawing,
        clauses_drawing=given.clauses_drawing,
        clauses=clauses,
        early_start=given.early_start,
    )
    signature.document = Document.freeze(
        _signed_pdf(request, signature, paper),
        kind=SIGNED,
        subject=contract,
        name=f"signed-{request.document.name}",
    )
    signature.save()
    with translation.override(company.language):
        evidence = _("asked on the page where the contract was signed, %(day)s") % {"day": formats.day(on)}
        concluded = Concluded(
            conclusion=request.conclusion,
            early_start_on=on if given.early_start else None,
            early_start_evidence=evidence if given.early_start else "",
        )
        sign(contract, on, on=on, by=request.created_by, concluded=concluded)
        told = _("Contract %(number)s signed by %(name)s") % {"number": contract.number, "name": given.signer}
        _log(request, told, "signed", outgoing=False)
    _send_copy(request, signature)
    return signature


def _locked(pk: int) -> Contract:
    rows = Contract.objects.select_for_update(of=("self",)).select_related("customer", "site", "template")
    return rows.get(pk=pk)


def _signed_pdf(request: SignatureRequest, signature: Signature, paper: ToSign) -> bytes:
    """The file as it was read, followed by a page with the signatures and how they came about."""
    company = acting_company()
    pictures = {"signature": signature.drawing, "clauses": signature.clauses_drawing}
    files = {name: (picture_of(data), "image/png") for name, data in pictures.items() if data}
    logo = logo_of(company)
    with translation.override(request.language):
        page = get_template("letters/pdf/signed.html").render(
            {
                **on_paper(company, request.language, paper.facts.paper),
                "contract": request.contract,
                "customer": request.contract.customer,
                "request": request,
                "signature": signature,
                "when": timezone.localtime(signature.signed_at, company.zone),
                "zone": company.time_zone,
            }
        )
    proof = pdf.render(page, STYLE, files={**files, "logo": logo} if logo else files)
    return pdf.merge([request.document.read(), proof])


def _send(request: SignatureRequest, paper: ToSign) -> None:
    company, contract = acting_company(), request.contract
    with translation.override(request.language):
        facts = {"company": company.name, "number": contract.number, "until": formats.day(request.until)}
        subject = _("Your contract %(number)s to sign") % facts
        text = (
            _("%(company)s asks you to read and sign contract %(number)s. The link is good until %(until)s:")
            % facts
        )
    outbox.queue_email(
        f"sign:{request.pk}", request.email, subject, f"{text}\n\n{address_of(request)}\n", about=request
    )


def _send_copy(request: SignatureRequest, signature: Signature) -> None:
    """The customer gets the paper she signed, on a durable medium (L221-13; art. 51)."""
    email = request.email or request.contract.customer.email
    if not email:
        return
    with translation.override(request.language):
        subject = _("Your contract %(number)s, signed") % {"number": request.contract.number}
        text = _("Here is the contract as you signed it. Keep this file.")
    outbox.queue_email(
        f"signed:{request.pk}", email, subject, text, document=signature.document, about=request
    )


def _log(request: SignatureRequest, words: str, what: str, *, outgoing: bool) -> None:
    direction = Communication.Direction.OUTGOING if outgoing else Communication.Direction.INCOMING
    by_mail = outgoing and request.way == SignatureRequest.Way.LINK
    communication.log(
        request.contract.customer_id,
        channel=Communication.Channel.EMAIL if by_mail else Communication.Channel.LINK,
        direction=direction,
        summary=words,
        about=About("contract", request.contract_id, request.contract.number),
        key=f"signature:{request.pk}:{what}",
    )
