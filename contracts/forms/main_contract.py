"""The main contract a contract hangs under, as part of its forms."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contracts.main_contracts.fitting import WHY_NOT, mains_for, why_not
from contracts.main_contracts.inheriting import ends_with
from contracts.models import AnchorRule, Contract
from tenancy.acting import acting_company
from ui.forms import RemoteSelect


class MainField(forms.ModelChoiceField):
    """A main contract by its number and customer."""

    def label_from_instance(self, obj: Any) -> str:
        """Number and customer."""
        return f"{obj.number} · {obj.customer}"


class UnderMain(forms.ModelForm):
    """A form of a contract that may hang it under a main contract of its customer, her owner, manager or payer."""

    def ask_main(self, thought: Contract, attrs: dict[str, str] | None = None) -> bool:
        """Offer the main contracts that fit a contract, stored or only thought of; false where there is none."""
        rows = mains_for(thought, acting_company().today())
        if (thought.pk and thought.subs.exists()) or not rows.exists():
            del self.fields["main"]
            return False
        self.fields["main"] = field = MainField(
            rows,
            required=False,
            label=_("Main contract"),
            help_text=_("The framework contract this one belongs to; empty: it stands alone."),
        )
        field.widget.attrs |= attrs or {}
        return True

    def check_main(self, thought: Contract) -> None:
        """It fits still; said at the field."""
        main = self.cleaned_data.get("main")
        if main is None or main.pk == self.instance.main_id:
            return
        code = why_not([thought], main, acting_company().today()).get(thought.pk)
        if code:
            self.add_error("main", WHY_NOT[code])

    def align(self, main: Contract | None, cleaned: dict[str, Any]) -> date | None:
        """The last day of the first term where it is to end with the main contract's; faults at their fields."""
        starts, months = cleaned.get("start_on"), cleaned.get("term_months")
        if main is None or not cleaned.get("ends_with_main") or not starts or not months:
            return None
        if cleaned.get("first_term_months"):
            self.add_error(
                "first_term_months",
                _("The first term ends with that of the main contract: leave this empty."),
            )
        if cleaned.get("anchor_rule") == AnchorRule.VISIT:
            self.add_error(
                "anchor_rule", _("Terms that end with the main contract’s are not counted from visits.")
            )
        if months != main.term_months:
            self.add_error(
                "term_months",
                ngettext(
                    "To end with those of the main contract, terms last %(count)s month as they do there.",
                    "To end with those of the main contract, terms last %(count)s months as they do there.",
                    main.term_months,
                )
                % {"count": main.term_months},
            )
        found = ends_with(main, starts)
        if found is None:
            self.add_error("start_on", _("The main contract has no term on that day."))
        return found


class MainForm(forms.Form):
    """Under which main contract many contracts go."""

    main = forms.ModelChoiceField(
        Contract.objects.none(),
        required=False,
        widget=RemoteSelect("contracts:options"),
        label=_("Main contract"),
        help_text=_("Empty: they stand alone from now on."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["main"].queryset = Contract.objects.select_related("customer")  # type: ignore[attr-defined]

    def clean_main(self) -> Contract | None:
        """Not a sub-contract, and it runs."""
        main: Contract | None = self.cleaned_data["main"]
        if main is None:
            return None
        if main.main_id is not None:
            raise ValidationError(WHY_NOT["sub"])
        if main.ended_on is not None and main.ended_on <= acting_company().today():
            raise ValidationError(WHY_NOT["ended"])
        return main
