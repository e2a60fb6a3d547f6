from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.allowing import allow_only
from customers.models import AllowedTechnician, Customer, Site
from tenancy.models import Technician


class TechniciansField(forms.ModelForm):
    """The technicians who may be sent; a firm without technicians is not asked."""

    technicians = forms.ModelMultipleChoiceField(
        Technician.objects.none(),
        required=False,
        label=_("Technicians allowed"),
        help_text=_("None chosen: everybody may be sent."),
    )

    def prepare_technicians(self, named: Any) -> None:
        """Offer those who have not left, and those named already. ``named`` are the rows there are."""
        field: Any = self.fields["technicians"]
        chosen = [each.technician_id for each in named]
        field.queryset = Technician.objects.filter(Q(left_on=None) | Q(pk__in=chosen))
        self.initial.setdefault("technicians", chosen)
        if not field.queryset.exists():
            del self.fields["technicians"]

    def allow(self, customer: Customer, site: Site | None = None) -> None:
        """Store who was chosen."""
        if "technicians" in self.fields:
            allow_only(self.cleaned_data["technicians"], customer, site)


def named_for(customer: Customer | None, site: Site | None = None) -> Any:
    """The rows that name technicians for a customer, or for a site."""
    if site is not None:
        return AllowedTechnician.objects.filter(site=site)
    return AllowedTechnician.objects.filter(customer=customer, site=None) if customer else []
