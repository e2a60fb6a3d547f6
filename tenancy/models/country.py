from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """Countries whose rules the product knows."""

    FRANCE = "FR", _("France")
    ITALY = "IT", _("Italy")

    @property
    def time_zone(self) -> str:
        """The usual zone of a company of the country."""
        return {"FR": "Europe/Paris", "IT": "Europe/Rome"}[self.value]

    @property
    def language(self) -> str:
        """The usual language of a company of the country."""
        return {"FR": "fr", "IT": "it"}[self.value]
