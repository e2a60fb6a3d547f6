from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenancy.models import Membership
from tenancy.permissions import BUNDLES, Right, Role

AS_ROLE, GRANTED, DENIED = "", "granted", "denied"
SWITCH = ((AS_ROLE, _("As the role")), (GRANTED, _("Granted")), (DENIED, _("Denied")))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.OFFICE,
        help_text=_("Single rights are switched afterwards."),
    )


class MemberForm(forms.Form):
    """The role of a member, and each right: as the role says, granted or denied."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for right in Right:
            self.fields[switch_name(right)] = forms.ChoiceField(
                label=right.label, choices=SWITCH, required=False
            )

    @property
    def switches(self) -> list[tuple[Right, forms.BoundField]]:
        """Each right with its field."""
        return [(right, self[switch_name(right)]) for right in Right]

    def chosen(self, state: str) -> list[str]:
        """The rights switched to a state."""
        return [right.value for right in Right if self.cleaned_data[switch_name(right)] == state]

    @staticmethod
    def initial_of(member: Membership) -> dict[str, str]:
        """The values that show a member as she stands."""
        values = {"role": member.role}
        for right in Right:
            state = GRANTED if right in member.granted else DENIED if right in member.denied else AS_ROLE
            values[switch_name(right)] = state
        return values


def switch_name(right: Right) -> str:
    """The field of a right."""
    return "right_" + right.value.replace(".", "_")


def bundles() -> dict[str, list[str]]:
    """The fields each role's rights have, for the page that shows them while a role is chosen."""
    return {role: [switch_name(right) for right in Right if right in held] for role, held in BUNDLES.items()}
