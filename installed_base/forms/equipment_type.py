from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.models import EquipmentType
from tenancy.search import fold


class EquipmentTypeForm(forms.ModelForm):
    """The name of a type."""

    class Meta:
        model = EquipmentType
        fields = ("name",)
        help_texts = {"name": _("As the office calls it: Gas boiler, Heat pump, Softener…")}

    def clean_name(self) -> str:
        """A name that no other type has, accents and case ignored."""
        name: str = self.cleaned_data["name"]
        others = EquipmentType.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if any(fold(other) == fold(name) for other in others):
            raise ValidationError(_("There is a type of this name already."))
        return name
