from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _install_triggers(using: str, **_kwargs: object) -> None:
    from tenancy import triggers

    if using == "migrator":
        triggers.install(using)


class TenancyConfig(AppConfig):
    """Companies, members, isolation and what every company needs."""

    name = "tenancy"
    verbose_name = _("Company")

    def ready(self) -> None:
        """Refuse roles that would switch isolation off; make the triggers again after each migrate."""
        from tenancy import alerts, checks, night

        register(checks.role_cannot_switch_isolation_off, Tags.database)
        register(checks.owned_models_are_closed, Tags.models)
        night.register(night.Step("alert", _("Raise and close alerts"), 30, alerts.settle_all))
        # Once, after the last app, would do; the signal comes once an app, and the work is repeatable.
        post_migrate.connect(_install_triggers, sender=self)
