from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.formats import localize_input
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.prices import ListPrices
from contracts.forms.contract import ContractForm
from contracts.forms.contract_notes import ContractNotesForm
from contracts.main_contracts.inheriting import taken_from_main
from contracts.models import Contract, ContractTemplate, Service
from contracts.offering import Offer, group_of
from contracts.opening import first_line_from, taken_from, vat_rate_of
from contracts.proposal import propose
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
            _take_main(data)
        if what == "template":
            _take_template(data, self._offer(data))
        if what in {"template", "customer"}:
            _take_vat_rate(data)
        if what == "line":
            _add_line(data)
        if what == "service":
            _take_service(data, self._offer(data))
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

    def warn(self, contract: Contract) -> None:
        """After saving, say what a person should know before signature."""
        company = self.request.company  # type: ignore[attr-defined]
        for warning in proposal_warnings(propose(contract, list(contract.lines.all()), company.today())):
            messages.warning(self.request, warning)

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
        main = _main_asked(str(initial.pop("main", "")), self.request.rights)  # type: ignore[attr-defined]
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
        contract = form.save()
        self.warn(contract)
        return contract


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

    def act(self, form: Any) -> Any:
        """Save it, and warn about a draft."""
        contract = form.save()
        if not contract.is_signed():
            self.warn(contract)
        return contract


def _needs_fees(page: FormPage) -> None:
    if not page.may(Right.FEES_VIEW):
        raise PermissionDenied


def _take_template(data: QueryDict, offer: Offer) -> None:
    """Put the template's rules in the place of those typed; a line nobody touched takes its values too."""
    template = offer.template
    data.pop("options", None)
    if template is None:
        return
    for name, value in taken_from(template).items():
        _put(data, name, value)
    if (
        data.get("lines-TOTAL_FORMS") == "1"
        and not data.get("lines-0-id")
        and not data.get("lines-0-annual_fee")
    ):
        for name, value in first_line_from(offer).items():
            _put(data, f"lines-0-{name}", str(value.pk) if isinstance(value, Service) else value)


def _take_main(data: QueryDict) -> None:
    """Put the main contract's rules in the place of those typed."""
    main = _main_asked(data.get("main", ""), ())
    if main is None:
        return
    for name, value in taken_from_main(main).items():
        _put(data, name, getattr(value, "pk", value))
    data["ends_with_main"] = "on"


def _main_asked(key: str, rights: Collection[str]) -> Contract | None:
    """The main contract of a key as typed or asked; None when there is none."""
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    return without_erased(Contract.objects.filter(main=None, pk=key), rights).first()


def _take_vat_rate(data: QueryDict) -> None:
    """Put the customer's usual rate where she has one."""
    if (rate := vat_rate_of(data.get("customer", ""))) is not None:
        _put(data, "vat_rate", rate)


def _add_line(data: QueryDict) -> None:
    count = data.get("lines-TOTAL_FORMS", "0")
    if count.isascii() and count.isdigit() and int(count) < 200:
        data["lines-TOTAL_FORMS"] = str(int(count) + 1)
        data[f"lines-{count}-visits_per_year"] = "1"
        data[f"lines-{count}-visit_position"] = "anywhere"


def _take_service(data: QueryDict, offer: Offer) -> None:
    """Put the name and the list price of the item chosen into its line."""
    line, key = data.get("of", ""), data.get(f"{data.get('of', '')}-service", "")
    service = (
        Service.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    )
    if service is None or not line.startswith("lines-"):
        return
    _put(data, f"{line}-label", service.name)
    listed = ListPrices([service.pk]).of(service.pk, group_of(offer.customer_id), offer.on)
    if listed is not None:
        visits = data.get(f"{line}-visits_per_year", "")
        known = visits.isascii() and visits.isdigit() and len(visits) < 4
        _put(data, f"{line}-annual_fee", listed.yearly(int(visits) if known else 1))


def _put(data: QueryDict, name: str, value: Any) -> None:
    if value is None or value is False or value == "":
        data.pop(name, None)
    else:
        data[name] = "on" if value is True else str(localize_input(value))
