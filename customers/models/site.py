from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from customers.models.customer import Customer
from tenancy import search
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

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.name, self.address, self.address_extra, self.postcode, self.city)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index_rows("site", [self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        search.forget("site", [self.pk])
        return super().delete(*args, **kwargs)
