from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerGroup


class CustomerGroupForm(forms.ModelForm):
    """How a group is called."""

    class Meta:
        model = CustomerGroup
        fields = ("name",)

    def clean_name(self) -> str:
        """No other group is called so."""
        name: str = self.cleaned_data["name"]
        if CustomerGroup.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another group has this name."))
        return name
