"""Which technicians may be sent to a customer or to one of her sites."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from customers.models import AllowedTechnician, Customer, Site
from tenancy.models import Technician


def allow_only(technicians: Iterable[Technician], customer: Customer, site: Site | None = None) -> None:
    """Make these the only technicians named for the customer, or for the site; none lets everybody come."""
    named = AllowedTechnician.objects.filter(customer=customer, site=site)
    wanted = {technician.pk for technician in technicians}
    present = set(named.values_list("technician_id", flat=True))
    named.exclude(technician__in=wanted).delete()
    AllowedTechnician.objects.bulk_create(
        [
            AllowedTechnician(customer=customer, site=site, technician_id=key)
            for key in sorted(wanted - present)
        ]
    )


def allow_at(technician: Technician, customers: Iterable[Customer]) -> int:
    """Name a technician for several customers; gives for how many she was not named before.

    Where nobody was named, only she may come from now on.
    """
    rows = list(customers)
    named = set(
        AllowedTechnician.objects.filter(technician=technician, customer__in=rows, site=None)
        .order_by()
        .values_list("customer_id", flat=True)
    )
    new = [AllowedTechnician(customer=row, technician=technician) for row in rows if row.pk not in named]
    AllowedTechnician.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def name_no_more_at(technician: Technician, customers: Iterable[Customer]) -> int:
    """Take a technician's name off several customers; gives of how many."""
    named = AllowedTechnician.objects.filter(technician=technician, customer__in=list(customers), site=None)
    return named.delete()[0]


def with_technicians(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers with ``technicians_named`` read along in one query, for lists that are let out."""
    named = AllowedTechnician.objects.filter(site=None).select_related("technician")
    return customers.prefetch_related(
        Prefetch("allowed_technicians", queryset=named, to_attr="technicians_named")
    )


def may_come(technician: Technician, customer: Customer, site: Site | None = None) -> bool:
    """Whether a technician may be sent: the site's list counts before the customer's; an empty one allows everybody."""
    named = {each.technician_id for each in AllowedTechnician.objects.of(customer, site)}
    return not named or technician.pk in named


def open_to(technician: Technician, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers to whom a technician may be sent: she is named for them, or nobody is."""
    named = AllowedTechnician.objects.filter(customer=OuterRef("pk"), site=None)
    return customers.filter(Exists(named.filter(technician=technician)) | ~Exists(named))
