from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms.privacy import ErasureForm
from config.privacy import answering
from config.privacy.erased_paper import erased_pdf
from config.privacy.told import counts_in_words, kept_in_words
from customers.erasing import erase
from customers.erasure import Erasure
from customers.models import Customer, PrivacyAnswer, PrivacyRequest
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, ObjectPage


class _OfPerson(ConfirmPage):
    model = Customer
    right = Right.PRIVACY_RUN

    @cached_property
    def plan(self) -> Erasure:
        """What erasing her today would do."""
        return Erasure(self.object, acting_company().today())

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below her card and her privacy page."""
        return [
            Crumb(str(self.object), self.object.get_absolute_url()),
            Crumb(_("Privacy"), reverse("privacy", args=[self.object.pk])),
        ]

    def get_cancel_url(self) -> str:
        """Back to where requests are answered."""
        return reverse("privacy", args=[self.object.pk])

    def get_success_url(self, made: Any) -> str:
        """The request with its answer."""
        return str(made.get_absolute_url())


class PrivacyErase(_OfPerson):
    """Erases a person: first what would happen and her number to type, then the same list and one button."""

    form_class = ErasureForm
    style = "danger"
    template_name = "config/privacy_erase.html"
    title = gettext_lazy("Erase a person")
    submit_icon = "eraser"
    success_message = gettext_lazy("She is erased. The letter to answer her with stands here.")

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        """Nothing happens after the first button."""
        return _("Erase for good") if self.final or self.sealed else _("Continue")

    final = False  # whether the last page is shown: the one whose button erases

    @property
    def sealed(self) -> str:
        """What she confirmed on the last page; empty on the first."""
        return str(self.request.POST.get("seal", "")) if self.request.method == "POST" else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which number is wanted."""
        return {**super().get_form_kwargs(), "wanted": self.object.number}

    def get_question(self) -> str:
        """With the number that has to be typed."""
        return _("Erase %(name)s, customer %(number)s?") % {
            "name": self.object,
            "number": self.object.number,
        }

    def refusals(self) -> Sequence[Any]:
        """Running contracts."""
        return [each.as_link() for each in self.plan.obstacles]

    def act(self, form: Any) -> Any:
        """The first time the last page, then do it."""
        if form.cleaned_data["seal"]:
            return super().act(form)
        form.data = {**form.data.dict(), "seal": self.plan.seal}
        self.final = True
        return self.respond()

    def confirm(self, form: Any) -> PrivacyAnswer:
        """As of today; the request that asked for it is answered."""
        try:
            return erase_and_answer(self.object, PrivacyRequest.Kind.ERASURE, form.cleaned_data["seal"])
        except ValidationError:
            form.data = {**form.data.dict(), "seal": self.plan.seal}
            raise

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds what goes, what is emptied, what stays."""
        return super().get_context_data(
            **{
                "final": self.final or bool(self.sealed),
                "goes": counts_in_words(self.plan.counts),
                "kept": [kept_in_words(each) for each in self.plan.kept_facts],
                "merged": len(self.plan.ids) - 1,
                **extra,
            }
        )


class PrivacyRefuse(_OfPerson):
    """Answers a request for erasure that a running contract forbids."""

    title = gettext_lazy("Refuse the erasure")
    submit_label = gettext_lazy("Record the refusal")
    success_message = gettext_lazy("The refusal is recorded. The letter to answer her with stands here.")

    def get_question(self) -> str:
        """Whose request."""
        return _("Answer customer %(number)s that she cannot be erased yet?") % {"number": self.object.number}

    def consequences(self) -> list[Any]:
        """Why, and what the letter says."""
        return [
            *(each.as_link() for each in self.plan.obstacles),
            _("The letter names these contracts and tells her that she may object to anything else."),
        ]

    def refusals(self) -> list[str]:
        """Where nothing forbids it, she has a right to it."""
        return [] if self.plan.obstacles else [_("Nothing forbids erasing her: no contract of hers runs.")]

    def confirm(self, form: Any) -> PrivacyAnswer:
        """As of today."""
        request = answering.request_for(self.object, PrivacyRequest.Kind.ERASURE, self.plan.on)
        numbers = [each.name for each in self.plan.obstacles]
        return answering.record(request, PrivacyAnswer.Kind.REFUSED, self.plan.on, reasons=numbers)


class PrivacyErasedPaper(ObjectPage):
    """The letter that tells her what was erased and what is kept, or why not; written anew from the answer."""

    right = Right.PRIVACY_RUN

    def get_queryset(self) -> QuerySet[Any]:
        """Requests whose answer is such a letter."""
        answers = PrivacyAnswer.objects.filter(kind__in=PrivacyAnswer.WITH_LETTER)
        return PrivacyRequest.objects.filter(pk__in=answers.values("request")).select_related("customer")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        answer = self.object.answers.filter(kind__in=PrivacyAnswer.WITH_LETTER).latest("at")
        name = f"{acting_company().slug}-{self.object.customer.number}.pdf"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        content = erased_pdf(answer, acting_company())
        return HttpResponse(content, content_type="application/pdf", headers=headers)


def erase_and_answer(customer: Customer, kind: str, seal: str = "") -> PrivacyAnswer:
    """Erase her as of today and keep what was done; raises ValidationError when it cannot be."""
    on = acting_company().today()
    request = answering.request_for(customer, kind, on)
    done = erase(customer, on, seal)
    return answering.record(
        request, PrivacyAnswer.Kind.ERASED, on, counts=done.counts, kept=done.plan.kept_facts
    )
