from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.forms.company import CompanyForm
from tenancy.models import Company
from tenancy.permissions import Right
from tenancy.recording import record, state_of
from ui import menu
from ui.actions import Crumb
from ui.views import EditPage, Page


def settings_crumb() -> Crumb:
    """The way back to the index of settings."""
    return Crumb(_("Settings"), reverse("settings:index"))


class SettingsIndex(Page):
    """Every page where something is set, one card each."""

    title = _("Settings")
    right = ""  # each card asks for its own
    template_name = "tenancy/settings_index.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The cards this person may open; none is a 404."""
        entries = menu.settings(request.rights)
        if not entries:
            raise Http404
        return self.respond(entries=entries)


class CompanySettings(EditPage):
    """Identity, address, legal mentions, logo and the rules of the company."""

    form_class = CompanyForm
    right = Right.SETTINGS_EDIT
    title = _("Company")
    template_name = "tenancy/company_settings.html"

    def get_queryset(self) -> QuerySet[Company]:
        return Company.objects.all()

    def find(self, rows: QuerySet[Company]) -> Company:
        """The company of the page and no other, locked while it is changed."""
        if self.request.method == "POST":
            # Others refer to this row while they write theirs; the weaker lock does not keep them waiting.
            rows = rows.select_for_update(no_key=True)
        return rows.get(pk=self.request.company.pk)  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb()]

    def act(self, form: Any) -> Company:
        """Write the company and keep in its history who changed what."""
        fields = CompanyForm.Meta.fields
        before = state_of(Company.objects.get(pk=self.object.pk), fields)
        company: Company = form.save()
        record(company, before, fields)
        return company

    def get_success_url(self, made: Company) -> str:
        return reverse("settings:company")

    def get_cancel_url(self) -> str:
        return reverse("settings:index")


class CompanyLogo(Page):
    """The company's logo as an image."""

    right = ""  # it stands on every page
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The image; 404 without one."""
        company = Company.objects.get(pk=request.company.pk)  # type: ignore[attr-defined]
        if not company.logo:
            raise Http404
        headers = {"Cache-Control": "private, no-cache"}
        return HttpResponse(bytes(company.logo), content_type=company.logo_type, headers=headers)
