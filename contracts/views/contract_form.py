from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.contract import ContractForm
from contracts.forms.contract_notes import ContractNotesForm
from contracts.main_contracts.inheriting import taken_from_main
from contracts.models import Contract, ContractTemplate
from contracts.offering import Offer
from contracts.opening import taken_from, vat_rate_of
from contracts.proposal import propose
from contracts.views.contract_choices import (
    add_line,
    main_asked,
    take_main,
    take_service,
    take_template,
    take_vat_rate,
)
from contracts.views.crumbs import contract_crumbs, list_crumb
from contracts.wording import proposal_sentences, proposal_warnings
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import CreatePage, EditPage
from ui.views.form_page import FormPage

REFRESHES = {"customer", "main", "template", "line", "service", "preview"}


class DraftForm(FormPage):
    """The form of a draft. ``refresh`` posts show it again with another template, customer or line; nothing is lost."""

    template_name = "contracts/contract_form.html"
    foreseen: list[str]
    heeded: list[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form anew, or save."""
        if request.POST.get("refresh") in REFRESHES and isinstance(self.form, ContractForm):
            return self.refresh(request.POST["refresh"])
        return super().post(request, *args, **kwargs)

    def refresh(self, what: str) -> HttpResponse:
        """The form with what was typed and what the choice brings, without complaints."""
        data = self.request.POST.copy()
        if what == "main":
            take_main(data)
        if what == "template":
            take_template(data, self._offer(data))
        if what in {"template", "customer"}:
            take_vat_rate(data)
        if what == "line":
            add_line(data)
        if what == "service":
            take_service(data, self._offer(data))
        self.form = self.form_class(**(self.get_form_kwargs() | {"data": data}))
        if what == "preview":
            return self.respond()
        for form in (self.form, *self.form.lines.forms):  # type: ignore[attr-defined]
            form._errors = ErrorDict()  # noqa: SLF001 - Django has no public way to show bound values without faults
            form.cleaned_data = {}
        self.form.lines._errors, self.form.lines._non_form_errors = [], self.form.lines.error_class()  # type: ignore[attr-defined] # noqa: SLF001
        return self.respond()

    def _offer(self, data: QueryDict) -> Offer:
        """What the template chosen offers, to whom and when the form says."""
        form: Any = self.form_class(**(self.get_form_kwargs() | {"data": data}))
        return Offer(form.template, form.customer_id, form.first_day)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether private notes show."""
        return super().get_form_kwargs() | {"private": self.may(Right.PRIVATE_NOTES)}

    def foresee(self) -> tuple[list[str], list[str]]:
        """What the rules typed would bring, and what to heed; empty when they are not complete."""
        form = self.form
        if (
            not isinstance(form, ContractForm)
            or self.request.POST.get("refresh") != "preview"
            or not form.is_valid()
        ):
            return [], []
        company = self.request.company  # type: ignore[attr-defined]
        proposal = propose(form.instance, form.line_rows(), company.today())
        sentences = proposal_sentences(proposal, company.currency, with_fees=self.may(Right.FEES_VIEW))
        return sentences, proposal_warnings(proposal)

    def get_success_url(self, made: Any) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[made.pk])

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds what the rules would bring."""
        foreseen, heeded = self.foresee()
        return super().get_context_data(foreseen=foreseen, heeded=heeded, **extra)


class ContractCreate(DraftForm, CreatePage):
    """A new draft, from a customer (``?customer=``) or a template (``?template=``)."""

    form_class = ContractForm
    right = Right.CONTRACTS_EDIT
    title = gettext_lazy("New contract")
    submit_label = gettext_lazy("Create the draft")
    success_message = gettext_lazy("The draft is made.")

    def authorise(self) -> None:
        """Fees stand in the form, so that right is asked too."""
        super().authorise()
        _needs_fees(self)

    def get_initial(self) -> dict[str, Any]:
        """What the template proposes; the only template is chosen at once."""
        initial = super().get_initial()
        templates = ContractTemplate.objects.filter(archived_on=None)
        key = str(initial.pop("template", ""))
        chosen = (
            templates.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
        )
        if chosen is None and not key and templates[:2].count() == 1:
            chosen = templates.get()
        main = main_asked(str(initial.pop("main", "")), self.request.rights)  # type: ignore[attr-defined]
        if main is not None:
            initial = {"customer": main.customer_id} | taken_from_main(main) | initial
            return initial | {"template": main.template_id, "main": main.pk, "ends_with_main": True}
        if chosen is not None:
            initial = taken_from(chosen) | initial | {"template": chosen.pk}
        if (rate := vat_rate_of(str(initial.get("customer", "")))) is not None:
            initial["vat_rate"] = rate
        return initial

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_cancel_url(self) -> str:
        """The list."""
        return reverse("contracts:list")

    def act(self, form: ContractForm) -> Contract:
        """Save it, with who made it."""
        form.instance.created_by = self.request.user
        return form.save()


class ContractEdit(DraftForm, EditPage):
    """A draft in full; after signature what was promised stands, and only the rest may change."""

    right = Right.CONTRACTS_EDIT

    @property
    def form_class(self) -> type[forms.BaseForm]:  # type: ignore[override]
        """The whole form for a draft, the harmless fields afterwards."""
        return ContractNotesForm if self.object.is_signed() else ContractForm

    def get_queryset(self) -> QuerySet[Contract]:
        """With what the head names."""
        rows = Contract.objects.select_related("customer")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def authorise(self) -> None:
        """The fees of a draft stand in the form."""
        super().authorise()
        if not self.object.is_signed():
            _needs_fees(self)

    def get_title(self) -> str | Promise:
        """Which contract."""
        return _("Edit contract %(number)s") % {"number": self.object.number}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    def get_cancel_url(self) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[self.object.pk])


def _needs_fees(page: FormPage) -> None:
    if not page.may(Right.FEES_VIEW):
        raise PermissionDenied
