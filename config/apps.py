from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """The whole: Today, the night, the register, health, the demo."""

    name = "config"
    label = "echeo"
    verbose_name = _("Echeo")

    def ready(self) -> None:
        """Log as set, and load Celery so that tasks bind to it."""
        from django.conf import settings

        from config import logging
        from config.celery import app  # noqa: F401
        from tenancy.permissions import Right
        from ui import badges
        from ui.badges import Badge
        from ui.menu import MenuEntry, register

        register(MenuEntry(_("Today"), "today", "home", order=10))
        register(MenuEntry(_("Imports"), "import_list", "database-import", Right.IMPORTS_RUN, order=95))
        badges.register(
            "echeo.PortfolioImport.state",
            {
                "trying": Badge("blue", "loader-2"),
                "tried": Badge("orange", "checks"),
                "importing": Badge("blue", "loader-2"),
                "imported": Badge("green", "circle-check"),
                "unreadable": Badge("red", "alert-triangle"),
            },
        )
        logging.configure(settings.LOG_LEVEL)
