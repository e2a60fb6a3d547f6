from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import communication
from customers.filters import CommunicationFilter
from customers.forms import CommunicationForm
from customers.models import Communication
from customers.tables import CommunicationTable
from customers.views.crumbs import list_crumb
from customers.views.of_customer import CreateOfCustomer, DeleteOfCustomer, EditOfCustomer
from tenancy import history
from tenancy.permissions import Right
from ui.actions import Action, Crumb, Tab
from ui.views import DetailPage, ListPage

TAB = "?tab=log"


def visible_to(request: Any) -> QuerySet[Communication]:
    """The entries this person may read, with what pages show of them."""
    rows = Communication.objects.visible_to(request.rights)
    return rows.select_related("customer", "contact", "by")


class CommunicationList(ListPage):
    """What was said with customers, the latest first; as a panel with one of them."""

    table_class = CommunicationTable
    filterset_class: type[django_filters.FilterSet] = CommunicationFilter
    right = Right.CUSTOMERS_VIEW
    title = gettext_lazy("Communication log")
    export_name = "communication"
    search_hint = gettext_lazy("A word of what was said")

    def get_queryset(self) -> QuerySet[Any]:
        """Without private entries for those who may not read them."""
        return visible_to(self.request)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list of customers."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """Write one down, for the customer whose panel this is."""
        customer = self.request.GET.get("customer", "")
        if "customer" not in self.fixed or not (customer.isascii() and customer.isdecimal()):
            return []
        address = reverse("customers:communication_create", args=[customer[:18]])
        return [
            Action(_("Log a call"), address, "phone-plus", "primary", Right.CUSTOMERS_LOG),
            Action(
                _("Other communication"),
                f"{address}?channel=visit",
                "message-plus",
                "secondary",
                Right.CUSTOMERS_LOG,
            ),
        ]

    def excluded_columns(self) -> list[str]:
        """On a customer's card her name needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "customer"] if "customer" in self.fixed else hidden


class CommunicationPage(DetailPage):
    """One entry, whole."""

    right = Right.CUSTOMERS_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        """Those she may read."""
        return visible_to(self.request)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the customer's log."""
        return [list_crumb(), Crumb(str(self.object.customer), self.object.customer.get_absolute_url() + TAB)]

    def get_actions(self) -> list[Action]:
        """Its author may change it and take it away."""
        row: Communication = self.object
        if not row.is_of(self.request.user):
            return []
        return [
            Action(_("Delete"), self._url("delete"), "trash", "danger", Right.CUSTOMERS_LOG),
            Action(_("Edit"), self._url("edit"), "pencil", "primary", Right.CUSTOMERS_LOG),
        ]

    def get_tabs(self) -> list[Tab]:
        """What was said, and who changed it."""
        return [
            Tab("overview", _("Overview"), "message", template="customers/communication.html"),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_history(self) -> dict[str, Any]:
        """That it was changed and by whom; the words themselves are not kept there."""
        return history.tab(self.request, self.object)

    def _url(self, what: str) -> str:
        return reverse(f"customers:communication_{what}", args=[self.object.pk])


class _InLog:
    """Leads back to the log on the customer's card."""

    right: str = Right.CUSTOMERS_LOG
    customer: Any

    def get_success_url(self, made: Any) -> str:
        """Back to the log."""
        return f"{self.customer.get_absolute_url()}{TAB}"

    def get_cancel_url(self) -> str:
        """Back to the log."""
        return f"{self.customer.get_absolute_url()}{TAB}"


class CommunicationCreate(_InLog, CreateOfCustomer):
    """Write down a call, a visit, a mail."""

    form_class = CommunicationForm
    submit_label = gettext_lazy("Write down")
    success_message = gettext_lazy("Written down.")

    def get_title(self) -> str:
        """With whom."""
        return _("Communication with %(customer)s") % {"customer": self.customer}

    def get_initial(self) -> dict[str, Any]:
        """A call just now."""
        return {"at": timezone.localtime()} | super().get_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose contacts can be chosen, and whether private entries can be made."""
        return super().get_form_kwargs() | {
            "customer": self.customer,
            "private": self.may(Right.PRIVATE_NOTES),
        }

    def act(self, form: Any) -> Communication:
        """Put it under the customer, in this person's name."""
        form.instance.by = self.request.user
        made: Any = super().act(form)
        return made  # type: ignore[no-any-return]


class _OwnEntry(_InLog):
    """An entry this person wrote herself: for others there is nothing here to change."""

    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        """Hers, as far as she may still read them."""
        request = self.request
        rows: QuerySet[Any] = Communication.objects.visible_to(request.rights).written_by(request.user)
        return rows.select_related("customer")


class CommunicationEdit(_OwnEntry, EditOfCustomer):
    """Correct what was written."""

    form_class = CommunicationForm

    def get_title(self) -> str:
        """What is done."""
        return _("Edit: %(entry)s") % {"entry": self.object}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose contacts can be chosen."""
        return super().get_form_kwargs() | {
            "customer": self.object.customer,
            "private": self.may(Right.PRIVATE_NOTES),
        }

    def act(self, form: Any) -> Communication:
        """Save, and keep that it was rewritten."""
        return communication.rewrite(form.save(commit=False))


class CommunicationDelete(_OwnEntry, DeleteOfCustomer):
    """Take an entry away."""

    title = gettext_lazy("Delete an entry of the log")
    question = gettext_lazy("Delete this entry?")
    submit_label = gettext_lazy("Delete the entry")
    success_message = gettext_lazy("The entry was deleted.")

    def get_success_url(self, made: Any) -> str:
        """Back to the log."""
        return reverse("customers:detail", args=[made.customer_id]) + TAB

    def consequences(self) -> list[str]:
        """What goes."""
        return [
            _(
                "What was said is gone for good; the history keeps that there was an entry, and who deleted it."
            )
        ]
