from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import PriceRound, RoundPrice
from tenancy.acting import acting_company
from ui import formats
from ui.forms import MoneyField, SuffixInput, TypedDecimalField


class PercentField(TypedDecimalField):
    """A percentage, with a point or a comma."""

    widget = SuffixInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(widget=SuffixInput("%", {"inputmode": "decimal"}), **kwargs)


class PriceRoundForm(forms.ModelForm):
    """A proposal of new fees: by which rule, and for which renewals."""

    percent = PercentField(
        label=gettext_lazy("Percentage"), required=False, max_digits=6, decimal_places=3, min_value=-100,
        max_value=100, help_text=gettext_lazy("Of the fee of each contract; a fall is negative."),
    )  # fmt: skip
    amount = MoneyField(
        label=gettext_lazy("Amount a year, net"), required=False, max_digits=8,
        help_text=gettext_lazy("Added to the yearly fee of each contract; a fall is negative."),
    )  # fmt: skip

    fieldsets = (
        (gettext_lazy("New fees"), ["name", ("rule", "percent", "amount"), ("starts_on", "reason")]),
    )

    class Meta:
        model = PriceRound
        fields = ("name", "rule", "percent", "amount", "starts_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = acting_company().today()
        self.fields["starts_on"].initial = today
        self.fields["starts_on"].help_text = _(
            "Each contract takes its new fee with its next renewal; those that renew before that day are left out."
        )
        self.fields["name"].initial = _("New fees, proposed on %(day)s") % {"day": formats.day(today)}
        self.fields["reason"].help_text = _("Kept with each new price.")

    def clean(self) -> dict[str, Any]:
        """The figure of the rule, and of no other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rule = cleaned.get("rule")
        for name in ("percent", "amount"):
            if rule != name:
                cleaned[name] = None
            elif name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("By how much?"))
        return cleaned


class RoundPriceForm(forms.Form):
    """Another fee for one contract, and why."""

    new_fee = MoneyField(label=gettext_lazy("New yearly fee, net"), min_value=0, max_digits=10)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, required=False,
        help_text=gettext_lazy("Needed where the fee is not the computed one."),
    )  # fmt: skip

    fieldsets = (("", [("new_fee", "reason")]),)

    def __init__(self, *args: Any, price: RoundPrice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.price = price
        currency = acting_company().currency
        self.fields["new_fee"].help_text = _("Fee before: %(old)s; computed: %(computed)s.") % {
            "old": formats.money(price.old_fee, currency),
            "computed": formats.money(price.computed_fee, currency),
        }

    def clean_new_fee(self) -> Decimal:
        """A fee that stays needs no revision."""
        fee: Decimal = self.cleaned_data["new_fee"]
        if fee == self.price.old_fee:
            raise ValidationError(_("The fee stays the same: leave the contract out instead."))
        return fee

    def clean(self) -> dict[str, Any]:
        """A price by hand says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        fee = cleaned.get("new_fee")
        if fee is not None and fee != self.price.computed_fee and not cleaned.get("reason"):
            self.add_error("reason", _("Say why this contract gets another fee."))
        return cleaned
