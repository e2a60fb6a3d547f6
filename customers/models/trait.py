from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from tenancy.owned import CompanyOwned, OwnedForeignKey


class Trait(CompanyOwned):
    """One thing that tells who a customer is, as it is compared: two who share one may be one.

    Made from the customer's own columns whenever search takes note of her; somebody set aside has none. ``shared`` says
    that somebody else has it or had it: among so many who share nothing, an index knows the few who may.
    """

    class Kind(models.TextChoices):
        """What two customers have in common."""

        TAX = "tax", _("same tax number")
        PHONE = "phone", _("same telephone")
        EMAIL = "email", _("same e-mail")
        NAME = "name", _("same name and postcode")
        ADDRESS = "address", _("same address, similar name")

    customer = OwnedForeignKey(Customer, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices, db_collation="C")
    key = models.CharField(max_length=250, db_collation="C")
    shared = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "key", "customer"], name="customer_trait_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "kind", "key", "customer"],
                condition=models.Q(shared=True),
                name="customer_trait_shared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} → {self.customer_id}"
