from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from customers.models.customer import Customer
from tenancy import search
from tenancy.models import Country
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Contact(CompanyOwned, Address):
    """A person to talk to about a customer: what she is for her, and by which ways she is reached."""

    class Role(models.TextChoices):
        """What the person is for the customer."""

        OCCUPANT = "occupant", _("Occupant")
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Property manager")
        CARETAKER = "caretaker", _("Caretaker")
        ACCOUNTS = "accounts", _("Accounts")
        TECHNICAL = "technical", _("Technical matters")
        OTHER = "other", _("Other")

    class Channel(models.TextChoices):
        """A way to reach her; the value is the column that holds the address."""

        PHONE = "phone", _("Telephone")
        MOBILE = "mobile", _("Mobile")
        EMAIL = "email", _("E-mail")
        PEC = "pec", "PEC"
        POST = "address", _("Post")

    history = Tracked()

    customer = OwnedForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=120)
    roles = ArrayField(
        models.CharField(max_length=10, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=160, blank=True)
    pec = models.EmailField("PEC", max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices, blank=True)
    channel = models.CharField(_("best reached by"), max_length=7, choices=Channel.choices, blank=True)
    for_notices = models.BooleanField(_("receives the notices"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer"],
                condition=Q(for_notices=True),
                name="contact_one_for_notices",
                violation_error_message=_("Another contact receives the notices."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_names(self) -> str:
        """What she is for the customer, in words."""
        return ", ".join(str(self.Role(role).label) for role in self.roles if role in self.Role)

    def search_words(self) -> set[str]:
        """The words under which she is found, and her customer."""
        told = search.words(self.name) | search.email_words(self.email) | search.email_words(self.pec)
        return told | search.phone_words(self.phone, self.mobile)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.for_notices:  # the one who received them before no longer does
            Contact.objects.filter(customer=self.customer_id, for_notices=True).exclude(pk=self.pk).update(
                for_notices=False
            )
        super().save(*args, **kwargs)
        search.index_rows("contact", [self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        search.forget("contact", [self.pk])
        return super().delete(*args, **kwargs)
