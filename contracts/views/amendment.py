from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.amending.applying import amend
from contracts.amending.effect import Effect, read
from contracts.amending.foreseeing import foresee
from contracts.amending.planning import CannotAmend, first_day, last_day, plan
from contracts.amending.showing import EffectShown
from contracts.amending.situation import Situation
from contracts.amending.telling import CANNOT_AMEND, why_not
from contracts.amending.undoing import CannotUndo, standing_on, undo
from contracts.forms.amendment import PREFIX, AmendmentForm, UndoForm
from contracts.models import Amendment, Contract
from contracts.views.crumbs import contract_crumbs
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb
from ui.badges import Badge
from ui.views import ConfirmPage, DetailPage
from ui.views.form_page import EditPage

STEPS = {"line", "preview"}


class AmendmentCreate(EditPage):
    """An amendment in two steps: what changes, then its exact effect, which is confirmed.

    ``refresh=line`` and ``refresh=preview`` show the form again; what is confirmed carries the name of the plan shown.
    """

    form_class = AmendmentForm
    model = Contract
    right = Right.CONTRACTS_EDIT
    further_rights = (Right.FEES_VIEW,)  # fees stand in the form, so that right is asked too
    title = gettext_lazy("Amend the contract")
    template_name = "contracts/amendment_form.html"
    submit_label = gettext_lazy("Confirm the amendment")
    success_message = gettext_lazy("The amendment is in force as shown.")
    shown: EffectShown | None = None
    plan_name = ""

    def get_queryset(self) -> QuerySet[Contract]:
        """With the customer, whose machines are chosen from."""
        rows = Contract.objects.select_related("customer", "template")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    @property
    def on(self) -> Any:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined]

    @cached_property
    def situation(self) -> Situation:
        """The contract as it stands."""
        return Situation(self.object)

    @property
    def refused(self) -> str | Promise:
        """Why no amendment at all can be made; empty when one can."""
        if not self.object.is_signed():
            return CANNOT_AMEND["unsigned"]
        return CANNOT_AMEND["ended"] if self.object.ended_on is not None else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """The lines in force and the days an amendment may begin."""
        signed = self.object.is_signed()
        first = first_day(self.situation, self.on) if signed else self.on
        return super().get_form_kwargs() | {
            "present": self.situation.in_force(max(first, self.on)),
            "customer": self.object.customer_id,
            "first": first,
            "last": last_day(self.situation) if signed else self.on,
        }

    def get_initial(self) -> dict[str, Any]:
        """From today, where that may be."""
        first = first_day(self.situation, self.on) if self.object.is_signed() else self.on
        return {"effective_on": max(first, self.on)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Another line, the effect, or the amendment itself."""
        if self.refused:
            return self.respond()
        step = request.POST.get("refresh", "")
        if step == "line":
            return self.with_another_line()
        if step in STEPS or not request.POST.get("plan"):
            return self.look_ahead()
        return super(EditPage, self).post(request, *args, **kwargs)

    def with_another_line(self) -> HttpResponse:
        """The form with what was typed and one more line, without complaints."""
        data = self.request.POST.copy()
        count = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
        if count.isascii() and count.isdigit() and len(count) < 4 and int(count) < 200:
            data[f"{PREFIX}-TOTAL_FORMS"] = str(int(count) + 1)
            data[f"{PREFIX}-{count}-visits_per_year"] = "1"
            data[f"{PREFIX}-{count}-visit_position"] = "anywhere"
        self.form = AmendmentForm(**(self.get_form_kwargs() | {"data": data}))
        for form in (self.form, *self.form.lines.forms):
            form._errors = ErrorDict()  # noqa: SLF001 - Django has no public way to show bound values without faults
            form.cleaned_data = {}
        self.form.lines._errors, self.form.lines._non_form_errors = [], self.form.lines.error_class()  # noqa: SLF001
        return self.respond()

    def look_ahead(self) -> HttpResponse:
        """The effect of what was typed, or what is wrong with it."""
        if self.form.is_valid():
            try:
                made = plan(self.situation, self.form.wanted(self.situation.lines), self.on)  # type: ignore[attr-defined]
            except CannotAmend as refused:
                self.complain(refused)
            else:
                self.show(foresee(made), made.name)
        return self.respond()

    def show(self, effect: Effect, name: str) -> None:
        """Let the page show an effect, to be confirmed by its name."""
        self.shown = EffectShown(effect, self.request.company.currency)  # type: ignore[attr-defined]
        self.plan_name = name

    def complain(self, refused: CannotAmend) -> None:
        """Say why not, at the day where the day is wrong."""
        field = "effective_on" if refused.args[0] in {"day", "line_over", "line_begun"} else None
        self.form.add_error(field, why_not(refused))

    def act(self, form: Any) -> Any:
        """Make it, unless the contract is no longer what the effect was computed on."""
        try:
            return amend(
                self.object,
                form.wanted(self.situation.lines),
                on=self.on,
                by=self.request.user,  # type: ignore[arg-type]
                name=self.request.POST.get("plan", ""),
            )
        except CannotAmend as refused:
            self.complain(refused)
            return self.look_ahead_again() if refused.args[0] == "stale" else self.respond()

    def look_ahead_again(self) -> HttpResponse:
        """The effect as it would be now, below the words that it changed."""
        try:
            made = plan(self.situation, self.form.wanted(self.situation.lines), self.on)  # type: ignore[attr-defined]
        except CannotAmend as refused:
            self.complain(refused)
        else:
            self.show(foresee(made), made.name)
        return self.respond()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    def get_cancel_url(self) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[self.object.pk])

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the effect, if it is to be confirmed."""
        return super().get_context_data(
            shown=self.shown, plan_name=self.plan_name, refused=self.refused, sees_fees=True, **extra
        )


class AmendmentPage:
    """What the pages of one amendment share."""

    object: Any

    def get_queryset(self) -> QuerySet[Amendment]:
        """With its contract and who made it."""
        rows = Amendment.objects.select_related("contract__customer", "made_by", "undone_by")
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its contract."""
        return contract_crumbs(self.object.contract)


class AmendmentDetail(AmendmentPage, DetailPage):
    """One amendment with its effect, as it was confirmed."""

    model = Amendment
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/amendment_detail.html"

    def get_subtitle(self) -> str:
        """Of which contract, and whose."""
        contract = self.object.contract
        return f"{contract.number} · {contract.customer}"

    def get_badges(self) -> list[Badge]:
        """Whether it was undone."""
        return [Badge("secondary", "arrow-back-up", _("Undone"))] if self.object.undone_at else []

    def get_actions(self) -> list[Action]:
        """Print it, take it back."""
        found = []
        if pdf := _address("letters:amendment_pdf", self.object.pk):
            found.append(Action(_("Print"), pdf, "printer", right=Right.FEES_VIEW))
        if self.object.undone_at is None:
            url = reverse("contracts:amendment_undo", args=[self.object.pk])
            found.append(Action(_("Undo"), url, "arrow-back-up", right=Right.CONTRACTS_EDIT))
        return found

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the effect kept."""
        effect = read(Effect, self.object.effect)
        return super().get_context_data(
            shown=EffectShown(effect, self.request.company.currency),  # type: ignore[attr-defined]
            sees_fees=self.may(Right.FEES_VIEW),
            **extra,
        )


class AmendmentUndo(AmendmentPage, ConfirmPage):
    """An amendment is taken back, as long as nothing stands on it."""

    model = Amendment
    right = Right.CONTRACTS_EDIT
    further_rights = (Right.FEES_VIEW,)  # fees are told here, so both rights are asked
    form_class = UndoForm
    title = gettext_lazy("Undo the amendment")
    submit_label = gettext_lazy("Undo the amendment")
    submit_icon = "arrow-back-up"
    style = "danger"
    success_message = gettext_lazy("The amendment is undone.")

    def get_question(self) -> str:
        """Which one."""
        return _("Undo amendment %(number)s of contract %(contract)s, in force from %(day)s?") % {
            "number": self.object.number,
            "contract": self.object.contract.number,
            "day": formats.day(self.object.effective_on),
        }

    def consequences(self) -> list[str | Promise]:
        """Everything goes back, and it stays in the history."""
        shown = EffectShown(read(Effect, self.object.effect), self.request.company.currency)  # type: ignore[attr-defined]
        return [
            *shown.undone_sentences(),
            _("The amendment stays in the list as undone, with your name, the time and the reason."),
        ]

    def refusals(self) -> Sequence[str | Promise]:
        """What stands on it."""
        return standing_on(self.object)

    def confirm(self, form: Any) -> Any:
        """Put everything back."""
        try:
            undo(
                self.object,
                on=self.request.company.today(),  # type: ignore[attr-defined]
                reason=form.cleaned_data["reason"],
                by=self.request.user,  # type: ignore[arg-type]
            )
        except CannotUndo as refused:
            raise ValidationError(refused.args[0]) from refused


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
