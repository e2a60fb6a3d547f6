from typing import Any

from django import forms

from installed_base.models import Equipment


class EnergyInput(forms.TextInput):
    """Free text, with the energies the company's machines have as suggestions."""

    template_name = "installed_base/energy_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the suggestions and the name of their list."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}_known"
        context["widget"]["known"] = energies()
        return context


def energies() -> list[str]:
    """The energies the company's machines have, in alphabetical order."""
    found = Equipment.objects.exclude(energy="").order_by("energy").values_list("energy", flat=True)
    return list(found.distinct())
