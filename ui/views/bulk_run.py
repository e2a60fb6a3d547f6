from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ui import clashes
from ui.actions import Crumb
from ui.bulk import BulkAction, Outcome
from ui.views.page import ObjectPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

SHOWN_OUTCOMES = 50  # a page of the preview


class BulkRun(ObjectPage):
    """The writing half of a list: choose rows → preview of each row → run. Only the confirmed second post writes."""

    bulk_actions: ClassVar["Sequence[type[BulkAction]]"] = ()

    @property
    def rows(self) -> "QuerySet[Any]":
        """All rows of the list after filter and search."""
        raise NotImplementedError

    @property
    def state(self) -> str:
        """The query that narrows the list."""
        raise NotImplementedError

    def authorise(self) -> None:
        """For a bulk action its own right is asked too."""
        super().authorise()
        if self.request.method == "POST" and not self.may(self._action_class().right):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would happen; with ``confirm`` do it."""
        action = self._action_class()(request)
        chosen = self._chosen()
        if not chosen:
            messages.warning(request, _("Nothing was selected."))
            return redirect(self._back())
        if action.leads_on:
            return self._lead(action, chosen)
        outcomes = action.outcomes(chosen)
        form = self._form(action)
        confirmed = "confirm" in request.POST
        grown = confirmed and request.POST.get("expected", "") != str(len(outcomes))
        if confirmed and not grown and (form is None or form.is_valid()):
            try:
                with transaction.atomic():
                    done = action.run([outcome.row for outcome in outcomes if outcome.will], form)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return redirect(self._back())
            except IntegrityError as clash:
                told = clashes.of_two_at_once(clash)
                if not told:
                    raise
                messages.error(request, told)
                return redirect(self._back())
            if isinstance(done, HttpResponse):
                return done
            messages.success(request, done)
            return redirect(self._back())
        return self._preview(action, outcomes, form, grown=grown)

    def _lead(self, action: BulkAction, chosen: list[Any]) -> HttpResponse:
        """To the action's own page, or back with the reason why not."""
        try:
            led = action.run(chosen)
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect(self._back())
        return led if isinstance(led, HttpResponse) else redirect(led)

    def _action_class(self) -> type[BulkAction]:
        for action in self.bulk_actions:
            if action.name == self.request.POST.get("action"):
                return action
        raise BadRequest("No such bulk action.")

    def _chosen(self) -> list[Any]:
        if "all" in self.request.POST:
            return list(self.rows)
        keys = [key for key in self.request.POST.getlist("pk") if key.isascii() and key.isdigit()]
        return list(self.rows.filter(pk__in=keys))

    def _form(self, action: BulkAction) -> forms.Form | None:
        if action.form_class is None:
            return None
        if "confirm" in self.request.POST:
            return action.form_class(self.request.POST)
        # Turning a page of the preview keeps what was typed.
        return action.form_class(initial=self.request.POST.dict() if "page" in self.request.POST else None)

    def _back(self) -> str:
        return_to = self.request.POST.get("return_to", "")
        if url_has_allowed_host_and_scheme(return_to, allowed_hosts=None):
            return return_to
        return f"{self.request.path}?{self.state}" if self.state else self.request.path

    @property
    def _words_to_find(self) -> str:
        return self.request.POST.get("find", "").strip()[:100]

    def _shown(self, outcomes: list[Outcome]) -> DjangoPage:
        """A page of those whose row says what was typed; those that will not happen first: one has to know them."""
        words = self._words_to_find.casefold().split()
        found = [
            row for row in outcomes if not words or all(word in str(row.row).casefold() for word in words)
        ]
        found.sort(key=lambda outcome: (outcome.will, outcome.changes))
        return Paginator(found, SHOWN_OUTCOMES).get_page(self.request.POST.get("page"))

    def _preview(
        self, action: BulkAction, outcomes: list[Outcome], form: forms.Form | None, *, grown: bool
    ) -> HttpResponse:
        will = sum(outcome.changes for outcome in outcomes)
        if grown:
            messages.warning(
                self.request, _("The selection changed in the meantime. Please look at it again.")
            )
        return self.respond(
            "ui/bulk_preview.html",
            action=action,
            form=form,
            table=None,
            outcomes=self._shown(outcomes),
            turns=len(outcomes) > SHOWN_OUTCOMES,
            find=self._words_to_find,
            will_count=will,
            refused_count=len(outcomes) - will,
            total=len(outcomes),
            keys=[] if "all" in self.request.POST else [outcome.row.pk for outcome in outcomes],
            summary=ngettext("%(count)s row will be changed.", "%(count)s rows will be changed.", will)
            % {"count": will},
            back=self._back(),
            title=action.label,
            actions=[],
            breadcrumbs=[*self.get_breadcrumbs(), Crumb(self.get_title(), self._back())],
        )
