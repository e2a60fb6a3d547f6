from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.site import Site
from tenancy.models import Technician
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class AllowedTechnicianQuerySet(models.QuerySet["AllowedTechnician"]):
    """Who may be sent to the acting company's customers."""

    def of(self, customer: Customer, site: Site | None = None) -> Self:
        """Those named for the site, else those named for the customer; none means everybody."""
        if site is not None and (named := self.filter(site=site)).exists():
            return named
        return self.filter(customer=customer, site=None)


class AllowedTechnician(CompanyOwned):
    """A technician who may be sent to a customer, or to one of her sites; where none is named, everybody may."""

    history = Tracked()

    customer = OwnedForeignKey(
        Customer, models.CASCADE, related_name="allowed_technicians", verbose_name=_("customer")
    )
    site = OwnedForeignKey(
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="allowed_technicians",
        verbose_name=_("site"),
    )
    technician = OwnedForeignKey(
        Technician, models.CASCADE, related_name="allowed_at", verbose_name=_("technician")
    )

    objects = AllowedTechnicianQuerySet.as_manager()

    class Meta:
        verbose_name = _("technician allowed")
        verbose_name_plural = _("technicians allowed")
        ordering = ["technician__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "technician"],
                condition=Q(site=None),
                name="allowed_technician_once_a_customer",
            ),
            models.UniqueConstraint(
                fields=["company", "site", "technician"], name="allowed_technician_once_a_site"
            ),
        ]

    def __str__(self) -> str:
        return str(self.technician)
