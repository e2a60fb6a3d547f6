from django.db import models
from django.utils.translation import gettext_lazy as _


class TaxIdentity(models.Model):
    """The numbers the state and the bank gave; how they are written and checked is in ``customers.identifiers``."""

    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, help_text=_("TVA or partita IVA.")
    )
    tax_code = models.CharField(_("tax code"), max_length=20, blank=True, help_text=_("Codice fiscale."))
    pec = models.EmailField("PEC", max_length=160, blank=True)
    sdi_code = models.CharField(_("recipient code (SdI or IPA)"), max_length=7, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)

    class Meta:
        abstract = True
