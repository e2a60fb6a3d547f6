from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from tenancy import search
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Contact(CompanyOwned):
    """A person to talk to about a customer."""

    class Role(models.TextChoices):
        """What the person is for the customer."""

        OCCUPANT = "occupant", _("Occupant")
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Property manager")
        CARETAKER = "caretaker", _("Caretaker")
        ACCOUNTS = "accounts", _("Accounts")
        OTHER = "other", _("Other")

    history = Tracked()

    customer = OwnedForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.OTHER)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.name) | search.email_words(self.email) | search.phone_words(self.phone)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index_rows("contact", [self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        search.forget("contact", [self.pk])
        return super().delete(*args, **kwargs)
