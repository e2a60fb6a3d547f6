from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Customers."""

    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Stand in the menu, in quick-create and in search."""
        from customers import (
            advertising,
            communication,
            erasing,
            heirs,
            legal,
            merging,
            owning,
            searching,
            traits,
        )
        from customers import banners as attention
        from customers.models import (
            Communication,
            Contact,
            Customer,
            DistinctPair,
            Merge,
            Site,
            SiteRole,
            Trait,
        )
        from customers.views import no_advertising
        from tenancy import attachments, belonging, links, moving, night, search, subjects
        from tenancy.permissions import Right
        from ui import badges, banners, menu
        from ui.badges import Badge

        menu.register(
            menu.MenuEntry(_("Customers"), "customers:list", "users", Right.CUSTOMERS_VIEW, order=20)
        )
        menu.register_create(
            menu.MenuEntry(_("Customer"), "customers:create", "user-plus", Right.CUSTOMERS_EDIT, order=20)
        )
        menu.register_setting(
            menu.MenuEntry(
                _("Customer groups"), "customers:groups", "users-group", Right.CUSTOMERS_EDIT, order=50
            ),
            _("Who is sold to at prices of their own: property managers, staff…"),
        )
        heirs.register_holdings()
        moving.stays(Merge, "keeper", "the log tells who stayed then")
        moving.stays(Merge, "merged", "the log tells who went then")
        moving.doubled_by(SiteRole, "party", owning.owned_twice)
        moving.yields(
            "contact_one_for_notices",
            "for_notices",
            _("no longer receives the notices, as the one who stays has a contact for them"),
        )
        for column in ("first", "second"):
            moving.stays(DistinctPair, column, "two were told apart as they were then")
        moving.stays(Trait, "customer", "made anew from the columns of the one who stays")
        search.keep_beside("customer", traits.keep_traits)
        night.register(night.Step("merges", _("Settle old merges"), 42, merging.forget_old_merges))
        belonging.names_subjects(
            Communication,
            "subject_kind",
            "subject_id",
            stays="it hangs on its customer, whatever it is about",
        )
        subjects.register("customer", "customers:detail")
        attachments.register("customer", "customers.Customer", Right.CUSTOMERS_VIEW)
        search.register(
            search.SearchKind(
                "customer",
                _("Customers"),
                "users",
                Right.CUSTOMERS_VIEW,
                searching.hits,
                list_name="customers:list",
                model=Customer,
            )
        )
        search.register(
            search.SearchKind(
                "site", _("Sites"), "map-pin", Right.CUSTOMERS_VIEW, searching.site_hits, model=Site
            )
        )
        search.register(
            search.SearchKind(
                "contact",
                _("Contacts"),
                "address-book",
                Right.CUSTOMERS_VIEW,
                searching.contact_hits,
                model=Contact,
            )
        )
        badges.register(
            "customers.Communication.channel",
            {
                "telephone": Badge("blue", "phone"),
                "visit": Badge("blue", "users"),
                "email": Badge("blue", "mail"),
                "letter": Badge("blue", "mail-opened"),
                "pec": Badge("blue", "certificate"),
                "sms": Badge("blue", "message-2"),
                "link": Badge("blue", "link"),
            },
        )
        banners.register(attention.attention)
        erasing.register()
        legal.register()
        links.register(advertising.NO_ADVERTISING, no_advertising.show, one_click=True)
        communication.register_link(advertising.NO_ADVERTISING, no_advertising.reader)
        links.on_opened(communication.link_opened)
