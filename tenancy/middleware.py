import re
from collections.abc import Callable, Iterator
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from tenancy.acting import acting_for
from tenancy.models import Membership

ADDRESS = re.compile(r"^/t/(?P<slug>[a-z0-9-]+)(?P<rest>/.*)$")


class CompanyMiddleware:
    """The one door for people: ``/t/<company>/…`` opens for members, inside one transaction of that company.

    The rest of the path is served by ``config.company_urls`` with ``/t/<company>/`` as script prefix, so neither
    views nor templates ever name the company.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = ADDRESS.match(request.path_info)
        if not found:
            return self.get_response(request)
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
            return redirect_to_login(request.get_full_path(), "/accounts/login/")
        membership = (
            Membership.objects.active()
            .select_related("company", "user")
            .defer("company__logo")
            .filter(company__slug=found["slug"], user=request.user.pk)
            .first()
        )
        if membership is None:
            return self._not_found(request)
        return self._serve(request, membership, found["rest"])

    def _serve(self, request: HttpRequest, membership: Membership, path: str) -> HttpResponse:
        company = membership.company
        request.company, request.membership = company, membership  # type: ignore[attr-defined]
        request.rights = membership.rights  # type: ignore[attr-defined]
        if not membership.user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            speak(request, company.language)
        request.path_info = path
        request.urlconf = "config.company_urls"
        prefix = get_script_prefix()
        set_script_prefix(f"/t/{company.slug}/")
        try:
            with acting_for(company, actor=membership.user):
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        finally:
            set_script_prefix(prefix)
        return response

    def _not_found(self, request: HttpRequest) -> HttpResponse:
        from django.core.handlers.exception import response_for_exception

        return response_for_exception(request, Http404("No such company."))


class LanguageOfMember:
    """Speak the language a person chose; without a choice her company's, else the browser's.

    Inside a company ``CompanyMiddleware`` knows which; outside it is the first of the person's companies. A language
    chosen on the sign-in page, kept by the cookie, goes before a company's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = _LazyMemberships(request)  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            speak(request, request.user.language or self._of_company(request))
        return self.get_response(request)

    def _of_company(self, request: HttpRequest) -> str:
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or ADDRESS.match(request.path_info):
            return ""
        return next((place.company.language for place in request.memberships), "")  # type: ignore[attr-defined]


class SessionSeen:
    """Keep when and from where a session was last used, at most every five minutes: a page need not write."""

    EVERY = 300

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            caller = f"{key} {request.META.get('REMOTE_ADDR', '')} {request.headers.get('User-Agent', '')}"
            if cache.add(f"session-seen:{sha256(caller.encode()).hexdigest()}", 1, self.EVERY):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def speak(request: HttpRequest, language: str) -> None:
    """Answer in a language; an empty one changes nothing."""
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = language


class _LazyMemberships:
    """The person's companies, read when the switcher asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._rows: list[Membership] | None = None

    def __iter__(self) -> Iterator[Membership]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def _load(self) -> list[Membership]:
        if self._rows is None:
            user = self._request.user
            self._rows = (
                list(
                    Membership.objects.active()
                    .filter(user=user.pk)
                    .select_related("company")
                    .defer("company__logo")
                    .order_by("company__name")
                )
                if user.is_authenticated
                else []
            )
        return self._rows
