"""Numbers the state gave a customer, checked and brought into one form; a wrong one says what to mend."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_numbers
from stdnum.eu import vat
from stdnum.fr import siren as siren_numbers
from stdnum.fr import siret as siret_numbers
from stdnum.it import codicefiscale

from customers.importing import columns
from ui.spreadsheets.values import BadValue

SEPARATORS = re.compile(r"[\s.\-/]")
# Of the countries whose accounts are met; any other is judged by its check digits alone.
IBAN_LENGTHS = {
    "AT": 20,
    "BE": 16,
    "CH": 21,
    "DE": 22,
    "ES": 24,
    "FR": 27,
    "GB": 22,
    "IE": 22,
    "IT": 27,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "MC": 27,
    "NL": 18,
    "PT": 25,
    "SM": 27,
}
RECIPIENT_CODE = re.compile(r"[A-Z0-9]{6,7}")


def siren(typed: str) -> str:
    """The 9 figures of a SIREN. Raises ValidationError when they are not 9 or the check digit is wrong."""
    number = siren_numbers.compact(typed)
    _figures(number, 9, _("A SIREN has 9 figures: these are %(count)s."), _("A SIREN has figures only."))
    if not siren_numbers.is_valid(number):
        raise ValidationError(_("This SIREN fails its check digit: compare its 9 figures once more."))
    return str(number)


def siret(typed: str) -> str:
    """The 14 figures of a SIRET. Raises ValidationError when they are not 14 or the check digit is wrong."""
    number = siret_numbers.compact(typed)
    _figures(number, 14, _("A SIRET has 14 figures: these are %(count)s."), _("A SIRET has figures only."))
    try:
        return columns.siret(number)
    except BadValue as wrong:
        raise ValidationError(
            _("This SIRET fails its check digit: compare its 14 figures once more.")
        ) from wrong


def vat_number(typed: str) -> str:
    """A partita IVA as 11 figures, a TVA number with its FR, one of another state with its letters."""
    try:
        return columns.vat_number(typed)
    except BadValue as wrong:
        number = SEPARATORS.sub("", typed).upper()
        if not number.startswith(("FR", "IT")) and vat.is_valid(typed):
            return str(vat.compact(typed))
        bare = number.removeprefix("FR").removeprefix("IT")
        told = {"count": len(bare)}
        if number.startswith("FR") and len(bare) != 11:
            raise ValidationError(
                _("A French VAT number has 11 characters after FR: these are %(count)s."), params=told
            ) from wrong
        if (number.startswith("IT") or bare.isdecimal()) and len(bare) != 11:
            raise ValidationError(
                _("A partita IVA has 11 figures: these are %(count)s."), params=told
            ) from wrong
        raise ValidationError(_("This VAT number fails its check digit: compare it once more.")) from wrong


def tax_code(typed: str) -> str:
    """A codice fiscale: 16 characters of a person, 11 figures of anybody else."""
    code = codicefiscale.compact(typed)
    if len(code) not in {11, 16}:
        raise ValidationError(
            _("A codice fiscale has 16 characters, that of a firm or body 11 figures: these are %(count)s."),
            params={"count": len(code)},
        )
    if not codicefiscale.is_valid(code):
        raise ValidationError(_("This codice fiscale fails its check character: compare it once more."))
    return str(code)


def iban(typed: str) -> str:
    """An account number without blanks; its country's length and its check digits are right."""
    number = iban_numbers.compact(typed)
    length = IBAN_LENGTHS.get(number[:2])
    if length and len(number) != length:
        raise ValidationError(
            _("An IBAN of %(country)s has %(length)s characters: these are %(count)s."),
            params={"country": number[:2], "length": length, "count": len(number)},
        )
    if not (number.isascii() and iban_numbers.is_valid(number)):
        raise ValidationError(_("This IBAN fails its check: compare it once more."))
    return str(number)


def _figures(number: str, length: int, wrong_length: Any, not_figures: Any) -> None:
    if not (number.isascii() and number.isdigit()):
        raise ValidationError(not_figures)
    if len(number) != length:
        raise ValidationError(wrong_length, params={"count": len(number)})


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
