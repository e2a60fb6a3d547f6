"""Telephone numbers as they are written on paper, brought into one form (E.164) where that can be done surely."""

import re
from functools import cache, lru_cache

import phonenumbers

_FILLERS = re.compile(r"[\s\u00a0\u202f./()_-]+")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "uan",
)


def e164(written: str, country: str) -> str | None:
    """`written` as E.164 ("+33612345678"), read in `country` ("FR", "IT") when it has no country code.

    None when it is no valid number: too short, two numbers in one, a word beside it.
    """
    digits = _FILLERS.sub("", _TRUNK_ZERO.sub("", written))
    prefix, trunk, national = _numbers_of(country)
    if digits.startswith(prefix):
        inner = digits[len(prefix) :]
    elif digits.startswith("00" + prefix[1:]):
        inner = digits[len(prefix) + 1 :]
    elif trunk and digits.startswith(trunk):
        inner = digits[len(trunk) :]
    else:
        inner = digits
    # most numbers of a firm are of its own country: phonenumbers' own patterns, without its parser (30 times slower)
    if (not trunk or inner != digits) and national.fullmatch(inner):
        return prefix + inner
    return _parsed(digits, country)


@lru_cache(maxsize=20_000)
def written(number: str, country: str) -> str:
    """An E.164 number as people of `country` write it: nationally at home, else with its country code.

    What is no E.164 number comes back as it is.
    """
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == country
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


@cache
def _numbers_of(country: str) -> tuple[str, str, re.Pattern[str]]:
    """Country code with plus, prefix dialled before national numbers ("" if none), pattern of the numbers proper."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if metadata is None:
        raise ValueError(f"no telephone numbering known for country {country!r}")
    patterns = [
        kind.national_number_pattern
        for name in _KINDS
        if (kind := getattr(metadata, name)) is not None and kind.national_number_pattern
    ]
    return (
        f"+{metadata.country_code}",
        metadata.national_prefix or "",
        re.compile("|".join(f"(?:{p})" for p in patterns)),
    )


@lru_cache(maxsize=20_000)
def _parsed(digits: str, country: str) -> str | None:
    if not 5 <= len(digits) <= 20:
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
