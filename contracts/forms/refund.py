from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import MoneyField


class RefundForm(forms.Form):
    """A last day, what was paid for the term, and the worth of what was done."""

    last_day = forms.DateField(label=_("Last day of the contract"))
    paid = MoneyField(
        max_digits=10, decimal_places=2, min_value=0, label=_("Paid in advance for the term, VAT included")
    )
    services = MoneyField(
        max_digits=10,
        decimal_places=2,
        min_value=0,
        required=False,
        label=_("Worth of the services given, VAT included"),
        help_text=_("For the other reading: the yearly visit already made, for example."),
    )
