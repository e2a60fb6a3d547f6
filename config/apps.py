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
        from ui.menu import MenuEntry, register

        register(MenuEntry(_("Today"), "today", "home", order=0))

        logging.configure(settings.LOG_LEVEL)
