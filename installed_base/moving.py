"""Machines change place or customer on a day; where they stood before is kept."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Site
from installed_base import due_dates
from installed_base.models import Equipment, Stay
from tenancy.acting import acting_company
from ui import formats


def move(machine: Equipment, customer: Customer, site: Site | None, on: date) -> None:
    """Move one machine to a customer and site as of a day.

    Raises ValidationError when it already moved on that day or later, or is there already.
    """
    if (machine.customer_id, machine.site_id) == (customer.pk, site.pk if site else None):
        raise ValidationError(_("The machine stands there already."))
    _move([machine], customer, on, site=site, keeps_site=False)
    machine.customer, machine.site = customer, site


def pass_to(machines: Iterable[Equipment], customer: Customer, on: date) -> None:
    """Machines stay where they stand and become another customer's as of a day; few queries, however many.

    Raises ValidationError naming a machine that already moved on that day or later.
    """
    _move(list(machines), customer, on, site=None, keeps_site=True)


def standing_at(site: Site, customer: Customer) -> list[Equipment]:
    """A customer's machines in service at a site."""
    found = Equipment.objects.installed().filter(site=site, customer=customer)
    return list(found.select_related("type").order_by("number"))


def names_at(site: Site, customer: Customer) -> list[str]:
    """What a customer's machines at a site are called."""
    return [str(machine) for machine in standing_at(site, customer)]


def pass_on(site: Site, leaving: Customer, arriving: Customer, on: date) -> None:
    """A customer's machines at a site become another's as of a day: the occupant changed."""
    pass_to(standing_at(site, leaving), arriving, on)


def note_change(machine: Equipment, before: Equipment, on: date) -> None:
    """Keep where a machine stood that was put elsewhere in its form.

    One that came in, or moved, on the same day is being corrected: nothing is kept.
    """
    since = arrived_on(before)
    if (since and since >= on) or timezone.localtime(before.created_at).date() >= on:
        return
    Stay.objects.create(
        machine=machine,
        customer=before.customer,
        site=before.site,
        place=_place(before.site),
        since=since,
        until=on,
    )


def arrived_on(machine: Equipment) -> date | None:
    """Since when a machine stands where it stands: its last move, else its commissioning; None when not known."""
    last: date | None = Stay.objects.filter(machine=machine).aggregate(last=Max("until"))["last"]
    return last or machine.commissioned_on


def _move(
    machines: list[Equipment], customer: Customer, on: date, *, site: Site | None, keeps_site: bool
) -> None:
    ids = [machine.pk for machine in machines]
    locked = list(
        Equipment.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("site", "customer")
    )
    moved = dict(
        Stay.objects.filter(machine__in=ids).values_list("machine").annotate(last=Max("until")).order_by()
    )
    stays = []
    for machine in locked:
        since = moved.get(machine.pk) or machine.commissioned_on
        if since and since >= on:
            raise ValidationError(
                _("%(machine)s stands there only since %(day)s: give a later day.")
                % {"machine": machine, "day": formats.day(since)}
            )
        stays.append(
            Stay(
                machine=machine,
                customer=machine.customer,
                site=machine.site,
                place=_place(machine.site),
                since=since,
                until=on,
            )
        )
    Stay.objects.bulk_create(stays)
    rows = Equipment.objects.filter(pk__in=ids)
    if keeps_site:
        rows.update(customer=customer)
    else:
        rows.update(customer=customer, site=site)
    due_dates.refresh(ids, acting_company().today())  # a customer may have a rule of her own


def _place(site: Site | None) -> str:
    return str(site.name or site.one_line)[:300] if site else ""
