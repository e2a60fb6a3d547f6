from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.forms.main_contract import UnderMain
from contracts.forms.own_fields import INNER, InnerFields
from contracts.models import Contract
from customers.allowing import may_come
from customers.models import Customer, Site
from tenancy.models import Technician


class ContractNotesForm(UnderMain, InnerFields):
    """What may still change after signature: nothing that was promised."""

    class Meta:
        model = Contract
        fields = ("technician", "main", "notes", *INNER)
        widgets = {"notes": forms.Textarea({"rows": 5}), "private_notes": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, private: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner = self.ask_inner(self.instance.template_id, private=private)
        self.ask_main(self.instance)
        self.fieldsets = [("", [("technician", "main"), "notes"]), *inner]
        choices = Technician.objects.filter(left_on=None) | Technician.objects.filter(
            pk=self.instance.technician_id or 0
        )
        self.fields["technician"].queryset = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The technician may be sent there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_technician(self, self.instance.customer, self.instance.site)
        self.check_main(self.instance)
        return cleaned

    def save(self, commit: bool = True) -> Contract:
        """Save it with the company's own fields."""
        contract: Contract = super().save()
        self.keep_inner(contract)
        return contract


def check_technician(form: forms.ModelForm, customer: Customer | None, site: Site | None) -> None:
    """A technician newly chosen is one of those allowed at the customer or the site."""
    technician = form.cleaned_data.get("technician")
    if (
        technician
        and customer
        and "technician" in form.changed_data
        and not may_come(technician, customer, site)
    ):
        form.add_error("technician", _("This technician is not among those allowed there."))
