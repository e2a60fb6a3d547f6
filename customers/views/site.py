from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.badges import badges_of
from customers.forms import SiteForm
from customers.models import AllowedTechnician, Customer, Site, SiteRole
from customers.opening import ADDRESS_COLUMNS
from customers.views.crumbs import list_crumb
from customers.views.of_customer import CreateOfCustomer, DeleteOfCustomer, EditOfCustomer
from tenancy import history
from tenancy.acting import acting_company
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from tenancy.standing import standing_on
from ui.actions import Action, Crumb, Tab
from ui.badges import Badge
from ui.views import DetailPage


class SiteCreate(CreateOfCustomer):
    """A new site of a customer."""

    form_class = SiteForm
    title = gettext_lazy("New site")

    def act(self, form: Any) -> Site:
        """Put it under the customer, with who may be sent there."""
        site: Any = super().act(form)
        form.allow(self.customer, site)
        return site  # type: ignore[no-any-return]

    def get_initial(self) -> dict[str, Any]:
        """The customer's own address for her first site, her country for others."""
        columns = ("country",) if self.customer.sites.exists() else ADDRESS_COLUMNS
        return {name: getattr(self.customer, name) for name in columns} | super().get_initial()


class SiteEdit(EditOfCustomer):
    """A site's address and how to get in."""

    queryset = Site.objects.select_related("customer")
    form_class = SiteForm

    def act(self, form: Any) -> Site:
        """Save, with who may be sent there."""
        site: Site = form.save()
        form.allow(site.customer, site)
        return site

    def get_title(self) -> str:
        """What is done."""
        return _("Edit site: %(name)s") % {"name": self.object}


class SiteCard(DetailPage):
    """A site: where it is, who is what for it, what stands there."""

    queryset = Site.objects.select_related("customer")
    right = Right.CUSTOMERS_VIEW

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its customer."""
        customer: Customer = self.object.customer
        return [list_crumb(), Crumb(customer.name, customer.get_absolute_url())]

    def get_subtitle(self) -> str:
        """Whose it is, and its address where it has a name of its own."""
        row: Site = self.object
        return " · ".join(part for part in (row.customer.name, row.one_line if row.name else "") if part)

    def get_badges(self) -> list[Badge]:
        """Those of its customer."""
        return badges_of(self.object.customer, acting_company().today())

    def get_actions(self) -> list[Action]:
        """What is done with a site."""
        row: Site = self.object
        new_machine = page_or_nothing("equipment:create")
        machine = f"{new_machine}?customer={row.customer_id}&site={row.pk}" if new_machine else ""
        return [
            *(
                [Action(_("New machine"), machine, "tools", "secondary", Right.EQUIPMENT_EDIT)]
                if machine
                else []
            ),
            self._act(_("Change of occupant"), "customers:site_change", "switch-horizontal"),
            self._act(_("Edit"), "customers:site_edit", "pencil", "primary"),
        ]

    def get_tabs(self) -> list[Tab]:
        """The site, the machines on it, who changed what."""
        machines = page_or_nothing("equipment:list")
        return [
            Tab("overview", _("Overview"), "map-pin", template="customers/site_overview.html"),
            *(
                [
                    Tab(
                        "equipment",
                        _("Equipment"),
                        "tools",
                        url=f"{machines}?site={self.object.pk}",
                        right=Right.EQUIPMENT_VIEW,
                    )
                ]
                if machines
                else []
            ),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Who is what today, will be, and was; who may be sent."""
        row: Site = self.object
        today = acting_company().today()
        roles = list(row.roles.select_related("party"))
        may_edit = self.may(Right.CUSTOMERS_EDIT)
        adding = Action(_("Add a role"), reverse("customers:role_create", args=[row.pk]), "plus")
        return {
            "roles_now": [role for role in roles if role.holds_on(today)],
            "roles_to_come": [role for role in roles if role.since is not None and role.since > today],
            "roles_before": [role for role in roles if role.until is not None and role.until < today],
            "role_actions": [adding] if may_edit else [],
            "technicians": list(AllowedTechnician.objects.of(row.customer, row).select_related("technician")),
            "may_edit": may_edit,
        }

    def tab_history(self) -> dict[str, Any]:
        """Changes of the site, its roles and its technicians."""
        under = (history.Under(SiteRole, "site"), history.Under(AllowedTechnician, "site"))
        return history.tab(self.request, self.object, *under)

    def _act(self, label: str, name: str, icon: str, style: Any = "secondary") -> Action:
        return Action(label, reverse(name, args=[self.object.pk]), icon, style, Right.CUSTOMERS_EDIT)


class SiteDelete(DeleteOfCustomer):
    """Deletes a site where nothing stands."""

    queryset = Site.objects.select_related("customer")
    title = gettext_lazy("Delete a site")
    question = gettext_lazy("Delete this site?")
    submit_label = gettext_lazy("Delete the site")
    success_message = gettext_lazy("The site was deleted.")

    def consequences(self) -> list[str]:
        """What goes."""
        return [_("The site with its address and access notes goes; the history keeps what stood there.")]

    def refusals(self) -> list[str]:
        """Machines stand on it."""
        return [
            _("Something still stands there: %(what)s. Move it to another site first.") % {"what": what}
            for what in standing_on(self.object)
        ]
