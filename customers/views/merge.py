"""Merging two customers who are one: choose, compare side by side, do it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import merging
from customers.duplicates import what_hangs_on
from customers.forms.merge import MergeForm, OtherForm
from customers.models import Customer
from customers.views.crumbs import list_crumb
from tenancy import moving
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import ConfirmPage, EditPage

NAMED = 5


class MergeChoose(EditPage):
    """Whom to merge with this customer."""

    model = Customer
    form_class = OtherForm
    right = Right.CUSTOMERS_EDIT
    submit_label = gettext_lazy("Compare")
    submit_icon = "columns"

    def get_title(self) -> str:
        """With whom."""
        return _("Merge %(name)s with…") % {"name": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who is chosen already."""
        return super().get_form_kwargs() | {"keeper": self.object}

    def act(self, form: Any) -> HttpResponse:
        """On to the comparison."""
        return redirect("customers:merge", self.object.pk, form.cleaned_data["other"].pk)


class MergePage(ConfirmPage):
    """Both side by side: what stays of each, what moves, what stands in the way."""

    model = Customer
    form_class = MergeForm
    right = Right.CUSTOMERS_EDIT
    template_name = "customers/merge.html"
    submit_label = gettext_lazy("Merge")
    submit_icon = "arrows-join"

    def get_queryset(self) -> QuerySet[Customer]:
        """Also those merged meanwhile, to say so."""
        return Customer.everyone.exclude(set_aside=Customer.SetAside.ERASED).select_related("parent")

    @cached_property
    def other(self) -> Customer:
        """The one who goes, or 404."""
        found = self.get_queryset().filter(pk=self.kwargs["other_pk"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def plan(self) -> moving.Plan:
        """What moves."""
        return moving.plan(self.other, self.object)

    def get_title(self) -> str:
        """Who into whom."""
        return _("Merge %(other)s into %(keeper)s") % {"other": self.other, "keeper": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the keeper's card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_actions(self) -> list[Action]:
        """The other way round."""
        turned = reverse("customers:merge", args=[self.other.pk, self.object.pk])
        label = _("Keep %(name)s instead") % {"name": self.other.number}
        return [Action(label, turned, "arrows-exchange", right=Right.CUSTOMERS_EDIT)]

    def get_initial(self) -> dict[str, Any]:
        """What is shown now."""
        return {"seal": self.seal}

    @property
    def seal(self) -> str:
        """Changes when one of the two is edited, or something is added."""
        moves = sum(len(ids) for ids in self.plan.moved().values())
        return f"{self.object.updated_at.isoformat()} {self.other.updated_at.isoformat()} {moves}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Both, and what this person may see of them."""
        rights = self.request.rights  # type: ignore[attr-defined]
        return super().get_form_kwargs() | {"keeper": self.object, "other": self.other, "rights": rights}

    def refusals(self) -> list[str]:
        """What stands in the way."""
        return merging.obstacles(self.object, self.other)

    def consequences(self) -> list[str | SafeString]:
        """What moves, by kind and name; what gives way; how it is undone."""
        told: list[str | SafeString] = [
            named_rows(model, ids) for model, ids in self.plan.moved().items() if ids
        ] or [_("Nothing hangs on %(name)s that would have to move.") % {"name": self.other}]
        for pointing, ids in self.plan.yields.items():
            if giving := moving.what_yields(pointing.model):
                names = ", ".join(str(row) for row in pointing.model._base_manager.filter(pk__in=ids)[:NAMED])
                told.append(_("%(label)s: %(value)s") % {"label": names, "value": f"{giving.words}."})
        for model, ids in self.plan.doubles.items():
            if ids:
                told.append(
                    _("Of %(what)s both have the same (%(count)s): those of %(name)s stay.")
                    % {"what": model._meta.verbose_name_plural, "count": len(ids), "name": self.object}
                )
        for model, ids in self.plan.stays.items():
            told.append(
                _("%(what)s (%(count)s) stay as they were written, and are read from the card of %(name)s.")
                % {
                    "what": str(model._meta.verbose_name_plural).capitalize(),
                    "count": len(ids),
                    "name": self.object,
                }
            )
        told.append(
            _("The number %(number)s finds %(name)s from now on, in search and in imports.")
            % {"number": self.other.number, "name": self.object}
        )
        told.append(_("For 30 days the merge can be undone: every row goes back where it was."))
        return told

    def unlike(self) -> str:
        """What to think of before two of different kinds or legal classes become one; empty when they are alike."""
        keeper, other = self.object, self.other
        if (keeper.kind, keeper.legal_class) == (other.kind, other.legal_class):
            return ""
        return _(
            "%(keeper)s: %(of_keeper)s. %(other)s: %(of_other)s. "
            "The legal class that stays decides which letters and rights hold for the contracts of both."
        ) % {
            "keeper": keeper,
            "of_keeper": _kind_and_class(keeper),
            "other": other,
            "of_other": _kind_and_class(other),
        }

    def confirm(self, form: Any) -> None:
        """Merge what was shown."""
        if form.cleaned_data["seal"] not in {"", self.seal}:
            form.data = {**form.data.dict(), "seal": self.seal}
            raise ValidationError(_("Meanwhile somebody changed one of the two. Compare them again."))
        merging.merge(self.object, self.other, form.values())

    def get_success_message(self, made: Any) -> str:
        """Who stayed."""
        return _("%(other)s was merged into %(keeper)s.") % {"other": self.other, "keeper": self.object}

    def get_success_url(self, made: Any) -> str:
        """The keeper's card."""
        return str(self.object.get_absolute_url())

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the other one, and what tells the two apart."""
        carried = what_hangs_on([self.object.pk, self.other.pk])
        both = {"keeper": self.object, "other": self.other, "unlike": self.unlike()}
        return super().get_context_data(
            **both, of_keeper=carried[self.object.pk], of_other=carried[self.other.pk], **extra
        )


def _kind_and_class(customer: Customer) -> str:
    """Both in words, once where they are called alike."""
    return ", ".join(dict.fromkeys((customer.get_kind_display(), customer.get_legal_class_display())))


def named_rows(model: type[models.Model], ids: set[int]) -> SafeString:
    """A kind of rows with their count, and the first of them by name with their way."""
    rows = list(model._base_manager.filter(pk__in=sorted(ids)[:NAMED]))
    what = format_html("{} ({})", str(model._meta.verbose_name_plural).capitalize(), len(ids))
    if not hasattr(model, "get_absolute_url"):
        return what
    names = format_html_join(", ", '<a href="{}">{}</a>', ((row.get_absolute_url(), row) for row in rows))  # type: ignore[attr-defined]
    return format_html(
        _("{label}: {value}"), label=what, value=format_html("{}{}", names, "…" if len(ids) > NAMED else "")
    )
