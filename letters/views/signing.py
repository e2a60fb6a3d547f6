"""The page behind a link to sign: the customer reads the contract and signs it, without an account."""

from datetime import date
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin

from contracts.concluding import law_of
from contracts.signing import CannotSign
from customers.communication import About
from letters import e_signing
from letters.e_signing import CannotBeSigned, Given
from letters.forms.signing import CustomerSignForm
from letters.models import SignatureRequest
from letters.signing_words import CANNOT_BE_SIGNED
from letters.views.documents import pdf_response
from tenancy.acting import acting_company
from tenancy.links import Link
from ui import formats


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """The contract to read and the form to sign; once signed, the signed file. In the contract's language."""
    asked = _request_of(link)
    if asked is None:
        raise Http404
    with override(asked.language):
        if request.GET.get("file"):
            return cast("HttpResponse", _file(request, asked))
        return _sign(request, asked) if request.method == "POST" else _page(request, asked)


def reader(link: Link) -> tuple[int, About | None, str] | None:
    """Whose contract it is, for her log."""
    asked = _request_of(link)
    if asked is None:
        return None
    contract = asked.contract
    return contract.customer_id, About("contract", contract.pk, contract.number), _("contract to sign")


def _request_of(link: Link) -> SignatureRequest | None:
    rows = SignatureRequest.objects.select_related(
        "contract__customer", "contract__site", "contract__template", "document"
    )
    return rows.filter(pk=link.object_id).first()


def _file(request: HttpRequest, asked: SignatureRequest) -> HttpResponseBase:
    """The file to sign, or the signed one; nothing of a contract that was withdrawn. Our own page may frame it."""
    signature = asked.signed()
    document = signature.document if signature else asked.document
    if signature is None and asked.withdrawn_at is not None:
        raise Http404

    @xframe_options_sameorigin
    @csp_replace({"frame-ancestors": [SELF]})
    def shown(_request: HttpRequest) -> HttpResponse:
        return pdf_response(document.read(), document.name)

    return shown(request)


def _page(
    request: HttpRequest, asked: SignatureRequest, form: CustomerSignForm | None = None
) -> HttpResponse:
    if asked.signed() is not None:
        return _done(request, asked)
    paper, today = e_signing.paper_of(asked), acting_company().today()
    if code := e_signing.why_not(asked, paper, today):
        return _refused(request, code)
    contract = asked.contract
    context: dict[str, Any] = {
        "title": _("Sign contract %(number)s") % {"number": contract.number},
        "company": acting_company(),
        "asked": asked,
        "contract": contract,
        "clauses": paper.onerous,
        "withdraw_by": _withdraw_by(asked, today),
        "form": form or _form(asked, bool(paper.onerous), today),
    }
    return render(request, "letters/signing.html", context)


def _sign(request: HttpRequest, asked: SignatureRequest) -> HttpResponse:
    if asked.signed() is not None:
        return _done(request, asked)
    paper, today = e_signing.paper_of(asked), acting_company().today()
    form = _form(asked, bool(paper.onerous), today, request.POST)
    if not form.is_valid():
        return _page(request, asked, form)
    said = form.cleaned_data
    given = Given(
        signer=said["signer"],
        drawing=said["drawing"],
        clauses_drawing=said.get("clauses_drawing", ""),
        early_start=said.get("early_start", False),
        address=caller_of(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    try:
        e_signing.sign_request(asked, given, timezone.now())
    except CannotBeSigned as refusal:
        return _refused(request, str(refusal.args[0]))
    except CannotSign as refusal:
        return _refused(request, str(refusal.args[0]))
    return _done(request, asked)


def _form(asked: SignatureRequest, twice: bool, today: date, data: Any = None) -> CustomerSignForm:
    withdrawable = _withdraw_by(asked, today) is not None
    return CustomerSignForm(data, twice=twice, withdrawable=withdrawable)


def _withdraw_by(asked: SignatureRequest, today: date) -> date | None:
    return law_of(asked.contract, asked.conclusion, today).withdraw_by


def _done(request: HttpRequest, asked: SignatureRequest) -> HttpResponse:
    signature = asked.signature.get()
    context = {
        "title": _("Contract %(number)s is signed") % {"number": asked.contract.number},
        "company": acting_company(),
        "asked": asked,
        "signature": signature,
        "when": formats.moment(signature.signed_at),
    }
    return render(request, "letters/signing_done.html", context)


def _refused(request: HttpRequest, code: str) -> HttpResponse:
    reason = CANNOT_BE_SIGNED.get(code, CANNOT_BE_SIGNED["future"])
    return render(request, "tenancy/link_refused.html", {"title": _("Link"), "reason": reason}, status=410)


def caller_of(request: HttpRequest) -> str | None:
    """The address a request comes from; behind the one trusted proxy, the last it names."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or None
    return request.META.get("REMOTE_ADDR") or None
