import re
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

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
        request.memberships = _LazyMemberships(request)  # type: ignore[attr-defined]
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
        request.path_info = path
        request.urlconf = "config.company_urls"  # type: ignore[assignment]
        prefix = get_script_prefix()
        set_script_prefix(f"/t/{company.slug}/")
        try:
            with timezone.override(company.zone), acting_for(company, actor=membership.user):
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
    """Speak the language a person chose; without a choice, the company's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class _LazyMemberships:
    """The person's companies, read when the switcher asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._rows: list[Membership] | None = None

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def _load(self) -> list[Membership]:
        if self._rows is None:
            user = self._request.user
            self._rows = (
                list(Membership.objects.active().filter(user=user.pk).select_related("company").order_by("company__name"))
                if user.is_authenticated
                else []
            )
        return self._rows
