from django import forms
from django.utils.translation import gettext_lazy as _

PLACES = 24


class LabelForm(forms.Form):
    """Where on the first sheet to begin: sheets that were begun are used up."""

    start = forms.IntegerField(
        label=_("First label to print on"),
        min_value=1,
        max_value=PLACES,
        initial=1,
        help_text=_("A4 sheets of 3 × 8 labels, counted row by row from the top left."),
    )
