from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from stdnum import iban

from customers.advertising import wish_of
from customers.authorities import tax_numbers
from customers.badges import badges_of
from customers.merged import former_ids, keeper_of
from customers.models import (
    AdvertisingWish,
    AllowedTechnician,
    Contact,
    Customer,
    PrivacyRequest,
    Site,
    SiteRole,
)
from customers.reaching import notice_way
from customers.views.crumbs import list_crumb
from tenancy import attachments, history
from tenancy.acting import acting_company
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from ui.actions import Action, Crumb, Tab
from ui.badges import Badge
from ui.views import DetailPage

DEPENDANTS_SHOWN = 20


class CustomerCard(DetailPage):
    """A customer's card."""

    queryset = Customer.objects.select_related("parent")
    right = Right.CUSTOMERS_VIEW
    template_name = "customers/customer_card.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The card; who was merged into another is found there, of who was erased the proof."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if keeper := keeper_of(self.kwargs["pk"]):
                return redirect(keeper)
            erasure = PrivacyRequest.objects.filter(
                customer=self.kwargs["pk"], answers__kind="erased"
            ).first()
            if erasure and self.may(Right.PRIVACY_RUN):
                return redirect(erasure)
            raise

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    def get_subtitle(self) -> str:
        """Number, kind and town."""
        row: Customer = self.object
        return " · ".join(part for part in (row.number, str(row.get_kind_display()), row.city) if part)

    def get_badges(self) -> list[Badge]:
        """Her marks today."""
        return badges_of(self.object, acting_company().today())

    def get_actions(self) -> list[Action]:
        """What is done with a customer."""
        row: Customer = self.object
        if row.deactivated_on:
            return [
                self._act(_("Delete"), "customers:delete", "trash"),
                self._act(_("Reactivate"), "customers:reactivate", "user-check"),
                *self._privacy(),
                self._edit(),
            ]
        of_customer = f"?customer={row.pk}"
        elsewhere = [
            (_("New machine"), "equipment:create", "tools", Right.EQUIPMENT_EDIT),
            (_("New contract"), "contracts:create", "file-plus", Right.CONTRACTS_EDIT),
        ]
        return [
            *(
                Action(label, url + of_customer, icon, "secondary", right)
                for label, name, icon, right in elsewhere
                if (url := page_or_nothing(name))
            ),
            Action(
                _("Log a call"),
                reverse("customers:communication_create", args=[row.pk]),
                "phone-plus",
                "secondary",
                Right.CUSTOMERS_LOG,
            ),
            self._act(_("Deactivate"), "customers:deactivate", "user-off"),
            self._act(_("Merge"), "customers:merge_choose", "arrows-join"),
            self._act(_("Delete"), "customers:delete", "trash"),
            *self._becoming(),
            *self._privacy(),
            self._edit(),
        ]

    def get_tabs(self) -> list[Tab]:
        """The card, what she has, and who changed what."""
        of_customer = f"?customer={self.object.pk}"
        lists = [
            ("equipment", _("Equipment"), "tools", "equipment:list", Right.EQUIPMENT_VIEW),
            ("contracts", _("Contracts"), "file-text", "contracts:list", Right.CONTRACTS_VIEW),
            ("log", _("Communication"), "messages", "customers:communications", Right.CUSTOMERS_VIEW),
            ("maintenance", _("Maintenance due"), "calendar-due", "due:list", Right.EQUIPMENT_VIEW),
        ]
        return [
            Tab("overview", _("Overview"), "id", template="customers/customer_overview.html"),
            *(
                Tab(name, label, icon, url=url + of_customer, right=right)
                for name, label, icon, url_name, right in lists
                if (url := page_or_nothing(url_name))
            ),
            attachments.tab("customer", self.object.pk),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Sites, contacts and those who hang under her."""
        row: Customer = self.object
        pk = [row.pk]
        today = acting_company().today()
        roles = Prefetch("roles", SiteRole.objects.on(today).select_related("party"), to_attr="roles_today")
        contacts = list(row.contacts.all())
        elsewhere = row.site_roles.exclude(site__customer=row).select_related("site")
        return {
            "sites": list(row.sites.prefetch_related(roles)),
            "contacts": contacts,
            "parts_elsewhere": list(elsewhere.order_by("-since", "pk")[:DEPENDANTS_SHOWN]),
            "technicians": list(
                row.allowed_technicians.filter(site=None).select_related("technician").order_by("technician")
            ),
            "dependants": list(row.dependants.all()[:DEPENDANTS_SHOWN]),
            "all_dependants_url": reverse("customers:list") + f"?parent={row.pk}&state=all&standing=all",
            "advertising": wish_of(row),
            "notice_way": notice_way(row, next((each for each in contacts if each.for_notices), None)),
            "tax_numbers": tax_numbers(row),
            "iban": iban.format(row.iban),
            "shows_fees": self.may(Right.FEES_VIEW),
            "may_edit": self.may(Right.CUSTOMERS_EDIT),
            "shows_private_notes": self.may(Right.PRIVATE_NOTES),
            "site_actions": self._adding(_("Add a site"), reverse("customers:site_create", args=pk)),
            "contact_actions": self._adding(_("Add a contact"), reverse("customers:contact_create", args=pk)),
        }

    def tab_history(self) -> dict[str, Any]:
        """Changes of the customer, her sites, contacts, roles and technicians."""
        under = (
            history.Under(Site, "customer"),
            history.Under(Contact, "customer"),
            history.Under(SiteRole, "party"),
            history.Under(AllowedTechnician, "customer"),
            history.Under(AdvertisingWish, "customer"),
        )
        return history.tab(self.request, self.object, *under, former=former_ids(self.object))

    def _adding(self, label: str, url: str) -> list[Action]:
        return [Action(label, url, "plus")] if self.may(Right.CUSTOMERS_EDIT) else []

    def _becoming(self) -> list[Action]:
        if self.object.standing == Customer.Standing.CUSTOMER:
            return []
        return [self._act(_("Make a customer"), "customers:become", "user-up")]

    def _privacy(self) -> list[Action]:
        url = page_or_nothing("privacy", self.object.pk)
        label = _("Privacy")
        return [Action(label, url, "shield-lock", "secondary", Right.PRIVACY_RUN)] if url else []

    def _edit(self) -> Action:
        return self._act(_("Edit"), "customers:edit", "pencil", "primary")

    def _act(self, label: str, name: str, icon: str, style: Any = "secondary") -> Action:
        return Action(label, reverse(name, args=[self.object.pk]), icon, style, Right.CUSTOMERS_EDIT)
