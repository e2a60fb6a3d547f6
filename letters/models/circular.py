from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import Contract
from customers.models import Customer
from letters.models.template import Language, LetterVersion
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Circular(CompanyOwned):
    """A text written to many customers at once, each once: about their contracts, or advertising, which few get.

    While it is not started its text, its way and its recipients may change; from then on they stand.
    """

    class Purpose(models.TextChoices):
        """Whether it needs consent."""

        CONTRACT = "contract", _("About the contract or the service")
        ADVERTISING = "advertising", _("Advertising: only to those who agreed to it")

    class Way(models.TextChoices):
        """How it goes."""

        OWN = "own", _("As each customer chose: e-mail, PEC or letter")
        EMAIL = "email", _("Only by e-mail or PEC")
        POST = "post", _("Only by letter")

    history = Tracked()

    name = models.CharField(_("name"), max_length=120, help_text=_("Seen in the office only."))
    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose.choices, default=Purpose.CONTRACT)
    way = models.CharField(_("how it goes"), max_length=5, choices=Way.choices, default=Way.OWN)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    own_language = models.BooleanField(
        _("leave out customers in whose language there is no text"),
        default=False,
    )
    version = OwnedForeignKey(LetterVersion, null=True, related_name="circulars", verbose_name=_("text"))
    made_at = models.DateTimeField(_("since"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    started_at = models.DateTimeField(_("started"), null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(version__isnull=False), name="circular_started_with_a_text"
            )
        ]
        indexes = [models.Index(fields=["company", "-made_at"], name="circular_latest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page: text, recipients, what became of each."""
        return reverse("letters:circular_detail", args=[self.pk])

    @property
    def is_advertising(self) -> bool:
        """Whether only those get it who agreed to advertising."""
        return self.purpose == self.Purpose.ADVERTISING

    @property
    def texts(self) -> dict[str, LetterVersion]:
        """Its text by language, the main one first; empty while nothing is written. Reads its translations."""
        if self.version is None:
            return {}
        others = {each.language: each.version for each in self.translations.all()}
        return {self.language: self.version, **others}

    def language_for(self, wanted: str) -> str:
        """The language in which somebody gets it whose letters are in ``wanted``."""
        return wanted if wanted in self.texts else self.language


class CircularTranslation(CompanyOwned):
    """The text of a circular in a language other than its main one."""

    circular = OwnedForeignKey(
        Circular, models.CASCADE, related_name="translations", verbose_name=_("circular")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    version = OwnedForeignKey(LetterVersion, related_name="translations", verbose_name=_("text"))

    class Meta:
        verbose_name = _("translation of a circular")
        verbose_name_plural = _("translations of circulars")
        ordering = ["circular", "language"]
        constraints = [
            models.UniqueConstraint(fields=["company", "circular", "language"], name="translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} · {self.language}"


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Who was chosen for circulars."""

    def left_out(self) -> Self:
        """Those who get nothing, each with the reason."""
        return self.exclude(reason="")


class Recipient(CompanyOwned):
    """Somebody chosen for a circular: once the circular is started she has her letter, or the reason why not."""

    circular = OwnedForeignKey(
        Circular, models.CASCADE, related_name="recipients", verbose_name=_("circular")
    )
    customer = OwnedForeignKey(Customer, models.CASCADE, related_name="circulars", verbose_name=_("customer"))
    contract = OwnedForeignKey(
        Contract, models.CASCADE, null=True, related_name="circulars", verbose_name=_("contract")
    )
    occasion = OwnedForeignKey(
        "letters.Occasion",
        models.SET_NULL,
        null=True,
        related_name="recipients",
        verbose_name=pgettext_lazy("of a circular", "letter"),
    )
    reason = models.CharField(_("why not"), max_length=200, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient of a circular")
        verbose_name_plural = _("recipients of circulars")
        ordering = ["customer__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "circular", "customer"], name="recipient_once"),
            models.CheckConstraint(
                condition=Q(occasion=None) | Q(reason=""), name="recipient_gets_it_or_not"
            ),
        ]
        indexes = [models.Index(fields=["company", "occasion"], name="recipient_of_letter")]

    def __str__(self) -> str:
        return f"{self.circular_id} · {self.customer_id}"
