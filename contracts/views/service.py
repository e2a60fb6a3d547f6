"""The catalogue: the list, an item with its prices, making and changing one."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.bulk import ArchiveServices, OfferServices
from contracts.catalogue.filters import ServiceFilter
from contracts.catalogue.tables import ServiceTable, service_badge
from contracts.forms.service import ServiceForm
from contracts.models import Price, PriceList, Service
from tenancy import history
from tenancy.addresses import page_or_nothing
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import CreatePage, DetailPage, EditPage, ListPage, SwitchPage


def catalogue_crumbs(service: Service | None = None) -> list[Crumb]:
    """The way back to the catalogue, or to an item of it."""
    found = [
        Crumb(_("Settings"), page_or_nothing("settings:index")),
        Crumb(_("Catalogue"), reverse("contracts:services")),
    ]
    return found if service is None else [*found, Crumb(service.code, service.get_absolute_url())]


class ServiceList(ListPage):
    """What the company sells, with today's price for everybody."""

    table_class = ServiceTable
    filterset_class = ServiceFilter
    bulk_actions = (ArchiveServices, OfferServices)
    right = Right.CONTRACTS_EDIT
    title = gettext_lazy("Catalogue")
    export_name = "catalogue"
    search_hint = gettext_lazy("Code or name")

    def get_queryset(self) -> QuerySet[Service]:
        """With the price of the list for everybody that counts today."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        lists = PriceList.objects.in_force(today).filter(group=None)
        prices = Price.objects.filter(service=OuterRef("pk"), price_list__in=lists).order_by()
        return Service.objects.annotate(price=Subquery(prices.values("amount")[:1])).order_by("code", "pk")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return catalogue_crumbs()[:1]

    def get_actions(self) -> list[Action]:
        """Its prices, and a new item."""
        return [
            import_action("services"),
            Action(_("Price lists"), reverse("contracts:price_lists"), "tags", right=Right.FEES_VIEW),
            Action(
                _("New item"), reverse("contracts:service_create"), "plus", "primary", Right.TEMPLATES_EDIT
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """What a catalogue is for."""
        return EmptyState(
            _("The catalogue is empty"),
            _(
                "Services, parts, hours and travel with their prices: contracts and templates choose from here."
            ),
            "list-details",
            self.get_actions(),
        )


class ServicePage(DetailPage):
    """An item of the catalogue with its price in every list."""

    model = Service
    right = Right.CONTRACTS_EDIT

    def get_title(self) -> str:
        """Its name."""
        return str(self.object.name)

    def get_subtitle(self) -> str:
        """Its code, what it is and what its price is for."""
        service = self.object
        return f"{service.code} · {service.get_kind_display()} · {service.get_unit_display()}"

    def get_badges(self) -> list[Badge]:
        """Whether it is offered."""
        return [service_badge(self.object)]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the catalogue."""
        return catalogue_crumbs()

    def get_actions(self) -> list[Action]:
        """Change it, withdraw it from sale or offer it again."""
        service = self.object
        archive = reverse("contracts:service_archive", args=[service.pk])
        turn = (
            (_("Offer again"), archive, "archive-off")
            if service.archived_on
            else (_("Archive"), archive, "archive")
        )
        edit = reverse("contracts:service_edit", args=[service.pk])
        return [
            Action(*turn, right=Right.TEMPLATES_EDIT),
            Action(_("Edit"), edit, "pencil", "primary", Right.TEMPLATES_EDIT),
        ]

    def get_tabs(self) -> list[Tab]:
        """Its prices, and who changed what."""
        prices = f"{reverse('contracts:prices')}?service={self.object.pk}"
        return [
            Tab("prices", _("Prices"), "tags", url=prices, right=Right.FEES_VIEW),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_history(self) -> dict[str, Any]:
        """Changes of the item and its prices."""
        return history.tab(self.request, self.object, history.Under(Price, "service"))


class _ServiceForms:
    """What the forms share."""

    right: str = Right.TEMPLATES_EDIT
    form_class: type[forms.BaseForm] = ServiceForm

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the catalogue."""
        return catalogue_crumbs()


class ServiceCreate(_ServiceForms, CreatePage):
    """A new item."""

    title = gettext_lazy("New item of the catalogue")

    def get_cancel_url(self) -> str:
        """Back to the catalogue."""
        return reverse("contracts:services")


class ServiceEdit(_ServiceForms, EditPage):
    """An item's name and what its price is for."""

    model = Service


class ServiceArchive(SwitchPage):
    """An item is withdrawn from sale, or offered again."""

    model = Service
    right = Right.TEMPLATES_EDIT

    def get_title(self) -> str:
        """Which way."""
        return _("Offer the item again") if self.object.archived_on else _("Archive the item")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the item."""
        return catalogue_crumbs(self.object)

    def get_question(self) -> str:
        """Which item."""
        return str(self.object)

    def consequences(self) -> list[str]:
        """What happens to what has it."""
        stays = _("Contracts, templates and price lists that have it stay as they are.")
        if self.object.archived_on:
            return [_("It may be chosen again."), stays]
        return [_("It can no longer be chosen."), stays]

    def is_away(self) -> bool:
        """Withdrawn from sale."""
        return self.object.archived_on is not None

    def turn(self, *, away: bool) -> None:
        """Withdraw it from today on, or offer it again."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        Service.objects.filter(pk=self.object.pk).archive(today if away else None)
