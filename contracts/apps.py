from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """What was promised: templates, contracts, terms and all that a term brings."""

    name = "contracts"
    verbose_name = _("Contracts")

    def ready(self) -> None:
        """Take part in the night and name the alerts."""
        from contracts import alerting, noticing, renewal
        from tenancy import night

        night.register(night.Step("renew", _("Renew and end contracts"), 10, renewal.renew_due))
        night.register(night.Step("prepare", _("Prepare renewal notices"), 20, noticing.prepare_notices))
        alerting.register_kinds()
