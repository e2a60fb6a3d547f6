"""Somebody else becomes occupant, payer or logbook holder of a site, from a day on; what was stays readable."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import moving_in
from customers.models import Customer, Site, SiteRole
from ui import formats

Role = SiteRole.Role


def holder_of(site: Site, role: str, on: date) -> Customer | None:
    """Who has a role on a day; the site's customer counts as its occupant while nobody is recorded at all."""
    held = site.roles.on(on).filter(role=role).select_related("party").order_by("pk").first()
    if held is not None:
        return held.party
    if role == Role.OCCUPANT and not site.roles.filter(role=role).exists():
        return site.customer
    return None


@transaction.atomic
def change_holder(site: Site, role: str, arriving: Customer, on: date) -> Customer | None:
    """Give a role to somebody from a day on; gives who had it. Her role ends the day before.

    Raises ValidationError when she has it already, or when it is recorded otherwise from that day on.
    """
    leaving = holder_of(site, role, on)
    if leaving == arriving:
        raise ValidationError(_("%(name)s has this role already.") % {"name": arriving})
    later = site.roles.filter(role=role, since__gte=on).order_by("since").first()
    if later is not None:
        raise ValidationError(
            _("%(name)s is recorded with this role from %(day)s: change that entry instead.")
            % {"name": later.party, "day": formats.day(later.since)}
        )
    if leaving is not None:
        held = site.roles.on(on).filter(role=role, party=leaving).first()
        if held is None:  # the site's customer, of whom nobody wrote since when
            held = SiteRole(site=site, party=leaving, role=role)
        held.until = on - timedelta(days=1)
        held.save()
    save_role(SiteRole(site=site, party=arriving, role=role, since=on))
    return leaving


@transaction.atomic
def change_occupant(
    site: Site, arriving: Customer, on: date, *, pass_on: bool = False, holder_too: bool = False
) -> Customer | None:
    """Let somebody move in on a day; gives who left.

    ``pass_on`` lets the machines and the site pass to her where they were the leaving one's; ``holder_too`` makes her
    the logbook holder as well. Raises ValidationError as ``change_holder`` does.
    """
    leaving = change_holder(site, Role.OCCUPANT, arriving, on)
    if holder_too and holder_of(site, Role.HOLDER, on) != arriving:
        change_holder(site, Role.HOLDER, arriving, on)
    if pass_on and leaving is not None:
        moving_in.pass_on(site, leaving, arriving, on)
        if site.customer == leaving:
            site.customer = arriving
            site.save(update_fields=["customer", "updated_at"])
    return leaving


def save_role(role: SiteRole) -> SiteRole:
    """Save a role; raises ValidationError when somebody else has it on some of its days."""
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as clash:
        if "site_one_" in str(clash):
            raise ValidationError(_("Somebody else has this role on some of these days.")) from clash
        if "site_owner_once" in str(clash):
            raise ValidationError(_("Is owner already on some of these days.")) from clash
        raise
    return role
