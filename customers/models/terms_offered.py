from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class TermsOffered(models.Model):
    """What new contracts, quotes and invoices begin with for a customer."""

    discount_percent = models.DecimalField(
        _("usual discount"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    vat_rate = models.DecimalField(
        _("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    vat_reason = models.CharField(_("why this VAT rate"), max_length=200, blank=True)

    class Meta:
        abstract = True
