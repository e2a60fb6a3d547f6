"""What stands in the tables, to hold against the expectation."""

from typing import Any


def written(slug: str) -> dict[str, Any]:
    """How many rows a company has of each kind, and the sum of its billing periods."""
    from django.db.models import Sum

    from contracts.models import BillingPeriod, Contract, Notice, OwedVisit, Term
    from customers.models import Customer
    from installed_base.models import Equipment
    from tenancy.acting import acting_for
    from tenancy.models import Company

    with acting_for(Company.objects.get(slug=slug), source="bench"):
        return {
            "customers": Customer.objects.count(),
            "equipment": Equipment.objects.count(),
            "contracts": Contract.objects.count(),
            "terms": Term.objects.count(),
            "periods": BillingPeriod.objects.count(),
            "visits": OwedVisit.objects.count(),
            "notices": Notice.objects.count(),
            "ended": Contract.objects.filter(ended_on__isnull=False).count(),
            "net": str(BillingPeriod.objects.aggregate(net=Sum("amount"))["net"]),
        }


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What is not as expected: by name, found and expected."""
    return {name: (found.get(name), value) for name, value in expected.items() if found.get(name) != value}
