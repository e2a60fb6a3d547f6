from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from customers.models.customer_group import CustomerGroup
from customers.models.customer_queryset import CustomerQuerySet, PresentCustomers
from customers.models.regime import LegalClass, Regime
from customers.models.tax_identity import TaxIdentity
from customers.models.terms_offered import TermsOffered
from tenancy import search
from tenancy.models import Country
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked


class Customer(CompanyOwned, Regime, Address, TaxIdentity, TermsOffered):
    """Who pays or is served. May hang under an owner or a condominium."""

    class Standing(models.TextChoices):
        """Whether she buys: a prospect may, an end user is served and does not pay."""

        CUSTOMER = "customer", _("Customer")
        PROSPECT = "prospect", _("Prospect")
        END_USER = "end_user", _("End user")

    class SetAside(models.TextChoices):
        """Why a row is kept and no longer dealt with."""

        MERGED = "merged", _("Merged into another customer")
        ERASED = "erased", _("Erased at the person's request")

    class NoticeChannel(models.TextChoices):
        """How lawful notices are to reach her."""

        POST = "post", _("By post")
        EMAIL = "email", _("By e-mail")
        PEC = "pec", _("By certified e-mail (PEC)")

    erasable = True  # nothing may be made for one who was erased: the database refuses it

    history = Tracked(
        hidden=("private_notes", "sort_name", "updated_at"),
        rights={"iban": Right.FEES_VIEW, "discount_percent": Right.FEES_VIEW},
    )

    number = models.CharField(_("number"), max_length=30)
    standing = models.CharField(
        _("standing"), max_length=8, choices=Standing.choices, default=Standing.CUSTOMER
    )
    last_contact_on = models.DateField(_("last contact by the person"), null=True, blank=True)
    last_name = models.CharField(_("surname"), max_length=120, blank=True)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    company_name = models.CharField(_("company name"), max_length=160, blank=True)
    sort_name = models.CharField(max_length=200, editable=False)
    parent = OwnedForeignKey(
        "self", null=True, blank=True, related_name="dependants", verbose_name=_("owner or condominium")
    )
    group = OwnedForeignKey(
        CustomerGroup, null=True, blank=True, related_name="members", verbose_name=_("customer group")
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

    notice_channel = models.CharField(
        _("channel for notices"), max_length=5, choices=NoticeChannel.choices, blank=True
    )

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
    former_numbers = models.TextField(_("also known as"), blank=True, editable=False)
    set_aside = models.CharField(max_length=6, choices=SetAside.choices, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PresentCustomers()
    everyone = CustomerQuerySet.as_manager()

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
            models.CheckConstraint(condition=~Q(legal_class=""), name="customer_has_a_legal_class"),
            models.CheckConstraint(
                condition=Q(legal_class=LegalClass.PROFESSIONAL)
                | Q(small_business=False, outside_activity=False),
                name="customer_flags_of_professionals",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent=None) | Q(discount_percent__gte=0, discount_percent__lte=100),
                name="customer_discount_percent",
                violation_error_message=_("A discount lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(vat_rate=None) | Q(vat_rate__gte=0, vat_rate__lte=100), name="customer_vat_rate"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "sort_name", "id"], name="customer_by_name"),
            # The list as it opens: read in its order, and counted without a look at the rows.
            models.Index(
                fields=["company", "sort_name", "id"],
                condition=Q(set_aside="", deactivated_on=None, standing="customer"),
                name="customer_listed",
            ),
            # The few whom lists of maintenance leave out.
            models.Index(
                fields=["company"], condition=Q(deactivated_on__isnull=False), name="customer_deactivated"
            ),
            models.Index(fields=["company"], condition=Q(excluded=True), name="customer_excluded"),
            # Those whose ended contracts only few may see.
            models.Index(fields=["company"], condition=Q(set_aside="erased"), name="customer_erased"),
            models.Index(fields=["company", "city"], name="customer_by_city"),
            models.Index(
                fields=["company", "group"], condition=Q(group__isnull=False), name="customer_by_group"
            ),
            models.Index(
                fields=["company", "standing"], condition=~Q(standing="customer"), name="customer_not_yet"
            ),
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

    def is_excluded(self, on: date) -> bool:
        """Whether she is left out of maintenance lists on the day."""
        return self.excluded and (self.excluded_until is None or on <= self.excluded_until)

    @property
    def also_known_as(self) -> list[str]:
        """The numbers of customers who were merged into her: she is found by them."""
        return self.former_numbers.split("\n") if self.former_numbers else []

    def deactivate(self, on: date) -> None:
        """Offer her for nothing new from the day on; what she has stays."""
        self.deactivated_on = on
        self.save(update_fields=["deactivated_on", "updated_at"])

    def reactivate(self) -> None:
        """Offer her again."""
        self.deactivated_on = None
        self.save(update_fields=["deactivated_on", "updated_at"])

    def become_customer(self) -> bool:
        """Make a prospect or an end user a customer; gives whether anything changed."""
        if self.standing == self.Standing.CUSTOMER:
            return False
        self.standing = self.Standing.CUSTOMER
        self.save(update_fields=["standing", "updated_at"])
        return True

    def prepare(self) -> None:
        """Fill what is derived from other columns; bulk writers call it for each row, ``save`` by itself."""
        self.sort_name = search.fold(self.name)[:200]
        self.siren = self.siren or self.siret[:9]
        self.settle_class()

    def search_words(self) -> set[str]:
        """The words under which she is found: her own, and the numbers of those merged into her. Set aside, by none."""
        if self.set_aside:
            return set()
        told = search.words(
            self.number,
            *self.also_known_as,
            self.last_name,
            self.first_name,
            self.company_name,
            self.address,
            self.address_extra,
            self.postcode,
            self.city,
            self.siren,
            self.siret,
            self.vat_number,
            self.tax_code,
        )
        reached = search.phone_words(self.phone, self.mobile) | search.email_words(self.email, self.pec)
        return told | reached

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)
        self.index()

    def index(self) -> None:
        """Let search find her by what she is called now."""
        search.index_rows("customer", [self])
