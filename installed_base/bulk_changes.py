"""What can be changed on many machines at once: excluded or not, type, warranty, out of service."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.forms.exclusion import ReasonedExclusionForm
from installed_base import attributes, outages
from installed_base.forms import TakingOutForm
from installed_base.models import Equipment, EquipmentType
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class TypeForm(forms.Form):
    """Which type."""

    type = forms.ModelChoiceField(EquipmentType.objects.none(), label=gettext_lazy("Type"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["type"]
        choices.queryset = EquipmentType.objects.all()


class WarrantyForm(forms.Form):
    """Until when."""

    until = forms.DateField(label=gettext_lazy("Warranty until"), widget=forms.DateInput)


class BulkTakingOutForm(TakingOutForm):
    """The day and why; one machine does not replace many."""

    replaced_by = None  # type: ignore[assignment]


class _Change(BulkAction):
    """A change of machines."""

    right = Right.EQUIPMENT_EDIT
    style = "secondary"

    def done(self, count: int) -> str:
        """What to say afterwards."""
        return ngettext("%(count)s machine changed.", "%(count)s machines changed.", count) % {"count": count}

    def chosen(self, rows: Sequence[Equipment]) -> Any:
        """The machines, to change them together."""
        return Equipment.objects.filter(pk__in=[row.pk for row in rows])


class Exclude(_Change):
    """Leave machines out of maintenance lists."""

    name = "exclude"
    label = gettext_lazy("Exclude from maintenance lists")
    icon = "bell-off"
    form_class = ReasonedExclusionForm

    def outcome(self, row: Equipment) -> Outcome:
        """Those excluded already keep their own reason."""
        if row.excluded:
            text = _("Is excluded already: %(reason)s") % {"reason": row.excluded_reason or "–"}
            return Outcome(row, text, will=False)
        return Outcome(row, _("Leaves the maintenance lists."))

    def run(self, rows: Sequence[Equipment], form: Any = None) -> str:
        """Exclude them."""
        given = form.cleaned_data
        columns = {"excluded_reason": given["reason"], "excluded_until": given["until"]}
        return self.done(self.chosen(rows).update(excluded=True, **columns))


class Include(_Change):
    """Bring machines back into maintenance lists."""

    name = "include"
    label = gettext_lazy("Include in maintenance lists")
    icon = "bell"

    def outcome(self, row: Equipment) -> Outcome:
        """Only those excluded change."""
        if not row.excluded:
            return Outcome(row, _("Is not excluded."), will=False)
        return Outcome(row, _("Stands in the maintenance lists again."))

    def run(self, rows: Sequence[Equipment], form: Any = None) -> str:
        """Include them."""
        return self.done(self.chosen(rows).update(excluded=False, excluded_reason="", excluded_until=None))


class ChangeType(_Change):
    """Give machines another type."""

    name = "type"
    label = gettext_lazy("Change the type")
    icon = "category"
    explanation = gettext_lazy(
        "Attributes of the same name keep their values; the others are kept and show again with the former type."
    )
    form_class = TypeForm

    def outcome(self, row: Equipment) -> Outcome:
        """What it is now."""
        return Outcome(row, _("Is now: %(type)s.") % {"type": row.type})

    def run(self, rows: Sequence[Equipment], form: Any = None) -> str:
        """Change them."""
        return self.done(attributes.follow_type(rows, form.cleaned_data["type"]))


class SetWarranty(_Change):
    """Set the end of the warranty."""

    name = "warranty"
    label = gettext_lazy("Set the warranty")
    icon = "shield-check"
    form_class = WarrantyForm

    def outcome(self, row: Equipment) -> Outcome:
        """What it is now; for those commissioned later than the day typed, why not."""
        typed = WarrantyForm(self.request.POST) if "confirm" in self.request.POST else None
        until = typed.cleaned_data["until"] if typed and typed.is_valid() else None
        if until and row.commissioned_on and until < row.commissioned_on:
            text = _("Was commissioned on %(day)s, after that.") % {"day": formats.day(row.commissioned_on)}
            return Outcome(row, text, will=False)
        return Outcome(row, _("Warranty now until: %(day)s.") % {"day": formats.day(row.warranty_until)})

    def run(self, rows: Sequence[Equipment], form: Any = None) -> str:
        """Set it."""
        return self.done(self.chosen(rows).update(warranty_until=form.cleaned_data["until"]))


class TakeOut(_Change):
    """Take machines out of service."""

    name = "take_out"
    label = gettext_lazy("Take out of service")
    icon = "plug-off"
    explanation = gettext_lazy("Contracts that cover them are not changed. Each can be put back on its card.")
    form_class = BulkTakingOutForm

    def outcome(self, row: Equipment) -> Outcome:
        """Those that are out stay so; none goes before it came."""
        if row.removed_on:
            text = _("It was taken out on %(day)s already.") % {"day": formats.day(row.removed_on)}
            return Outcome(row, text, will=False)
        typed = BulkTakingOutForm(self.request.POST) if "confirm" in self.request.POST else None
        on = typed.cleaned_data["on"] if typed and typed.is_valid() else None
        if on and row.commissioned_on and on < row.commissioned_on:
            text = _("Was commissioned on %(day)s, after that.") % {"day": formats.day(row.commissioned_on)}
            return Outcome(row, text, will=False)
        return Outcome(row, _("Goes out of service."))

    def run(self, rows: Sequence[Equipment], form: Any = None) -> str:
        """Take them out."""
        given = form.cleaned_data
        return self.done(outages.take_out_all(rows, given["on"], given["reason"]))
