from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.clauses import copy_clause
from contracts.coverage import copy_coverage
from contracts.forms.conditions import BILLING, COVERAGE, NAMES, RENEWAL, TERM, WIDGETS
from contracts.forms.contract_notes import check_technician
from contracts.forms.line import LINES, Items, Machines
from contracts.forms.main_contract import UnderMain
from contracts.forms.offered import OfferedForm
from contracts.forms.own_fields import INNER, InnerFields
from contracts.models import Contract, ContractTemplate, DueRule, Line, RenewalPrice
from contracts.opening import contract_number, first_line_from, number_typed
from contracts.proposal import propose
from contracts.template_versions.keeping import keep
from customers.models import Site
from tenancy.acting import acting_company
from tenancy.models import Technician
from ui.forms import RemoteSelect

REFRESHING = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-target": "#contract-form",
    "hx-select": "#contract-form",
    "hx-swap": "outerHTML",
}


class ContractForm(UnderMain, InnerFields, OfferedForm):
    """A draft: parties, dates and rules, with its lines as ``form.lines``."""

    ends_with_main = forms.BooleanField(
        required=False,
        label=_("Terms end with those of the main contract"),
        help_text=_("The first term is then shorter, and its fee by days."),
    )

    fieldsets = [
        (_("Dates and term"), [("start_on", "final_end_on"), "ends_with_main", *TERM]),
        (_("Renewal and notice"), [*RENEWAL, "never_revise"]),
        (_("Billing and VAT"), BILLING),
        (_("Coverage"), [*COVERAGE, "services", "notes"]),
    ]

    class Meta:
        model = Contract
        fields = (
            *("customer", "template", "number", "technician", "site", "main", "start_on", "final_end_on"),
            *NAMES,
            *("never_revise", "services", "notes"),
            *INNER,
        )
        widgets = {
            **WIDGETS,
            "customer": RemoteSelect("customers:options"),
            "services": forms.Textarea({"rows": 4}),
            "notes": forms.Textarea({"rows": 3}),
            "private_notes": forms.Textarea({"rows": 5}),
        }

    def __init__(self, *args: Any, private: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner = self.ask_inner(self.template.pk if self.template else None, private=private)
        self.fieldsets = [*type(self).fieldsets, *inner]
        fields: dict[str, Any] = self.fields
        fields["number"].required = False
        fields["number"].widget.attrs["placeholder"] = _("given automatically")
        fields["technician"].queryset = Technician.objects.filter(left_on=None)
        fields["template"].queryset = ContractTemplate.objects.filter(archived_on=None) | (
            ContractTemplate.objects.filter(pk=self.instance.template_id or 0)
        )
        fields["site"].queryset = Site.objects.filter(customer=self.customer_id or 0)
        fields["site"].help_text = _("Where the machines stand; the sites of the customer chosen.")
        fields["customer"].widget.attrs |= REFRESHING | {"hx-vals": '{"refresh": "customer"}'}
        fields["template"].widget.attrs |= REFRESHING | {"hx-vals": '{"refresh": "template"}'}
        if not self.instance.pk:
            fields["start_on"].initial = acting_company().today
        self._ask_main()
        self.offer_options()
        self.mark_inherited()

    def has_formula(self, cleaned: dict[str, Any]) -> bool:
        """Its own, or that of the template or main contract it takes over."""
        template = cleaned.get("template")
        main = cleaned.get("main")
        own = super().has_formula(cleaned) or bool(main and main.revision_clauses.exists())
        return own or bool(template and template.revision_clauses.exists())

    def _ask_main(self) -> None:
        """The main contracts of the customer chosen; with one, whether terms end together."""
        attrs = REFRESHING | {"hx-vals": '{"refresh": "main"}'}
        offered = self.ask_main(self._thought(), attrs if not self.instance.pk else None)
        if not offered or not (self.chosen("main") or self.instance.pk):
            del self.fields["ends_with_main"]
        elif self.instance.first_ends_on:
            self.fields["ends_with_main"].initial = True

    def _thought(self) -> Contract:
        """The contract with the parties chosen so far."""
        keys = {"customer_id": self.customer_id, "site_id": self.chosen("site")}
        return Contract(pk=self.instance.pk, main_id=self.instance.main_id, **keys)

    @cached_property
    def lines(self) -> Any:
        """The lines, with the machines of the customer chosen to choose from."""
        kwargs: dict[str, Any] = {
            "instance": self.instance,
            "queryset": Line.objects.prefetch_related("machines"),
            "form_kwargs": {
                "machines": Machines(self.customer_id),
                "items": Items(self.instance.lines.all() if self.instance.pk else ()),
            },
            "prefix": "lines",
        }
        if self.is_bound:
            return LINES(self.data, **kwargs)
        made = LINES(**kwargs)
        if not self.instance.pk:
            made.initial_extra = [first_line_from(self.offer)]
            made.extra = 1
        return made

    def clean_number(self) -> str:
        """No other contract has it."""
        number: str = self.cleaned_data["number"].strip()
        if number and Contract.objects.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another contract has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        """Dates in order, lines that fit the dates."""
        cleaned = super().clean()
        starts, final = cleaned.get("start_on"), cleaned.get("final_end_on")
        if starts and final and final < starts:
            self.add_error("final_end_on", _("The final end lies before the start."))
        check_technician(self, cleaned.get("customer"), cleaned.get("site"))
        if "main" in self.fields:
            self.check_main(self._thought())
        if "ends_with_main" in self.fields:
            self.instance.first_ends_on = self.align(cleaned.get("main"), cleaned)
        return cleaned

    def is_valid(self) -> bool:
        """The form and its lines; both tell their faults."""
        own, lines = super().is_valid(), self.lines.is_valid()
        return own and lines and self._charges_visits() and self._gives_a_term()

    def _charges_visits(self) -> bool:
        """Charged per visit, a line with a fee needs visits."""
        if self.instance.billing_due != DueRule.VISIT:
            return True
        bare = [
            row for row in self.lines.kept if row.instance.annual_fee and not row.instance.visits_per_year
        ]
        for form in bare:
            form.add_error("visits_per_year", _("Charged per visit, the line needs visits."))
        return not bare

    def save(self, commit: bool = True) -> Contract:
        """Save the contract and its lines."""
        contract: Contract = super().save(commit=False)
        if contract.number:
            number_typed(contract.number)
        else:
            contract.number = contract_number(acting_company().today())
        is_new = contract.pk is None
        if is_new or "template" in self.changed_data or contract.template_version_id is None:
            contract.template_version = keep(contract.template)
        contract.save()
        self.lines.write(contract)
        self.keep_inner(contract)
        if is_new:
            for position, line in enumerate(self.offered_lines(), start=len(self.lines.kept)):
                line.contract, line.position = contract, position
                line.save()
            for line in contract.lines.all():
                copy_coverage(self.offer.coverage(line.service_id), line)
        if contract.renewal_price == RenewalPrice.INDEXED:
            if contract.main is not None:
                copy_clause(contract.main, contract)
            copy_clause(contract.template, contract)
        return contract

    def line_rows(self) -> list[Line]:
        """The valid lines in memory, as the contract will have them."""
        kept = [form.instance for form in self.lines.kept]
        return kept if self.instance.pk else [*kept, *self.offered_lines()]

    def _gives_a_term(self) -> bool:
        try:
            propose(self.instance, self.line_rows(), acting_company().today())
        except ValueError:
            self.add_error("start_on", _("With these dates the contract has no term."))
            return False
        return True
