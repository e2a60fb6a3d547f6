"""What can be done to many customers at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class AttentionForm(forms.Form):
    """Why attention is needed."""

    reason = forms.CharField(label=gettext_lazy("Why attention is needed"), max_length=200, required=False)


class AskAttention(BulkAction):
    """Put the attention banner on the customers chosen."""

    name = "watch"
    label = gettext_lazy("Ask for attention")
    right = Right.CUSTOMERS_EDIT
    icon = "alert-triangle"
    explanation = gettext_lazy("A banner with the reason stands on every page about these customers.")
    form_class = AttentionForm

    def outcome(self, row: Customer) -> Outcome:
        """Those already marked keep their own reason."""
        if row.attention:
            return Outcome(
                row, _("Is marked already: %(reason)s") % {"reason": row.attention_reason or "–"}, will=False
            )
        return Outcome(row, _("Gets the attention banner."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Mark them."""
        done = _chosen(rows).watch(form.cleaned_data["reason"])
        return ngettext("%(count)s customer marked.", "%(count)s customers marked.", done) % {"count": done}


class DropAttention(BulkAction):
    """Take the attention banner away."""

    name = "unwatch"
    label = gettext_lazy("Attention no longer needed")
    right = Right.CUSTOMERS_EDIT
    icon = "circle-check"
    style = "secondary"

    def outcome(self, row: Customer) -> Outcome:
        """Only those marked change."""
        if not row.attention:
            return Outcome(row, _("Is not marked."), will=False)
        return Outcome(row, _("Loses the attention banner."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Take the marks away."""
        done = _chosen(rows).unwatch()
        return ngettext(
            "%(count)s customer is no longer marked.", "%(count)s customers are no longer marked.", done
        ) % {"count": done}


class MergeTwo(BulkAction):
    """Two who are one."""

    name = "merge"
    label = gettext_lazy("Merge")
    right = Right.CUSTOMERS_EDIT
    icon = "arrows-join"
    style = "secondary"
    leads_on = True

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """To the page that shows the two side by side; the one who was there first stays, unless it is turned round."""
        if len(rows) != 2:
            raise ValidationError(_("Select two customers to merge."))
        keeper, other = sorted(rows, key=lambda row: row.pk)
        return reverse("customers:merge", args=[keeper.pk, other.pk])


def _chosen(rows: Sequence[Customer]) -> Any:
    return Customer.objects.filter(pk__in=[row.pk for row in rows])
