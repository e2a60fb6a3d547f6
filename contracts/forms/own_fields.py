"""The fields a company added to its contracts, its flags and its accounting, as parts of the contract's forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts import own_fields
from contracts.models import Contract, ContractField, FlagLabel
from contracts.own_fields import PREFIX
from installed_base.forms.attribute_fields import field_of
from tenancy.search import fold

ACCOUNTING = ["job", "cost_centre", "revenue_account"]
FLAGS = ["flag_a", "flag_b"]
#: what stays open to change after signature: nothing of it was promised
INNER = (*ACCOUNTING, *FLAGS, "private_notes")
MOST_CHOICES = 50


class InnerFields(forms.ModelForm):
    """A form of a contract with what only the company itself looks at."""

    own: list[ContractField]

    def ask_inner(self, template_id: int | None, *, private: bool) -> list[tuple[Any, list[Any]]]:
        """Label the flags, add the company's own fields, leave out what may not be seen; gives the field groups."""
        labels = own_fields.flag_labels()
        for flag in FLAGS:
            if flag in labels:
                self.fields[flag].label = labels[flag]
            else:
                del self.fields[flag]
        if not private:
            del self.fields["private_notes"]
        self.own = own_fields.asked_of(template_id)
        known = own_fields.answers_of(self.instance) if self.instance.pk else {}
        for each in self.own:
            value, name = known.get(each.pk), f"{PREFIX}{each.pk}"
            self.fields[name] = field_of(each, value.text if value else "")  # type: ignore[arg-type]
            if value is not None:
                self.initial.setdefault(name, value.value)
        names = [f"{PREFIX}{each.pk}" for each in self.own]
        pairs = [tuple(names[at : at + 2]) for at in range(0, len(names), 2)]
        flags = [tuple(flag for flag in FLAGS if flag in labels)] if labels else []
        notes = ["private_notes"] if private else []
        groups = [(_("Accounting and flags"), [tuple(ACCOUNTING), *flags])]
        if pairs:
            groups.append((_("Own fields"), pairs))
        return [*groups, (_("Private notes"), notes)] if notes else groups

    def keep_inner(self, contract: Contract) -> None:
        """Write the company's own fields."""
        own_fields.keep(contract, {each: self.cleaned_data.get(f"{PREFIX}{each.pk}") for each in self.own})


class FlagsForm(forms.Form):
    """What the two flags are called."""

    flag_a = forms.CharField(label=_("First flag"), max_length=40, required=False)
    flag_b = forms.CharField(label=_("Second flag"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in own_fields.flag_labels().items():
            self.initial.setdefault(name, label)
        for name in FLAGS:
            self.fields[name].help_text = _("Left empty, the flag shows nowhere; what was ticked is kept.")

    def clean(self) -> dict[str, Any]:
        """Two names for two flags."""
        cleaned = super().clean() or self.cleaned_data
        first, second = (fold(cleaned.get(name) or "") for name in FLAGS)
        if first and first == second:
            self.add_error("flag_b", _("Both flags have the same name."))
        return cleaned

    def save(self) -> None:
        """Write the labels; an emptied one goes."""
        for name in FLAGS:
            label = self.cleaned_data[name].strip()
            if label:
                FlagLabel.objects.update_or_create(flag=name, defaults={"label": label})
            else:
                FlagLabel.objects.filter(flag=name).delete()


class ContractFieldForm(forms.ModelForm):
    """A field the company adds to its contracts."""

    fieldsets = [
        (_("Field"), ["name", ("kind", "required"), ("template", "position")]),
        (_("For choices"), ["choices"]),
    ]

    class Meta:
        model = ContractField
        fields = ("name", "kind", "required", "template", "position", "choices")
        widgets = {"choices": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].empty_label = _("All templates")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name no other field has, accents and case ignored; withdrawn ones count."""
        name: str = self.cleaned_data["name"].strip()
        others = ContractField.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if any(fold(other) == fold(name) for other in others):
            raise ValidationError(_("Another field has this name; if it was withdrawn, bring it back."))
        return name

    def clean_kind(self) -> str:
        """What was answered keeps its kind."""
        kind: str = self.cleaned_data["kind"]
        if self.instance.pk and kind != self.initial["kind"] and self.instance.values.exists():
            raise ValidationError(_("Contracts answered to this already: withdraw it and add another field."))
        return kind

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        cleaned = super().clean() or self.cleaned_data
        lines = [line.strip() for line in (cleaned.get("choices") or "").splitlines() if line.strip()]
        if cleaned.get("kind") != ContractField.Kind.CHOICE:
            cleaned["choices"] = ""
        elif "choices" not in self.errors:
            if len(set(lines)) < 2:
                self.add_error("choices", _("Give two choices at least, one a line."))
            elif len(lines) > MOST_CHOICES or any(len(line) > 200 for line in lines):
                self.add_error("choices", _("At most 50 choices of 200 letters each."))
            cleaned["choices"] = "\n".join(dict.fromkeys(lines))
        return cleaned
