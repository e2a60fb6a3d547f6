from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts.dates.suspension import Stretch
from contracts.forms.ending import UndoForm
from contracts.forms.suspension import ResumeForm, SuspensionForm
from contracts.models import Suspension
from contracts.suspending.suspending import (
    Asked,
    CannotSuspend,
    foresee,
    resume,
    standing_on,
    suspend,
    undo,
    why_not,
    why_not_resume,
)
from contracts.suspending.wording import CANNOT_SUSPEND, open_sentences, sentences
from contracts.views.verb import ContractVerb
from tenancy import attachments
from tenancy.months import ONE_DAY
from tenancy.permissions import Right
from ui import formats


class SuspensionVerb(ContractVerb):
    """Something done to a suspension; the days in the address show what they bring."""

    right = Right.CONTRACTS_RENEW

    def day(self, name: str) -> date | None:
        """A day typed or asked by the address; None when it is none."""
        try:
            return parse_date(self.request.POST.get(name) or self.request.GET.get(name, ""))
        except ValueError:
            return None

    def told(self, starts_on: date, ends_on: date, rule: str) -> list[str | Promise]:
        """What a suspension of those days brings."""
        plan = foresee(self.object, starts_on, ends_on, self.on, rule)
        currency = self.currency if self.sees_fees else ""
        stretch = Stretch(starts_on, ends_on)
        return sentences(self.object, stretch, rule, plan, self.course.term, self.on, currency)


class ContractSuspend(SuspensionVerb):
    """Lets a contract rest, for known days or until further notice."""

    form_class = SuspensionForm
    title = pgettext_lazy("contract", "Suspend")
    submit_label = gettext_lazy("Suspend the contract")
    submit_icon = "player-pause"
    success_message = gettext_lazy("The suspension is recorded.")

    def get_question(self) -> str:
        """Whose contract, and by which rule."""
        return _("Does contract %(number)s of %(customer)s rest for a while? %(rule)s.") % {
            "number": self.object.number,
            "customer": self.object.customer,
            "rule": self.object.get_on_suspension_display(),
        }

    def get_initial(self) -> dict[str, Any]:
        """What the address asks, else from today on."""
        return {
            "starts_on": self.day("starts_on") or self.on,
            "ends_on": self.day("ends_on"),
            "told_on": self.on,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Files for those who may."""
        return super().get_form_kwargs() | {"adds_files": self.may(Right.FILES_EDIT)}

    def consequences(self) -> list[str | Promise]:
        """For how long, what moves or waits, what is no longer charged, what the notice does."""
        if self.refusals():
            return []
        starts_on, ends_on = self.day("starts_on") or self.on, self.day("ends_on")
        if code := why_not(self.object, starts_on, ends_on):
            return [CANNOT_SUSPEND[code]]
        rule = self.object.on_suspension
        return self.told(starts_on, ends_on, rule) if ends_on else open_sentences(rule, starts_on)

    def refusals(self) -> list[str | Promise]:
        """Only a signed contract that goes on."""
        code = why_not(self.object)
        return [CANNOT_SUSPEND[code]] if code else []

    def confirm(self, form: SuspensionForm) -> None:
        """Record it with what it brings; the letter goes to the documents."""
        typed = dict(form.cleaned_data)
        files = typed.pop("files", None)
        try:
            made = suspend(self.object, Asked(**typed), on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotSuspend as refused:
            raise ValidationError(CANNOT_SUSPEND[refused.args[0]]) from refused
        if files:
            attachments.attach("contract", self.object.pk, files, note=str(made))


class ContractResume(SuspensionVerb):
    """Lets a suspended contract go on from a day."""

    form_class = ResumeForm
    title = gettext_lazy("Resume the contract")
    submit_label = gettext_lazy("Resume the contract")
    submit_icon = "player-play"
    success_message = gettext_lazy("The contract goes on.")

    @cached_property
    def suspension(self) -> Suspension | None:
        """The one whose end nobody told yet."""
        return self.object.suspensions.in_force().filter(ends_on=None).first()  # type: ignore[no-any-return]

    def get_question(self) -> str:
        """Since when it rests."""
        if self.suspension is None:
            return str(self.title)
        since = formats.day(self.suspension.starts_on)
        return _("Contract %(number)s rests since %(day)s. From which day does it run again?") % {
            "number": self.object.number,
            "day": since,
        }

    def get_initial(self) -> dict[str, Any]:
        """What the address asks, else today."""
        return {"on": self.day("on") or self.on}

    def consequences(self) -> list[str | Promise]:
        """What moves or waits, and by how much."""
        if self.refusals() or self.suspension is None:
            return []
        resumes_on = self.day("on") or self.on
        if code := why_not_resume(self.object, self.suspension, resumes_on):
            return [CANNOT_SUSPEND[code]]
        return self.told(self.suspension.starts_on, resumes_on - ONE_DAY, self.suspension.rule)

    def refusals(self) -> list[str | Promise]:
        """Only one that rests until further notice."""
        code = why_not_resume(self.object, self.suspension)
        return [CANNOT_SUSPEND[code]] if code else []

    def confirm(self, form: ResumeForm) -> None:
        """With all that follows."""
        assert self.suspension is not None  # noqa: S101 - refused before
        try:
            resume(self.suspension, form.cleaned_data["on"], on=self.on, by=self.request.user)  # type: ignore[arg-type]
        except CannotSuspend as refused:
            raise ValidationError(CANNOT_SUSPEND[refused.args[0]]) from refused


class SuspensionUndo(SuspensionVerb):
    """As if the last suspension had never been."""

    form_class = UndoForm
    title = gettext_lazy("Undo the suspension")
    submit_label = gettext_lazy("Undo the suspension")
    submit_icon = "arrow-back-up"
    style = "danger"
    success_message = gettext_lazy("The suspension is undone.")

    @cached_property
    def suspension(self) -> Suspension | None:
        """The latest one in force."""
        return self.object.suspensions.in_force().order_by("-starts_on").first()  # type: ignore[no-any-return]

    def get_question(self) -> str:
        """Which."""
        if self.suspension is None:
            return str(self.title)
        return _("Undo the suspension %(days)s?") % {"days": self.suspension}

    def consequences(self) -> list[str | Promise]:
        """Every row goes back; the suspension stays as a trace."""
        if self.refusals() or self.suspension is None:
            return []
        said: list[str | Promise] = [_("The suspension stays in the history as undone.")]
        if self.suspension.changes.exists():
            said.insert(0, _("Terms, fees, visits and notice dates are again what they were."))
        return said

    def refusals(self) -> list[str | Promise]:
        """What stands on it."""
        if self.suspension is None:
            return [CANNOT_SUSPEND["none"]]
        return list(standing_on(self.suspension))

    def confirm(self, form: UndoForm) -> None:
        """Put everything back."""
        assert self.suspension is not None  # noqa: S101 - refused before
        try:
            undo(self.suspension, on=self.on, by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except CannotSuspend as refused:
            raise ValidationError(refused.args[1]) from refused
