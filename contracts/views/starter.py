"""The starter library: what firms of the country sell, looked through, then taken one by one or all."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import ContractTemplate
from contracts.starter import LANGUAGES, Offer, language_of, library, take
from contracts.template_versions.words import Difference, label_of, shown
from contracts.views.crumbs import list_crumb
from tenancy.models import Country
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views.form_page import FormPage

SHOWN = (
    *("term_months", "renewal", "notice_months", "notice_days", "billing_step", "vat_rate"),
    *("visits_per_year", "covers_parts", "call_outs", "response_hours"),
)
LAW = {
    Country.FRANCE.value: gettext_lazy(
        "Renewed tacitly for terms of a named length (Civil Code, article 1215); two months' notice, so that the "
        "letter leaves in its lawful window (Code de la consommation, L215-1); 10 % VAT supposes a dwelling completed "
        "more than two years ago (CGI, 279-0 bis)."
    ),
    Country.ITALY.value: gettext_lazy(
        "Renewed tacitly, which the customer approves by a signature of its own (Civil Code, article 1341); fifteen "
        "days' notice, so that the reminder of thirty days is still of use (Consumer Code, articles 33 and 65-bis); "
        "10 % VAT supposes a building mainly of dwellings (L. 488/1999, article 7)."
    ),
}


class TakeForm(forms.Form):
    """Which one: a key, or all."""

    take = forms.CharField(max_length=40, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer as the page shows it."""

    offer: Offer
    fee: str
    services: list[str]
    rules: list[Difference]


class StarterLibrary(FormPage):
    """All offers of the company's country, in French or Italian (``?language=``)."""

    form_class = TakeForm
    right = Right.TEMPLATES_EDIT
    title = gettext_lazy("Starter library")
    template_name = "contracts/starter_library.html"

    @property
    def country(self) -> str:
        """The company's."""
        return str(self.request.company.country)  # type: ignore[attr-defined]

    @property
    def language(self) -> str:
        """The one asked for, else the company's."""
        asked = self.request.GET.get("language", "")
        return asked if asked in LANGUAGES else language_of(self.country)

    @cached_property
    def offers(self) -> list[Offer]:
        """What there is."""
        return library(self.country, self.language)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the templates."""
        return [list_crumb(), Crumb(_("Templates"), reverse("contracts:templates"))]

    def act(self, form: TakeForm) -> list[ContractTemplate]:
        """Take it, or all that is new; what was taken meanwhile stays as it is."""
        wanted = form.cleaned_data["take"]
        keys = None if wanted == "all" else {wanted}
        if keys is not None and wanted not in {offer.sold.key for offer in self.offers}:
            raise ValidationError(_("The library has no such template."))
        return take(self.country, self.language, keys)

    def get_success_message(self, made: list[ContractTemplate]) -> str:
        """How many; none is said too."""
        if not made:
            return _("It was taken already.")
        return ngettext(
            "%(count)s template taken: %(names)s.", "%(count)s templates taken: %(names)s.", len(made)
        ) % {
            "count": len(made),
            "names": ", ".join(template.name for template in made),
        }

    def get_success_url(self, made: Any) -> str:
        """The library again."""
        return f"{reverse('contracts:starter')}?language={self.language}"

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the offers with their rules in words."""
        currency = self.request.company.currency  # type: ignore[attr-defined]
        fees = self.may(Right.FEES_VIEW)
        found = [
            Shown(
                offer,
                shown("annual_fee", offer.template.annual_fee, currency) if fees else "",
                offer.template.services.splitlines(),
                [
                    Difference(name, label_of(name), "", shown(name, getattr(offer.template, name), currency))
                    for name in SHOWN
                    if getattr(offer.template, name) not in (None, 0) or name == "call_outs"
                ],
            )
            for offer in self.offers
        ]
        return super().get_context_data(
            offers=found,
            new=sum(offer.taken is None for offer in self.offers),
            language=self.language,
            languages=[("fr", _("French")), ("it", _("Italian"))],
            law=LAW[self.country],
            **extra,
        )
