"""Which group many customers belong to."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer, CustomerGroup
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class GroupForm(forms.Form):
    """Which group; none takes them out of theirs."""

    group = forms.ModelChoiceField(
        CustomerGroup.objects.none(),
        label=gettext_lazy("Customer group"),
        required=False,
        empty_label=gettext_lazy("No group"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = CustomerGroup.objects.all()  # type: ignore[attr-defined]


class SetGroup(BulkAction):
    """Put customers into a group, or out of theirs."""

    name = "group"
    label = gettext_lazy("Set customer group")
    right = Right.CUSTOMERS_EDIT
    icon = "users-group"
    style = "secondary"
    explanation = gettext_lazy("The price lists of the group count from their next contract or renewal on.")
    form_class = GroupForm

    def outcomes(self, rows: Sequence[Customer]) -> list[Outcome]:
        """Which group each is in today, read once for all."""
        names = dict(CustomerGroup.objects.values_list("pk", "name"))
        return [
            Outcome(
                row, _("Now: %(group)s") % {"group": names[row.group_id] if row.group_id else _("No group")}
            )
            for row in rows
        ]

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Set it."""
        chosen = Customer.objects.filter(pk__in=[row.pk for row in rows])
        done = chosen.join_group(form.cleaned_data["group"])
        return ngettext("%(count)s customer changed.", "%(count)s customers changed.", done) % {"count": done}
