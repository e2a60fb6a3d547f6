from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Price, PriceList, Service
from tenancy.inserting import insert, update
from ui.forms import MoneyField, SuffixInput

STEPS = [
    ("0.01", _("to the cent")),
    ("0.10", _("to ten cents")),
    ("0.50", _("to fifty cents")),
    ("1", _("to the whole unit")),
]


class PriceListForm(forms.ModelForm):
    """Whom a list is for, and when it counts."""

    fieldsets = [("", [("name", "group"), ("starts_on", "ends_on")])]

    class Meta:
        model = PriceList
        fields = ("name", "group", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].empty_label = _("Everybody")  # type: ignore[attr-defined]
        self.fields["group"].help_text = _(
            "Customers of a group pay the prices for everybody where theirs lack."
        )
        self.fields["ends_on"].help_text = _("Empty: until another list follows.")

    def clean_name(self) -> str:
        """No other list is called so."""
        return _free_name(self.cleaned_data["name"], self.instance.pk)

    def clean(self) -> dict[str, Any]:
        """Days in order, and no other list for the same customers on them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The list ends before it begins."))
        elif starts and "group" in cleaned and not self.errors:
            wanted = PriceList(pk=self.instance.pk, group=cleaned["group"], starts_on=starts, ends_on=ends)
            if clash := wanted.overlapping().order_by("starts_on").first():
                self.add_error(
                    "starts_on",
                    ValidationError(
                        _("“%(list)s” counts for the same customers on some of these days."),
                        params={"list": clash.name},
                    ),
                )
        return cleaned


class RaiseForm(forms.Form):
    """By how much, and how the result is rounded."""

    percent = forms.DecimalField(
        label=_("Raise"),
        min_value=-90,
        max_value=900,
        max_digits=6,
        decimal_places=3,
        localize=True,
        widget=SuffixInput("%", {"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Below zero lowers the prices."),
    )
    step = forms.TypedChoiceField(label=_("Rounded"), choices=STEPS, coerce=Decimal, initial="0.01")

    fieldsets: Any = [("", [("percent", "step")])]


class CarryOnForm(RaiseForm):
    """A list's new period."""

    name = forms.CharField(label=_("Name"), max_length=80)
    starts_on = forms.DateField(label=_("In force from"))

    fieldsets = [("", [("name", "starts_on"), ("percent", "step")])]

    def __init__(self, *args: Any, former: PriceList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former

    def clean_name(self) -> str:
        """No list is called so."""
        return _free_name(self.cleaned_data["name"], None)

    def clean_starts_on(self) -> date:
        """After the list that is carried on began."""
        day: date = self.cleaned_data["starts_on"]
        if day <= self.former.starts_on:
            raise ValidationError(_("The new list begins after the one it carries on."))
        return day


class PricesForm(forms.Form):
    """The prices of a list for some items, one field each; an emptied field takes the item off the list."""

    def __init__(self, *args: Any, price_list: PriceList, services: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.price_list, self.services = price_list, services
        known = Price.objects.filter(price_list=price_list, service__in=[each.pk for each in services])
        self.known = {price.service_id: price for price in known}
        for service in services:
            name = f"price_{service.pk}"
            price = self.known.get(service.pk)
            field = MoneyField(max_digits=10, min_value=0, required=False, label=str(service))
            field.error_messages["min_value"] = _("A price is not below zero.")
            field.widget.attrs |= {"aria-label": str(service), "class": "text-end"}
            self.fields[name] = field
            self.initial[name] = price.amount if price else None

    def rows(self) -> list[tuple[Service, forms.BoundField]]:
        """Each item with its field."""
        return [(service, self[f"price_{service.pk}"]) for service in self.services]

    def save(self) -> int:
        """Write what differs; gives how many prices that were."""
        new, changed, gone = [], [], []
        for service in self.services:
            amount, price = self.cleaned_data[f"price_{service.pk}"], self.known.get(service.pk)
            if price is None:
                if amount is not None:
                    new.append(Price(price_list=self.price_list, service=service, amount=amount))
            elif amount is None:
                gone.append(price.pk)
            elif amount != price.amount:
                price.amount = amount
                changed.append(price)
        insert(new)
        if changed:
            update(changed, ["amount"])
        Price.objects.filter(pk__in=gone).delete()
        return len(new) + len(changed) + len(gone)


def _free_name(name: str, own: int | None) -> str:
    if PriceList.objects.filter(name=name).exclude(pk=own or 0).exists():
        raise ValidationError(_("Another price list has this name."))
    return name
