from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """How pages are made: base views, tables, forms, components, PDF. Imports no other app."""

    name = "ui"
    verbose_name = _("Pages")
