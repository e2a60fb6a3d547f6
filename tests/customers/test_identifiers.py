"""A wrong number of the state says what is wrong with it: its length, its signs or its check digit."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from customers import identifiers
from customers.forms.site import SiteForm


@pytest.mark.parametrize(
    ("check", "typed", "said"),
    [
        (identifiers.siren, "73282932", "9 figures: these are 8"),
        (identifiers.siren, "73282932X", "figures only"),
        (identifiers.siren, "732829321", "check digit"),
        (identifiers.siret, "732 829 320 0007", "14 figures: these are 13"),
        (identifiers.siret, "73282932000075", "check digit"),
        (identifiers.vat_number, "FR8340483304", "11 characters after FR: these are 10"),
        (identifiers.vat_number, "0074311015", "11 figures: these are 10"),
        (identifiers.vat_number, "IT007431101577", "11 figures: these are 12"),
        (identifiers.vat_number, "FR84404833048", "check digit"),
        (identifiers.vat_number, "00743110158", "check digit"),
        (identifiers.vat_number, "BE0776091952", "check digit"),
        (identifiers.tax_code, "RSSMRA85T10A562", "16 characters, that of a firm or body 11 figures: these are 15"),
        (identifiers.tax_code, "RSSMRA85T10A562X", "check character"),
        (identifiers.iban, "FR76 3000 6000 0112 3456 7890 18", "IBAN of FR has 27 characters: these are 26"),
        (identifiers.iban, "FR7630006000011234567890180", "fails its check"),
        (identifiers.iban, "XX12", "fails its check"),
    ],
)  # fmt: skip
def test_length_signs_and_check_digit_are_told_apart(
    check: Callable[[str], str], typed: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        check(typed)
    assert said in refused.value.messages[0]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("latitude", "999", "A latitude lies between -90 and 90."),
        ("longitude", "-180.1", "A longitude lies between -180 and 180."),
        ("latitude", "NaN", "Write degrees as a number, such as 45.764043."),
        ("latitude", "1e5", "Write degrees as a number, such as 45.764043."),
    ],
)
def test_degrees_say_their_range_and_what_is_no_number(field: str, typed: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SiteForm.base_fields[field].clean(typed)
    assert refused.value.messages == [said]
