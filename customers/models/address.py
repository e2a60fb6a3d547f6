from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models import Country


class Address(models.Model):
    """A postal address, structured as e-invoices and window envelopes want it."""

    address = models.CharField(_("address"), max_length=200, blank=True)
    address_extra = models.CharField(_("address, second line"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    province = models.CharField(_("province"), max_length=4, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)

    class Meta:
        abstract = True

    @property
    def address_lines(self) -> list[str]:
        """The lines below the name, as written on an envelope; empty ones left out."""
        province = f"({self.province})" if self.province else ""
        town = " ".join(part for part in (self.postcode, self.city, province) if part)
        return [line for line in (self.address, self.address_extra, town) if line]

    @property
    def one_line(self) -> str:
        """The address in one line."""
        return ", ".join(self.address_lines)
