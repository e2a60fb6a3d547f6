"""Which technicians may be sent, for many customers at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers import allowing
from customers.models import AllowedTechnician, Customer
from tenancy.models import Technician
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class TechnicianForm(forms.Form):
    """Who."""

    technician = forms.ModelChoiceField(Technician.objects.none(), label=gettext_lazy("Technician"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["technician"]
        choices.queryset = Technician.objects.filter(left_on=None)


class _Naming(BulkAction):
    """What both share: the right, the technician, and who is named today."""

    right = Right.CUSTOMERS_EDIT
    style = "secondary"
    form_class = TechnicianForm

    def outcomes(self, rows: Sequence[Customer]) -> list[Outcome]:
        """Who is named for each today, read once for all."""
        named: dict[int, list[str]] = {row.pk: [] for row in rows}
        known = AllowedTechnician.objects.filter(customer__in=named, site=None).select_related("technician")
        for each in known:
            named[each.customer_id].append(str(each.technician))
        return [self.told(row, ", ".join(named[row.pk])) for row in rows]

    def told(self, row: Customer, names: str) -> Outcome:
        """What will happen to one of them."""
        raise NotImplementedError


class AllowTechnician(_Naming):
    """Name a technician for customers."""

    name = "allow"
    label = gettext_lazy("Allow a technician")
    icon = "user-check"
    explanation = gettext_lazy(
        "Where technicians are named, only they may be sent. Lists of single sites stay as they are."
    )

    def told(self, row: Customer, names: str) -> Outcome:
        """Who may come today."""
        if names:
            return Outcome(row, _("Allowed today: %(names)s. One more will be.") % {"names": names})
        return Outcome(row, _("Everybody may be sent today; from now on only who is chosen."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Name her where she is not named."""
        done = allowing.allow_at(form.cleaned_data["technician"], rows)
        return ngettext(
            "Allowed at %(count)s more customer.", "Allowed at %(count)s more customers.", done
        ) % {"count": done}


class DisallowTechnician(_Naming):
    """Take a technician's name off customers."""

    name = "disallow"
    label = gettext_lazy("No longer allow a technician")
    icon = "user-x"
    explanation = gettext_lazy("Where nobody else is named, everybody may be sent again.")

    def told(self, row: Customer, names: str) -> Outcome:
        """Who may come today; where nobody is named nothing changes."""
        if names:
            return Outcome(row, _("Allowed today: %(names)s.") % {"names": names})
        return Outcome(row, _("Nobody is named: everybody may be sent."), will=False)

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Take her name away."""
        done = allowing.name_no_more_at(form.cleaned_data["technician"], rows)
        return ngettext(
            "No longer allowed at %(count)s customer.", "No longer allowed at %(count)s customers.", done
        ) % {"count": done}
