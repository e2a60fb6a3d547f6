from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base import refreshing
from installed_base.models import EquipmentType
from tenancy.search import fold


class EquipmentTypeForm(forms.ModelForm):
    """The name of a type, and what it is to the law."""

    class Meta:
        model = EquipmentType
        fields = ("name", "legal_class")
        help_texts = {"name": _("As the office calls it: Gas boiler, Heat pump, Softener…")}

    def clean_name(self) -> str:
        """A name that no other type has, accents and case ignored."""
        name: str = self.cleaned_data["name"]
        others = EquipmentType.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if any(fold(other) == fold(name) for other in others):
            raise ValidationError(_("There is a type of this name already."))
        return name

    def save(self, commit: bool = True) -> EquipmentType:
        """Another class gives its machines other legal dates."""
        made: EquipmentType = super().save(commit)
        if commit and "legal_class" in self.changed_data:
            refreshing.of_type(made)
        return made
