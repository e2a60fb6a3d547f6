from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from tenancy.triggers import Tracked


class CustomerGroupQuerySet(models.QuerySet["CustomerGroup"]):
    """Groups of the acting company's customers."""

    def counted(self) -> "CustomerGroupQuerySet":
        """With how many customers belong to each, those set aside left out."""
        return self.annotate(members_count=Count("members", filter=models.Q(members__set_aside="")))


class CustomerGroup(CompanyOwned):
    """Customers who are sold to at the same prices: property managers, members of a federation, staff."""

    history = Tracked()

    name = models.CharField(_("name"), max_length=60)

    objects = CustomerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="customer_group_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its members."""
        return f"{reverse('customers:list')}?group={self.pk}&standing=all&state=all"
