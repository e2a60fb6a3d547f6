"""Numbers the state gave a customer, checked and brought into one form; a wrong one says what to mend."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.it import codicefiscale

from customers.importing import columns
from ui.spreadsheets.values import BadValue

RECIPIENT_CODE = re.compile(r"[A-Z0-9]{6,7}")


def siret(typed: str) -> str:
    """The 14 figures of a SIRET. Raises ValidationError when they are not 14 or the check digit is wrong."""
    try:
        return columns.siret(typed)
    except BadValue as wrong:
        raise ValidationError(
            _("This SIRET fails its check digit: compare its 14 figures once more.")
        ) from wrong


def vat_number(typed: str) -> str:
    """A partita IVA as 11 figures, a TVA number with its FR, one of another state with its letters."""
    try:
        return columns.vat_number(typed)
    except BadValue as wrong:
        if not typed.strip().upper().startswith(("FR", "IT")) and vat.is_valid(typed):
            return str(vat.compact(typed))
        raise ValidationError(_("This VAT number fails its check digit: compare it once more.")) from wrong


def tax_code(typed: str) -> str:
    """A codice fiscale: 16 characters of a person, 11 figures of anybody else."""
    code = codicefiscale.compact(typed)
    if not codicefiscale.is_valid(code):
        raise ValidationError(_("This codice fiscale fails its check character: compare it once more."))
    return str(code)


def recipient_code(typed: str) -> str:
    """The code an e-invoice is sent to: 7 characters of a business (SdI), 6 of a public body (IPA)."""
    code = typed.replace(" ", "").upper()
    if not RECIPIENT_CODE.fullmatch(code):
        raise ValidationError(_("A recipient code has 7 letters and figures, that of a public body 6."))
    return code
