from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tenancy.handing_over import Held, technicians_of
from tenancy.models import Membership, Technician

PREFIX = "heir_"


class HeirField(forms.ModelChoiceField):
    """Somebody who takes something over; a member shows by her name alone."""

    def label_from_instance(self, obj: Any) -> str:
        """The person's name."""
        return str(getattr(obj, "user", obj))


class LeavingForm(forms.Form):
    """Who gets what a member leaves behind, kind by kind."""

    technician_leaves = forms.BooleanField(
        label=_("Also stops as a technician"),
        required=False,
        initial=True,
        help_text=_("Can no longer be planned for visits or named on contracts."),
    )

    def __init__(self, *args: Any, member: Membership, held: list[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not technicians_of(member).exists():
            del self.fields["technician_leaves"]
        for each in held:
            self.fields[PREFIX + each.holding.name] = HeirField(
                _heirs(each, member),
                label=format_lazy("{label} ({count})", label=each.holding.label, count=each.count),
                empty_label=str(_("Nobody: free for others")),
                required=False,
                help_text=" · ".join(each.examples) + (" …" if each.count > len(each.examples) else ""),
            )

    @property
    def heirs(self) -> dict[str, Any]:
        """By kind of holding, who gets it; None is nobody."""
        return {
            name.removeprefix(PREFIX): heir
            for name, heir in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


def _heirs(each: Held, member: Membership) -> Any:
    if each.holding.heirs == "technicians":
        return Technician.objects.filter(left_on=None).exclude(membership=member)
    others = Membership.objects.active().filter(company=member.company_id).exclude(pk=member.pk)
    return others.select_related("user", "company").order_by("user__name")
