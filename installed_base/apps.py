from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstalledBaseConfig(AppConfig):
    """Equipment."""

    name = "installed_base"
    verbose_name = _("Equipment")

    def ready(self) -> None:
        """Stand in the menu, in quick-create, in search and in the settings; take part in the night and its alerts."""
        from customers import duplicates, moving_in
        from installed_base import alerting, erasing, heirs, moving, refreshing, searching
        from installed_base.models import Equipment
        from tenancy import attachments, night, search, subjects
        from tenancy.permissions import Right
        from ui import menu

        menu.register(
            menu.MenuEntry(
                _("Equipment"), "equipment:list", "tools", Right.EQUIPMENT_VIEW, order=30, also=("plants",)
            )
        )
        menu.register_create(
            menu.MenuEntry(_("Machine"), "equipment:create", "tools", Right.EQUIPMENT_EDIT, order=30)
        )
        menu.register_setting(
            menu.MenuEntry(
                _("Equipment types"), "equipment:types", "category", Right.SETTINGS_EDIT, order=50
            ),
            _("The categories of machines: gas boiler, heat pump, softener…"),
        )
        night.register(night.Step("due", _("Due dates of machines"), 25, refreshing.every_night))
        alerting.register_kinds()
        duplicates.weigh(Equipment)
        erasing.register()
        heirs.register_holdings()
        subjects.register("equipment", "equipment:detail")
        attachments.register("equipment", "installed_base.Equipment", Right.EQUIPMENT_VIEW)
        search.register(
            search.SearchKind(
                "equipment",
                _("Equipment"),
                "tools",
                Right.EQUIPMENT_VIEW,
                searching.hits,
                list_name="equipment:list",
                model=Equipment,
            )
        )
        moving_in.register_passing(
            "equipment", moving_in.Passing(Right.EQUIPMENT_EDIT, moving.names_at, moving.pass_on)
        )
