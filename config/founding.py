"""Making a company: with its country's zone and language, its administrator and what it begins with; all or nothing."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import starter as contract_starter
from contracts.starter.indices import create_indices
from installed_base import starter as equipment_starter
from letters.starting import create_templates as create_letters
from tenancy import members
from tenancy.accounts import prove_address
from tenancy.acting import acting_for
from tenancy.models import Company, Country, User
from tenancy.permissions import Role

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def found(slug: str, name: str, country: str, admin: str) -> tuple[Company, User]:
    """Make a company and its administrator (an e-mail address; the account may exist already).

    Raises ``ValidationError`` naming what is wrong: the address name, the name, the country or the e-mail.
    """
    slug, name, country, admin = slug.strip(), name.strip(), country.strip().upper(), admin.strip().lower()
    _check(slug, name, country, admin)
    with transaction.atomic():
        if Company.objects.filter(slug=slug).exists():
            raise ValidationError(_("The address name “%(slug)s” is taken.") % {"slug": slug})
        home = Country(country)
        company = Company.objects.create(
            slug=slug, name=name, country=home, language=home.language, time_zone=home.time_zone
        )
        user = User.objects.filter(email__iexact=admin).first()
        if user is None:
            user = User.objects.create_user(admin, name=admin.split("@", 1)[0], language=home.language)
        prove_address(user)
        with acting_for(company, source="founding"):
            members.join(company, user, Role.ADMIN)
            equipment_starter.create_types(country)
            contract_starter.create_templates(country)
            create_indices(country)
            create_letters()
    return company, user


def _check(slug: str, name: str, country: str, admin: str) -> None:
    if not SLUG.fullmatch(slug):
        raise ValidationError(
            _("“%(slug)s” cannot be an address name: use small letters, figures and hyphens, 40 at most.")
            % {"slug": slug}
        )
    if not name or len(name) > 120:
        raise ValidationError(_("The name is missing or longer than 120 letters."))
    if country not in Country.values:
        raise ValidationError(
            _("The country “%(country)s” is unknown: give one of %(known)s.")
            % {"country": country, "known": ", ".join(Country.values)}
        )
    try:
        validate_email(admin)
    except ValidationError as wrong:
        raise ValidationError(_("“%(email)s” is no e-mail address.") % {"email": admin}) from wrong
