from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.privacy import answering
from config.privacy.data_file import data_json
from config.privacy.gathering import NEEDED, PersonalData
from config.privacy.paper import LONGEST, answer_pdf
from config.views.privacy_requests import state_of
from customers.models import Customer, PrivacyAnswer, PrivacyRequest
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import ObjectPage


class OfPerson(ObjectPage):
    """A page about all that is kept about one customer."""

    model = Customer
    right = Right.PRIVACY_RUN
    title = gettext_lazy("Privacy")

    @cached_property
    def data(self) -> PersonalData:
        """Everything about her that the one who asks may see."""
        return PersonalData(self.object, private=self.may(Right.PRIVATE_NOTES))

    @property
    def lacking(self) -> list[str]:
        """The rights without which the answer would be a part of the truth."""
        return [str(Right(right).label) for right in Right if right in NEEDED and not self.may(right)]


class PrivacyPage(OfPerson):
    """What is kept about her, and the two files to answer with."""

    template_name = "config/privacy.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below her card."""
        above = Crumb(str(Customer._meta.verbose_name_plural).capitalize(), reverse("customers:list"))
        return [above, Crumb(str(self.object), self.object.get_absolute_url())]

    def get_actions(self) -> list[Action]:
        """Write down that she asked, or erase her."""
        pk = [self.object.pk]
        return [
            Action(_("Erase…"), reverse("privacy_erase", args=pk), "eraser", "danger", Right.PRIVACY_RUN),
            Action(
                _("Record a request"),
                reverse("privacy_record", args=pk),
                "plus",
                "primary",
                Right.PRIVACY_RUN,
            ),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        return self.respond()

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds how much there is of what."""
        return super().get_context_data(
            counts=self.data.counts,
            lacking=self.lacking,
            leaves_private_out=not self.data.private,
            too_long=self.data.total > LONGEST,
            longest=LONGEST,
            requests=[
                (row, state_of(row)) for row in PrivacyRequest.objects.listed().filter(customer=self.object)
            ],
            **extra,
        )


class _Download(OfPerson):
    http_method_names = ["options", "post"]
    kind: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, for those who may see all that is in it; that it was given is kept."""
        customer = self.object  # 404 before 403
        if self.lacking:
            raise PermissionDenied
        return self.file(customer)

    def keep(self) -> None:
        """Write down that it was given today, by whom and how many rows of what."""
        on = acting_company().today()
        request = answering.request_for(self.object, PrivacyRequest.Kind.ACCESS, on)
        answering.record(request, self.kind, on, counts=self.data.counts_by_label)

    def file(self, customer: Customer) -> HttpResponseBase:
        raise NotImplementedError

    def attached(self, content: bytes, kind: str, ending: str) -> HttpResponse:
        """A file to save, which no cache keeps."""
        name = f"{acting_company().slug}-{self.object.pk}.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(content, content_type=kind, headers=headers)


class PrivacyData(_Download):
    """Everything about her as JSON."""

    kind = PrivacyAnswer.Kind.DATA_FILE

    def file(self, customer: Customer) -> HttpResponseBase:
        """The JSON, whatever its length."""
        company = acting_company()
        content = data_json(self.data, company, company.now())
        self.keep()
        return self.attached(content, "application/json", "json")


class PrivacyPaper(_Download):
    """Everything about her as a letter."""

    kind = PrivacyAnswer.Kind.PAPER

    def file(self, customer: Customer) -> HttpResponseBase:
        """The PDF; where there is too much to print, back to the page, which says so."""
        if self.data.total > LONGEST:
            messages.warning(self.request, _("There is too much to print: answer with the data file."))
            return redirect("privacy", customer.pk)
        company = acting_company()
        content = answer_pdf(self.data, company, company.today())
        self.keep()
        return self.attached(content, "application/pdf", "pdf")
