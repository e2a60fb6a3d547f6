from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.forms.line import Items
from contracts.models import ContractTemplate, TemplateService
from contracts.template_versions.keeping import keep
from ui.forms import MoneyField, SuffixInput

BLANK = 2  # lines to fill in, whenever the form opens


class TemplateServiceForm(forms.ModelForm):
    """One service a template offers."""

    fieldsets = [("", [("service", "mode"), ("price", "visits_per_year")])]

    class Meta:
        model = TemplateService
        fields = ("service", "mode", "price", "visits_per_year")
        field_classes = {"price": MoneyField}
        widgets = {"visits_per_year": SuffixInput(_("a year"), {"inputmode": "numeric"})}

    def __init__(self, *args: Any, items: Items, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset, field.widget.choices = items.rows, items.choices
        self.fields["price"].help_text = _("Of an option; empty: that of the price list.")
        self.fields["visits_per_year"].label = _("Visits")

    def clean_price(self) -> Any:
        """Not below zero."""
        price = self.cleaned_data["price"]
        if price is not None and price < 0:
            raise ValidationError(_("A price is not below zero."))
        return price

    def clean(self) -> dict[str, Any]:
        """Only options have a price here."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("price") is not None and cleaned.get("mode") != TemplateService.Mode.OPTION:
            self.add_error("price", _("Only an option has a price here."))
        return cleaned


class TemplateServiceFormSet(forms.BaseInlineFormSet):
    """The services of a template: each once, and the fee for one of them at most."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: Any, index: int | None) -> None:
        """The box that takes a service away is named."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this service")

    def clean(self) -> None:
        """Nothing stands twice."""
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("service") and not form.cleaned_data.get("DELETE")
        ]
        if sum(row["mode"] == TemplateService.Mode.BASE for row in kept) > 1:
            raise ValidationError(_("The fee of the contract is for one service only."))
        self._refuse_twice()

    def _refuse_twice(self) -> None:
        """Lines are written one by one, so what another line held before counts too, unless that one goes."""
        forms = [form for form in self.forms if form.is_valid() and form.cleaned_data.get("service")]
        gone = {form.instance.pk for form in forms if form.cleaned_data.get("DELETE")}
        held = {row.service_id: row.pk for row in self.instance.offered.exclude(pk__in=gone)}
        seen = set()
        for form in forms:
            if form.cleaned_data.get("DELETE"):
                continue
            service = form.cleaned_data["service"].pk
            if service in seen or held.get(service, form.instance.pk) != form.instance.pk:
                form.add_error("service", _("This service stands in another line already."))
            seen.add(service)


ROWS = forms.inlineformset_factory(
    ContractTemplate,
    TemplateService,
    form=TemplateServiceForm,
    formset=TemplateServiceFormSet,
    extra=BLANK,
    can_delete=True,
    max_num=60,
    absolute_max=80,
)


class TemplateServicesForm(forms.Form):
    """What a template offers of the catalogue (``form.rows``)."""

    def __init__(self, *args: Any, template: ContractTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template

    @cached_property
    def rows(self) -> Any:
        """A form for each service, and blank ones."""
        had = list(self.template.offered.select_related("service"))
        return ROWS(
            self.data if self.is_bound else None,
            instance=self.template,
            queryset=TemplateService.objects.select_related("service").order_by("position", "pk"),
            form_kwargs={"items": Items(had)},
            prefix="rows",
        )

    def is_valid(self) -> bool:
        """The rows tell their faults."""
        own, rows = super().is_valid(), self.rows.is_valid()
        return own and rows

    def save(self) -> ContractTemplate:
        """Write them in their order; those that go first, so that another may take their place. A change makes a
        version of the template.
        """
        for form in self.rows.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        for position, form in enumerate(self.rows.forms):
            if form in self.rows.deleted_forms or not form.cleaned_data.get("service"):
                continue
            row = form.save(commit=False)
            row.template, row.position = self.template, position
            row.save()
        keep(self.template)
        return self.template
