"""Numbers the state gave a customer, checked and brought into one form; a wrong one says what to mend."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_numbers
from stdnum.eu import vat
from stdnum.fr import siren as siren_numbers
from stdnum.it import codicefiscale

from customers.importing import columns
from ui.spreadsheets.values import BadValue

RECIPIENT_CODE = re.compile(r"[A-Z0-9]{6,7}")


def siren(typed: str) -> str:
    """The 9 figures of a SIREN. Raises ValidationError when they are not 9 or the check digit is wrong."""
    number = siren_numbers.compact(typed)
    if not (number.isascii() and siren_numbers.is_valid(number)):
        raise ValidationError(_("This SIREN fails its check digit: compare its 9 figures once more."))
    return str(number)


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


def iban(typed: str) -> str:
    """An account number without blanks; its country's length and its check digits are right."""
    number = iban_numbers.compact(typed)
    if not (number.isascii() and iban_numbers.is_valid(number)):
        raise ValidationError(_("This IBAN fails its check: compare it once more."))
    return str(number)


def recipient_code(typed: str) -> str:
    """The code an e-invoice is sent to: 7 characters of a business (SdI), 6 of a public body (IPA)."""
    code = typed.replace(" ", "").upper()
    if not RECIPIENT_CODE.fullmatch(code):
        raise ValidationError(_("A recipient code has 7 letters and figures, that of a public body 6."))
    return code


def check_recipient(code: str, *, public: bool) -> None:
    """A public body is reached by its 6 characters (IPA), anybody else by 7 (SdI). Raises ValidationError."""
    if public and len(code) != 6:
        raise ValidationError(_("A public body has a code of 6 letters and figures (IPA)."))
    if not public and len(code) == 6:
        raise ValidationError(_("6 letters and figures are the code of a public body; others have 7 (SdI)."))
