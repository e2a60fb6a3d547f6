from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
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
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="site_place_whole_and_on_earth",
                violation_error_message=_("Give both latitude and longitude, in degrees, or none."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.one_line or str(_("Site"))

    def get_absolute_url(self) -> str:
        """The site's card."""
        return reverse("customers:site", args=[self.pk])

    @property
    def map_url(self) -> str:
        """A public map of the place: of its degrees where they are known, else of its address; empty without either."""
        if self.latitude is not None:
            place = f"?mlat={self.latitude}&mlon={self.longitude}#map=18/{self.latitude}/{self.longitude}"
            return f"https://www.openstreetmap.org/{place}"
        if not self.one_line:
            return ""
        return "https://www.openstreetmap.org/search?" + urlencode(
            {"query": f"{self.one_line}, {self.country}"}
        )

    @property
    def geo_uri(self) -> str:
        """What opens the place in the map application of a telephone (RFC 5870); empty without degrees."""
        return f"geo:{self.latitude},{self.longitude}" if self.latitude is not None else ""

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.name, self.address, self.address_extra, self.postcode, self.city)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index_rows("site", [self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        search.forget("site", [self.pk])
        return super().delete(*args, **kwargs)
