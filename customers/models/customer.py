from datetime import date
from typing import Any, Self

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.address import Address
from customers.models.regime import LegalClass, Regime
from customers.models.tax_identity import TaxIdentity
from customers.models.terms_offered import TermsOffered
from tenancy import search
from tenancy.models import Country
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked

TOWNS = """
WITH RECURSIVE towns AS (
    (SELECT city FROM customers_customer ORDER BY city LIMIT 1)
    UNION ALL
    SELECT (SELECT c.city FROM customers_customer c WHERE c.city > t.city ORDER BY c.city LIMIT 1)
    FROM towns t WHERE t.city IS NOT NULL
)
SELECT city FROM towns WHERE city IS NOT NULL
"""


def towns() -> list[str]:
    """The towns customers live in, each once: the index is asked for the next one, not every customer for hers."""
    with connection.cursor() as cursor:
        cursor.execute(TOWNS)
        return [town for (town,) in cursor.fetchall()]


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers of the acting company."""

    def active(self) -> Self:
        """Customers who may be offered something new."""
        return self.filter(deactivated_on=None)

    def buying(self) -> Self:
        """Customers proper, without prospects and end users."""
        return self.filter(standing=Customer.Standing.CUSTOMER)

    def found_by(self, query: str) -> Self:
        """Customers whose own words, or those of one of their contacts, begin with all that is asked."""
        ids, of_contacts = search.matching("customer", query), search.matching("contact", query)
        if ids is None or of_contacts is None:
            return self
        from customers.models.contact import Contact

        contacts = Contact.objects.filter(pk__in=of_contacts)
        return self.filter(Q(pk__in=ids) | Q(pk__in=contacts.values("customer")))

    def in_town(self, beginning: str) -> Self:
        """Customers whose town begins like this, accents and case ignored."""
        wanted = search.fold(beginning.strip())
        return self.filter(city__in=[town for town in towns() if search.fold(town).startswith(wanted)])

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


CustomerManager = models.Manager.from_queryset(CustomerQuerySet)


class PresentCustomers(CustomerManager):
    """Customers people deal with: without those merged into another and those erased at their request."""

    def get_queryset(self) -> Any:
        """Those not set aside."""
        return super().get_queryset().filter(set_aside="")


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
