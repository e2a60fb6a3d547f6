"""Groups of customers: the list, and naming one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.forms.customer_group import CustomerGroupForm
from customers.models import CustomerGroup
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb, EmptyState
from ui.views import ConfirmPage, CreatePage, EditPage, ListPage


class GroupTable(tables.BaseTable):
    """Groups with how many belong to each."""

    name = tables.LinkColumn("customers:group_edit", verbose_name=gettext_lazy("Name"))
    members_count = tables.NumberColumn(
        verbose_name=gettext_lazy("Customers"), linkify=lambda record: record.get_absolute_url()
    )
    actions = tables.ActionsColumn("customers/group_actions.html")


class _GroupPages:
    """Leads to and from the list of groups."""

    right: str = Right.CUSTOMERS_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [
            Crumb(_("Settings"), page_or_nothing("settings:index")),
            Crumb(_("Customer groups"), reverse("customers:groups")),
        ]

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("customers:groups")

    def get_success_url(self, made: Any) -> str:
        """Back to the list."""
        return reverse("customers:groups")


class GroupList(ListPage):
    """The groups price lists are made for."""

    table_class = GroupTable
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Customer groups")
    export_name = "customer-groups"

    def get_queryset(self) -> QuerySet[CustomerGroup]:
        """By name."""
        return CustomerGroup.objects.counted().order_by("name", "pk")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [Crumb(_("Settings"), page_or_nothing("settings:index"))]

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            Action(_("New group"), reverse("customers:group_create"), "plus", "primary", Right.CUSTOMERS_EDIT)
        ]

    def get_empty_state(self) -> EmptyState:
        """What groups are for."""
        return EmptyState(
            _("No group yet"),
            _(
                "Customers of a group are sold to by the price lists of their group: property managers, staff…"
            ),
            "users-group",
            self.get_actions(),
        )


class GroupCreate(_GroupPages, CreatePage):
    """A new group."""

    form_class = CustomerGroupForm
    title = gettext_lazy("New group")


class GroupEdit(_GroupPages, EditPage):
    """A group's name."""

    model = CustomerGroup
    form_class = CustomerGroupForm


class GroupDelete(_GroupPages, ConfirmPage):
    """A group nobody belongs to any more, and no price list names, goes."""

    model = CustomerGroup
    title = gettext_lazy("Delete the group")
    submit_label = gettext_lazy("Delete")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("Deleted.")

    def get_question(self) -> str:
        """Which."""
        return _("Delete the group “%(name)s”?") % {"name": self.object.name}

    def consequences(self) -> list[str]:
        """Nothing else changes."""
        return [_("It can no longer be chosen; a group of the same name can be made again.")]

    def refusals(self) -> list[str]:
        """Members are moved first."""
        count = self.object.members.count()
        if not count:
            return []
        said = ngettext(
            "%(count)s customer belongs to it: give her another group first.",
            "%(count)s customers belong to it: give them another group first.",
            count,
        )
        return [said % {"count": count}]

    def confirm(self, form: Any) -> None:
        """Delete it; what names it keeps it."""
        try:
            self.object.delete()
        except ProtectedError as kept:
            raise ValidationError(_("Price lists or merged customers still name this group.")) from kept
