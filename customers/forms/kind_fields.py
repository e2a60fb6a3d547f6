from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.guessing import Guess, guess_kind
from customers.models import CLASS_OF_KIND, Customer, LegalClass

READ = ("company_name", "last_name", "first_name", "siren", "siret", "vat_number", "tax_code", "sdi_code")
PROPOSING = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-target": "#id_kind_field",
    "hx-select": "#id_kind_field",
    "hx-swap": "outerHTML",
    "hx-vals": '{"refresh": "kind"}',
}


class KindFields(forms.ModelForm):
    """Kind and legal class: the kind is proposed from the data, the class follows the kind, both may be chosen."""

    def prepare_kind(self) -> None:
        """Let a new customer's kind be proposed; the fields it is read from ask for the proposal."""
        kind: Any = self.fields["kind"]
        kind.required = False
        if self.instance.pk is None:
            kind.choices = [("", _("Proposed from the data")), *Customer.Kind.choices]
            kind.initial = self.initial.setdefault("kind", "")
        else:
            kind.choices = Customer.Kind.choices
        legal_class: Any = self.fields["legal_class"]
        legal_class.choices = [("", _("Follows the kind")), *LegalClass.choices]
        legal_class.help_text = _("Decides which letters the law wants and who may withdraw.")
        for name in READ:
            if name in self.fields:
                self.fields[name].widget.attrs |= PROPOSING

    def propose_kind(self) -> None:
        """Put the proposal where no kind is chosen; else say what the data look like where that differs."""
        guess = self._guess(self.data)
        if guess is None:
            return
        chosen = self.data.get("kind")
        if not chosen:
            typed: Any = self.data
            self.data = typed.copy()
            self.data["kind"] = guess.kind  # type: ignore[index]
        if chosen != guess.kind:
            self.fields["kind"].help_text = gettext("Looks like “%(kind)s”: %(why)s.") % {
                "kind": Customer.Kind(guess.kind).label,
                "why": guess.why,
            }

    def clean_kind(self) -> str:
        """What was chosen, else the proposal."""
        kind: str = self.cleaned_data["kind"]
        if kind:
            return kind
        guess = self._guess(self.data)
        if guess is None:
            if any(self.data.get(name) for name in ("company_name", "last_name")):
                raise ValidationError(_("The data do not tell what this customer is: choose the kind."))
            return Customer.Kind.INDIVIDUAL
        return guess.kind

    def settle_class(self, cleaned: dict[str, Any]) -> None:
        """The class follows the kind unless somebody chose another; the flags are for professionals."""
        before = CLASS_OF_KIND.get(self.initial.get("kind") or "", "")
        followed = self.instance.pk and self.initial.get("legal_class") == before
        if "kind" in self.changed_data and "legal_class" not in self.changed_data and followed:
            cleaned["legal_class"] = ""
        if not cleaned.get("legal_class"):
            cleaned["legal_class"] = CLASS_OF_KIND.get(cleaned.get("kind"), LegalClass.CONSUMER)
        if cleaned.get("legal_class") != LegalClass.PROFESSIONAL:
            for name in ("small_business", "outside_activity"):
                if name in self.fields:
                    cleaned[name] = False
                else:
                    setattr(self.instance, name, False)

    def _guess(self, data: Any) -> Guess | None:
        return guess_kind(**{name: data.get(name, "")[:200] for name in READ})
