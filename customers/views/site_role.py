from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import moving_in
from customers.forms import ChangeForm, SiteRoleForm
from customers.models import Customer, Site, SiteRole
from customers.occupancy import change_holder, change_occupant, holder_of, save_role
from customers.views.crumbs import site_crumbs
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, CreatePage, EditPage


class OfSite:
    """Leads to and from the card of ``site``."""

    right: str = Right.CUSTOMERS_EDIT
    site: Any

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the site."""
        return site_crumbs(self.site)

    def get_success_url(self, made: Any) -> str:
        """Back to the site."""
        return str(self.site.get_absolute_url())

    def get_cancel_url(self) -> str:
        """Back to the site."""
        return str(self.site.get_absolute_url())


class SiteRoleCreate(OfSite, CreatePage):
    """A role on the site of the address."""

    form_class = SiteRoleForm
    title = gettext_lazy("New role on the site")

    @cached_property
    def site(self) -> Site:
        """The site, or 404."""
        found = Site.objects.select_related("customer").filter(pk=self.kwargs["site_pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form judges the role among those of its site."""
        return super().get_form_kwargs() | {"instance": SiteRole(site=self.site)}

    def act(self, form: Any) -> Model:
        """Save it."""
        return save_role(form.save(commit=False))


class SiteRoleEdit(OfSite, EditPage):
    """Mends a role: who, what, when."""

    queryset = SiteRole.objects.select_related("site__customer", "party")
    form_class = SiteRoleForm
    title = gettext_lazy("Edit the role")

    @property
    def site(self) -> Site:
        """The role's site."""
        return self.object.site  # type: ignore[no-any-return]

    def act(self, form: Any) -> Model:
        """Save it."""
        return save_role(form.save(commit=False))


class SiteRoleDelete(OfSite, ConfirmPage):
    """Takes a role away that was entered by mistake."""

    queryset = SiteRole.objects.select_related("site__customer", "party")
    title = gettext_lazy("Delete the role")
    submit_label = gettext_lazy("Delete the role")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("The role was deleted.")

    @property
    def site(self) -> Site:
        """The role's site."""
        return self.object.site  # type: ignore[no-any-return]

    def get_question(self) -> str:
        """Whose role."""
        return _("Delete this role? %(role)s") % {"role": self.object}

    def consequences(self) -> list[str]:
        """What goes, and what to do instead."""
        return [
            _("The role goes as if it had never been; the history keeps it."),
            _("If it was true until some day, edit it and write that day instead."),
        ]

    def confirm(self, form: Any) -> None:
        """Delete it."""
        self.object.delete()


class SiteChange(OfSite, ConfirmPage):
    """Another occupant, payer or logbook holder, in one step."""

    queryset = Site.objects.select_related("customer")
    form_class = ChangeForm
    title = gettext_lazy("Change of occupant")
    question = gettext_lazy("Who is it from now on?")
    submit_label = gettext_lazy("Change")
    submit_icon = "switch-horizontal"
    success_message = gettext_lazy("The change is recorded.")

    @property
    def site(self) -> Site:
        """The site."""
        return self.object  # type: ignore[no-any-return]

    @cached_property
    def leaving(self) -> Customer | None:
        """The occupant of today."""
        return holder_of(self.site, SiteRole.Role.OCCUPANT, acting_company().today())

    @cached_property
    def passing(self) -> list[str]:
        """What would pass on from the leaving occupant."""
        rights = getattr(self.request, "rights", ())
        return moving_in.that_may_pass(self.site, self.leaving, rights) if self.leaving else []

    def get_initial(self) -> dict[str, Any]:
        """The occupant, from today on."""
        return {"role": self.request.GET.get("role", SiteRole.Role.OCCUPANT), "on": acting_company().today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Machines are offered where there are some of the leaving one's, and the person may change them."""
        own = (
            self.leaving is not None and self.site.customer == self.leaving and self.may(Right.EQUIPMENT_EDIT)
        )
        return super().get_form_kwargs() | {"site": self.site, "may_pass": bool(self.passing) or own}

    def consequences(self) -> Sequence[str | Promise]:
        """What happens to whom, before anything is typed."""
        rights = getattr(self.request, "rights", ())
        found = [_("The role of the person before ends the day before; the site's card keeps it.")]
        if self.leaving is None:
            return found
        name = {"name": self.leaving}
        found.append(_("Occupant today: %(name)s.") % name)
        found += moving_in.that_stay(self.site, self.leaving, rights)
        if self.passing:
            found.append(
                _("Machines of %(name)s that pass on if you tick it, with their history: %(machines)s.")
                % (name | {"machines": ", ".join(self.passing)})
            )
        return found

    def confirm(self, form: Any) -> None:
        """Record it."""
        role, on = form.cleaned_data["role"], form.cleaned_data["on"]
        person = form.person()
        if role != SiteRole.Role.OCCUPANT:
            change_holder(self.site, role, person, on)
            return
        change_occupant(
            self.site,
            person,
            on,
            pass_on=form.cleaned_data.get("pass_on", False),
            holder_too=form.cleaned_data["holder_too"],
        )
