from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.indices import Typed, read_column
from contracts.models import IndexLink, IndexSeries, IndexValue
from ui.forms import TypedDecimalField


class FigureField(TypedDecimalField):
    """A figure with decimals of any number, with a point or a comma."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter a figure, such as 138.9.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Without zeros that say nothing."""
        if hasattr(value, "normalize"):
            bare = value.normalize()
            return bare if bare.as_tuple().exponent <= 0 else bare.quantize(1)
        return value


class MonthInput(forms.DateInput):
    """A month of a year, as browsers offer it."""

    input_type = "month"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m", **kwargs)


class YearMonthField(forms.DateField):
    """A month of a year; its first day is stored."""

    widget = MonthInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = MonthInput
        super().__init__(input_formats=["%Y-%m", "%m/%Y"], **kwargs)
        self.error_messages["invalid"] = _("Enter a month, such as 2026-06.")


class SeriesForm(forms.ModelForm):
    """An index: how it is called and who publishes it."""

    fieldsets = (
        (_("Index"), [("code", "name"), ("publisher", "base", "source")]),
        (_("How it is published"), [("decimals", "lag_months"), "general_level"]),
    )

    class Meta:
        model = IndexSeries
        fields = ("code", "name", "publisher", "base", "source", "decimals", "lag_months", "general_level")

    def clean_code(self) -> str:
        """No other index has it."""
        code: str = self.cleaned_data["code"]
        if IndexSeries.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another index has this code."))
        return code


class ValuesForm(forms.Form):
    """A column of values, pasted from the publisher's table."""

    column = forms.CharField(
        label=_("Values"),
        widget=forms.Textarea(
            {"rows": 10, "class": "font-monospace", "placeholder": "2026-05; 138.4\n2026-06; 138.9"}
        ),
        help_text=_("One a line: the month, then the value, and if you like the day of publication."),
    )
    published_on = forms.DateField(
        label=_("Published on"),
        required=False,
        help_text=_("For lines without a day of their own. Left empty, it is counted from the month."),
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=IndexValue.Status.choices, initial=IndexValue.Status.FINAL
    )

    fieldsets = ((_("Values"), ["column", ("published_on", "status")]),)

    def clean_column(self) -> list[Typed]:
        """Read line by line; each that cannot be read is named."""
        return read_column(self.cleaned_data["column"])


class CorrectionForm(forms.Form):
    """What the value should have been, and why."""

    value = FigureField(label=_("Right value"), min_value=0, max_digits=12, decimal_places=4)
    published_on = forms.DateField(label=_("Published on"))
    status = forms.ChoiceField(label=_("Status"), choices=IndexValue.Status.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    fieldsets = (("", [("value", "published_on", "status"), "reason"]),)

    def __init__(self, *args: Any, wrong: IndexValue, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong, self.on = wrong, on

    def clean_value(self) -> Any:
        """Above zero and another one than before."""
        value = self.cleaned_data["value"]
        if value == 0:
            raise ValidationError(_("A value is above zero."))
        return value

    def clean_published_on(self) -> date:
        """Between the month and today."""
        day: date = self.cleaned_data["published_on"]
        if day < self.wrong.month:
            raise ValidationError(_("Published before the month began."))
        if day > self.on:
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """Something must differ."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        same = [
            cleaned.get(name) == getattr(self.wrong, name) for name in ("value", "published_on", "status")
        ]
        if all(same):
            self.add_error("value", _("Nothing differs from what is there."))
        return cleaned


class LinkForm(forms.ModelForm):
    """The index by which another one goes on, with the coefficient its publisher gives."""

    coefficient = FigureField(label=_("Link coefficient"), max_digits=10, decimal_places=6)
    from_month = YearMonthField(label=_("From the month"))

    fieldsets = ((_("Continued by"), [("new", "coefficient", "from_month")]),)

    class Meta:
        model = IndexLink
        fields = ("new", "coefficient", "from_month")

    def __init__(self, *args: Any, old: IndexSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        self.instance.old = old
        self.fields["new"].queryset = self.others  # type: ignore[attr-defined]

    @cached_property
    def others(self) -> Any:
        """Indices it may go on as: none that goes on as this one."""
        return IndexSeries.objects.exclude(pk=self.old.pk).exclude(continued_by__new=self.old)

    def clean_coefficient(self) -> Any:
        """Above zero."""
        value = self.cleaned_data["coefficient"]
        if value <= 0:
            raise ValidationError(_("A coefficient is above zero."))
        return value

    def clean(self) -> dict[str, Any]:
        """An index goes on once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if IndexLink.objects.filter(old=self.old).exists():
            self.add_error("new", _("This index is continued by another one already."))
        return cleaned
