from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from customers.models.customer import Customer
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Site(CompanyOwned, Address):
    """Where equipment stands."""

    history = Tracked(hidden=("updated_at",))

    customer = OwnedForeignKey(Customer, related_name="sites", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    access_notes = models.TextField(_("how to get in"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.one_line or str(_("Site"))
