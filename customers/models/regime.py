from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalClass(models.TextChoices):
    """Which law of contracts applies (Code de la consommation, article liminaire; Codice del consumo, art. 3)."""

    CONSUMER = "consumer", _("Consumer")
    NON_PROFESSIONAL = "non_professional", _("Non-professional (condominium, association)")
    PROFESSIONAL = "professional", _("Professional")
    PUBLIC = "public", _("Public body")


# Tacit renewal is announced to them by law (L215-1, L215-3; art. 65-bis, condominiums by prudence).
PROTECTED_CLASSES = (LegalClass.CONSUMER, LegalClass.NON_PROFESSIONAL)


class Regime(models.Model):
    """What somebody is, and, kept apart from it, which law protects her."""

    class Kind(models.TextChoices):
        """What the customer is; the legal class follows from it unless somebody decides otherwise."""

        INDIVIDUAL = "individual", _("Individual")
        BUSINESS = "business", _("Business")
        CONDOMINIUM = "condominium", _("Condominium")
        PUBLIC = "public", _("Public body")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.INDIVIDUAL)
    legal_class = models.CharField(_("legal class"), max_length=16, choices=LegalClass.choices, blank=True)
    small_business = models.BooleanField(_("five employees at most"), default=False)
    outside_activity = models.BooleanField(_("contract outside the main activity"), default=False)

    class Meta:
        abstract = True

    def is_protected(self) -> bool:
        """Whether the law on tacit renewal protects her (L215-1, L215-3; art. 65-bis)."""
        return self.legal_class in PROTECTED_CLASSES

    def is_consumer(self) -> bool:
        """Whether she is a natural person outside trade or profession."""
        return self.legal_class == LegalClass.CONSUMER

    def may_withdraw(self, country: str) -> bool:
        """Whether a contract made away from the firm can be withdrawn from within 14 days.

        Consumers; in France also professionals of five employees at most whose contract lies outside their main
        activity (L221-3).
        """
        small = self.legal_class == LegalClass.PROFESSIONAL and self.small_business and self.outside_activity
        return self.is_consumer() or (country == "FR" and small)

    def settle_class(self) -> None:
        """Let the legal class follow from the kind where nobody chose one; the flags are for professionals."""
        self.legal_class = self.legal_class or CLASS_OF_KIND[self.kind]
        if self.legal_class != LegalClass.PROFESSIONAL:
            self.small_business = self.outside_activity = False


CLASS_OF_KIND: dict[Any, LegalClass] = {
    Regime.Kind.INDIVIDUAL: LegalClass.CONSUMER,
    Regime.Kind.CONDOMINIUM: LegalClass.NON_PROFESSIONAL,
    Regime.Kind.BUSINESS: LegalClass.PROFESSIONAL,
    Regime.Kind.PUBLIC: LegalClass.PUBLIC,
}
