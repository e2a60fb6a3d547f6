from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tenancy import links
from tenancy.acting import acting_for
from tenancy.links import Link, LinkRefused, LinkView
from tenancy.middleware import speak
from tenancy.models import Company


@csrf_exempt  # asked below of all but what mail programs post
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The door for people without an account: check the signature, then act for the company the link names."""
    try:
        link = links.unseal(token)
        view = links.view_of(link)
    except LinkRefused:
        return _refused(request, _("This link is not valid. Perhaps it was copied incompletely."), 404)
    company = Company.objects.open().filter(pk=link.company_id).first()
    if company is None:
        return _refused(request, _("This link is not valid. Perhaps it was copied incompletely."), 404)
    if not request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(request, company.language)
    if company.today() > link.until:
        return _refused(request, _("This link has ended. Ask the company that sent it for a new one."), 410)
    if links.takes_one_click(link) and request.method == "POST" and _is_one_click(request):
        return _serve(request, company, link, view)
    answer: HttpResponse = csrf_protect(_serve)(request, company, link, view)
    return answer


def _is_one_click(request: HttpRequest) -> bool:
    name, _equals, value = links.ONE_CLICK.partition("=")
    return request.POST.get(name) == value


def _serve(request: HttpRequest, company: Company, link: Link, view: LinkView) -> HttpResponse:
    try:
        with acting_for(company, source="link"):
            response = view(request, link)
            # Drawn here, because outside the company's rows do not exist.
            if hasattr(response, "render"):
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif request.method == "GET" and response.status_code < 300:
                links.opened(link)
    except Http404:
        return _refused(request, _("What this link showed is no longer there."), 404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "tenancy/link_refused.html", {"title": _("Link"), "reason": reason}, status=status)
