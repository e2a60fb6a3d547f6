from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting_company
from tenancy.models import Membership, Technician


class TechnicianForm(forms.ModelForm):
    """Somebody who goes to customers, with or without a login."""

    class Meta:
        model = Technician
        fields = ("name", "membership", "left_on")
        help_texts = {
            "membership": _(
                "The member who signs in on the tablet. A technician can be planned without one."
            ),
            "left_on": _("From this day on the technician is no longer offered."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().filter(company=acting_company()).select_related("user")
        login: Any = self.fields["membership"]
        login.queryset = members.order_by("user__name", "pk")
        login.label_from_instance = lambda member: f"{member.user} ({member.get_role_display()})"
        login.empty_label = _("No login")

    def clean_name(self) -> str:
        """A name no other technician has."""
        name: str = self.cleaned_data["name"]
        if Technician.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another technician has this name."))
        return name

    def clean_membership(self) -> Membership | None:
        """A login no other technician has."""
        login: Membership | None = self.cleaned_data["membership"]
        if login and Technician.objects.filter(membership=login).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another technician has this login."))
        return login
