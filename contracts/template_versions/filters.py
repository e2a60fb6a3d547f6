from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from contracts.filters import all_templates
from contracts.models import Contract, TakeOver, TemplateVersion

STANDS = (
    ("behind", _("Has an older version")),
    ("waiting", _("Takes the latest over at renewal")),
    ("latest", _("Has the latest version")),
)


def waits() -> Exists:
    """Whether a take-over waits for the contract."""
    return Exists(TakeOver.objects.waiting().filter(contract=OuterRef("pk")))


class VersionFilter(django_filters.FilterSet):
    """Versions of one template."""

    template = django_filters.ModelChoiceFilter(queryset=all_templates, label=_("Template"))

    class Meta:
        model = TemplateVersion
        fields = ()


class TakeOverFilter(django_filters.FilterSet):
    """Which contracts may go over to another version."""

    stands = django_filters.ChoiceFilter(choices=STANDS, method="standing", label=_("Version"))
    template = django_filters.ModelChoiceFilter(queryset=all_templates, label=_("Template"))
    version = django_filters.NumberFilter(field_name="template_version_id", widget=forms.HiddenInput)

    def standing(self, rows: Any, name: str, value: str) -> Any:
        """Behind its template, going over, or up to date."""
        if value == "waiting":
            return rows.filter(waits())
        if value == "latest":
            return rows.filter(template_version__number=F("latest"))
        return rows.filter(~waits()).exclude(template_version__number=F("latest"))

    class Meta:
        model = Contract
        fields = ()
