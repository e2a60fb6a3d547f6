"""What the forms of contracts and templates share: the rules and their cross-checks."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from contracts.models import AnchorRule, Conditions, DueRule, RenewalKind, RenewalPrice
from tenancy.acting import acting_company
from tenancy.models import Country
from ui.forms import SuffixInput

TERM = [("first_term_months", "term_months"), ("anchor_rule", "calendar_month"), "visit_cadence"]
RENEWAL = [
    ("renewal", "renewal_control", "max_renewals"),
    ("notice_months", "notice_days"),
    ("renewal_price", "revision_percent", "revision_amount"),
]
BILLING = [("billing_step", "billing_due", "billing_days"), ("vat_rate", "first_term_free"), "on_suspension"]
COVERAGE = [("covers_travel", "covers_labour"), ("covers_parts", "call_outs", "response_hours")]
WIDGETS = {
    "first_term_months": SuffixInput(_("months"), {"inputmode": "numeric"}),
    "term_months": SuffixInput(_("months"), {"inputmode": "numeric"}),
    "notice_months": SuffixInput(_("months"), {"inputmode": "numeric"}),
    "notice_days": SuffixInput(_("days"), {"inputmode": "numeric"}),
    "billing_days": SuffixInput(_("days"), {"inputmode": "numeric"}),
    "response_hours": SuffixInput(_("hours"), {"inputmode": "numeric"}),
    "revision_percent": SuffixInput("%", {"inputmode": "decimal"}),
    "vat_rate": SuffixInput("%", {"inputmode": "decimal"}),
}
MONTH_CHOICES = [("", "–"), *MONTHS.items()]
NAMES = [field.name for field in Conditions._meta.get_fields()]


# A renewal that names no length would last for an indefinite time, out of reach of the rules on tacit renewal.
WITHOUT_A_TERM = {
    Country.FRANCE.value: _(
        "Say how long a term lasts: renewed without a length, the contract would be of indefinite duration "
        "(Civil Code, article 1215)."
    ),
    Country.ITALY.value: _(
        "Say how long a term lasts: the reminder before the renewal is counted from its last day "
        "(Consumer Code, article 65-bis)."
    ),
}


class MonthField(forms.TypedChoiceField):
    """A month by its name; stored as 1 to 12."""

    def __init__(self, **kwargs: Any) -> None:
        required = kwargs.get("required", True)
        super().__init__(
            choices=MONTH_CHOICES if not required else list(MONTHS.items()),
            coerce=int,
            empty_value=None,
            **kwargs,
        )


class ConditionsForm(forms.ModelForm):
    """Rules that fit each other; each fault is told at the field that mends it."""

    calendar_month = MonthField(label=_("Terms end with the month of"), initial=12, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar_month"].help_text = _("Only where terms end with a month.")
        self.fields["billing_step"].choices = [("", _("Whole term")), *_steps()]  # type: ignore[attr-defined]
        self.fields["billing_step"].help_text = ""
        # A form sent without them keeps the rules there are.
        self.fields["on_suspension"].required = self.fields["visit_cadence"].required = False
        self.fields["visit_cadence"].help_text = _(
            "Counted from the day made, a visit is wanted in the month that ends one interval later; place and "
            "preferred month then hold for the first visit only."
        )
        self.fields["billing_days"].help_text = _("Only for a number of days after signature or start.")
        self.fields["first_term_months"].label = _("Length of the first term")
        self.fields["first_term_months"].help_text = _("Empty: as long as the others.")
        self.fields["term_months"].label = _("Length of a term")
        self.fields["term_months"].error_messages["required"] = WITHOUT_A_TERM[acting_company().country]
        for name in (
            "first_term_months",
            "term_months",
            "notice_months",
            "notice_days",
            "billing_days",
            "vat_rate",
            "revision_percent",
            "revision_amount",
        ):
            self.fields[name].localize = self.fields[name].widget.is_localized = True

    def clean_on_suspension(self) -> str:
        """As chosen, else as it was."""
        return str(self.cleaned_data["on_suspension"] or self.instance.on_suspension)

    def clean_visit_cadence(self) -> str:
        """As chosen, else as it was."""
        return str(self.cleaned_data["visit_cadence"] or self.instance.visit_cadence)

    def clean(self) -> dict[str, Any]:
        """Rules that contradict each other are refused."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_notice(cleaned)
        self._check_renewal(cleaned)
        if cleaned.get("first_term_months") and cleaned.get("anchor_rule") != AnchorRule.ANNIVERSARY:
            self.add_error(
                "first_term_months",
                _(
                    "A first term of its own length goes with terms counted from the first day of the contract."
                ),
            )
        if cleaned.get("anchor_rule") == AnchorRule.VISIT and cleaned.get("renewal") != RenewalKind.EXPRESS:
            self.add_error("anchor_rule", _("Counting from the visit goes with express renewal only."))
        days = cleaned.get("billing_days")
        if days and cleaned.get("billing_due") not in (DueRule.SIGNATURE, DueRule.AFTER_START):
            self.add_error("billing_days", _("Days count only after signature or after the start."))
        return cleaned

    def _check_notice(self, cleaned: dict[str, Any]) -> None:
        months, days = cleaned.get("notice_months") or 0, cleaned.get("notice_days") or 0
        lengths = [cleaned.get("term_months"), cleaned.get("first_term_months")]
        term = min((each for each in lengths if each), default=None)
        if months and days:
            self.add_error("notice_days", _("Give the notice in months or in days, not both."))
        elif term and cleaned.get("renewal") == RenewalKind.TACIT and (months >= term or days >= term * 30):
            name = "notice_months" if months else "notice_days"
            self.add_error(name, _("The notice must be shorter than the term."))

    def _check_renewal(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("renewal") == RenewalKind.NONE and cleaned.get("max_renewals"):
            self.add_error("max_renewals", _("This contract does not renew."))
        if cleaned.get("renewal_price") == RenewalPrice.PERCENT and not cleaned.get("revision_percent"):
            self.add_error("revision_percent", _("By how much is the fee raised?"))
        if cleaned.get("renewal_price") == RenewalPrice.AMOUNT and not cleaned.get("revision_amount"):
            self.add_error("revision_amount", _("By which amount is the fee raised?"))
        if cleaned.get("renewal_price") == RenewalPrice.INDEXED and not self.has_formula(cleaned):
            self.add_error("renewal_price", self.without_formula)

    without_formula: Any = _("There is no price formula yet: save with another choice, then write it.")

    def has_formula(self, cleaned: dict[str, Any]) -> bool:
        """Whether the row has a price formula to follow."""
        return bool(self.instance.pk and self.instance.revision_clauses.exists())


def _steps() -> list[tuple[Any, Any]]:
    return list(Conditions.BILLING_STEPS[1:])
