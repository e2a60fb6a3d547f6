from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from tenancy import search
from tenancy.models import Country
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers of the acting company."""

    def active(self) -> Self:
        """Customers who may be offered something new."""
        return self.filter(deactivated_on=None)

    def found_by(self, query: str) -> Self:
        """Customers whose name, number, address, telephone or e-mail has words beginning with those asked."""
        ids = search.matching("customer", query)
        return self if ids is None else self.filter(pk__in=ids)

    def in_town(self, beginning: str) -> Self:
        """Customers whose town begins like this, accents and case ignored."""
        wanted = search.fold(beginning.strip())
        towns = self.model._default_manager.order_by().values_list("city", flat=True).distinct()
        return self.filter(city__in=[town for town in towns if search.fold(town).startswith(wanted)])

    def watch(self, reason: str) -> int:
        """Ask for attention whenever these customers are dealt with; gives how many there were."""
        return self.update(attention=True, attention_reason=reason, updated_at=timezone.now())

    def unwatch(self) -> int:
        """Ask for attention no longer; gives how many there were."""
        return self.update(attention=False, attention_reason="", updated_at=timezone.now())

    def deactivate(self, on: date) -> int:
        """Offer these customers for nothing new from the day on; gives how many there were."""
        return self.update(deactivated_on=on, updated_at=timezone.now())

    def reactivate(self) -> int:
        """Offer these customers again; gives how many there were."""
        return self.update(deactivated_on=None, updated_at=timezone.now())

    def leave_out(self, reason: str, until: date | None) -> int:
        """Keep these customers out of maintenance lists, until a day or for good; gives how many there were."""
        return self.update(
            excluded=True, excluded_reason=reason, excluded_until=until, updated_at=timezone.now()
        )

    def take_in(self) -> int:
        """Have these customers in maintenance lists again; gives how many there were."""
        return self.update(excluded=False, excluded_reason="", excluded_until=None, updated_at=timezone.now())

    def write_in(self, language: str) -> int:
        """Write letters to these customers in a language; gives how many there were."""
        return self.update(language=language, updated_at=timezone.now())


class Customer(CompanyOwned, Address):
    """Who pays or is served. May hang under an owner or a condominium."""

    class Kind(models.TextChoices):
        """What the customer is; it decides whether the law protects her as a consumer."""

        INDIVIDUAL = "individual", _("Individual")
        BUSINESS = "business", _("Business")
        CONDOMINIUM = "condominium", _("Condominium")
        PUBLIC = "public", _("Public body")

    history = Tracked(hidden=("private_notes", "sort_name", "updated_at"))

    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.INDIVIDUAL)
    last_name = models.CharField(_("surname"), max_length=120, blank=True)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    company_name = models.CharField(_("company name"), max_length=160, blank=True)
    sort_name = models.CharField(max_length=200, editable=False)
    parent = OwnedForeignKey(
        "self", null=True, blank=True, related_name="dependants", verbose_name=_("owner or condominium")
    )
    language = models.CharField(
        _("language of letters"),
        max_length=2,
        blank=True,
        choices=[("fr", _("French")), ("it", _("Italian")), ("en", _("English"))],
    )

    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=160, blank=True)

    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, help_text=_("TVA or partita IVA.")
    )
    tax_code = models.CharField(_("tax code"), max_length=20, blank=True, help_text=_("Codice fiscale."))
    pec = models.EmailField("PEC", max_length=160, blank=True)
    sdi_code = models.CharField(_("recipient code (SdI or IPA)"), max_length=7, blank=True)

    notes = models.TextField(_("notes"), blank=True)
    private_notes = models.TextField(
        _("private notes"), blank=True, help_text=_("Seen only by members with that right.")
    )
    attention = models.BooleanField(_("attention"), default=False)
    attention_reason = models.CharField(_("why attention is needed"), max_length=200, blank=True)
    excluded = models.BooleanField(_("exclude from maintenance lists"), default=False)
    excluded_reason = models.CharField(_("why excluded"), max_length=200, blank=True)
    excluded_until = models.DateField(_("excluded until"), null=True, blank=True)

    deactivated_on = models.DateField(_("deactivated on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="customer_number_once"),
            models.CheckConstraint(
                condition=~Q(last_name="") | ~Q(company_name=""),
                name="customer_has_a_name",
                violation_error_message=_("Give a surname or a company name."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
                name="customer_not_its_own_parent",
                violation_error_message=_("A customer cannot hang under itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "sort_name", "id"], name="customer_by_name"),
            models.Index(fields=["company", "city"], name="customer_by_city"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The customer's card."""
        return reverse("customers:detail", args=[self.pk])

    @property
    def name(self) -> str:
        """The name as shown and written: the company's, else surname and first name."""
        return self.company_name or f"{self.last_name} {self.first_name}".strip()

    @property
    def letter_language(self) -> str:
        """The language letters to this customer are written in: hers, else that of her country."""
        return self.language or Country(self.country).language

    def is_protected(self) -> bool:
        """Whether the law on tacit renewal protects her: individuals and condominiums (L215-1, L215-3; art. 65-bis)."""
        return self.kind in PROTECTED_KINDS

    def is_excluded(self, on: date) -> bool:
        """Whether she is left out of maintenance lists on the day."""
        return self.excluded and (self.excluded_until is None or on <= self.excluded_until)

    def deactivate(self, on: date) -> None:
        """Offer her for nothing new from the day on; what she has stays."""
        self.deactivated_on = on
        self.save(update_fields=["deactivated_on", "updated_at"])

    def reactivate(self) -> None:
        """Offer her again."""
        self.deactivated_on = None
        self.save(update_fields=["deactivated_on", "updated_at"])

    def prepare(self) -> None:
        """Fill what is derived from other columns; bulk writers call it for each row, ``save`` by itself."""
        self.sort_name = search.fold(self.name)[:200]

    def search_words(self) -> set[str]:
        """The words under which she is found."""
        told = search.words(
            self.number,
            self.last_name,
            self.first_name,
            self.company_name,
            self.address,
            self.address_extra,
            self.postcode,
            self.city,
            self.siret,
            self.vat_number,
            self.tax_code,
        )
        reached = search.phone_words(self.phone, self.mobile) | search.email_words(self.email, self.pec)
        return told | reached

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)
        search.index("customer", [(self.pk, self.search_words())])


PROTECTED_KINDS = (Customer.Kind.INDIVIDUAL, Customer.Kind.CONDOMINIUM)
