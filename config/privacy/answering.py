"""That a privacy request was answered, by whom and with what; never with the data itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from customers.models import Customer, PrivacyAnswer, PrivacyRequest
from tenancy.acting import acting


def request_for(customer: Customer, kind: str, on: date) -> PrivacyRequest:
    """The request an answer belongs to: the oldest open one, else one answered today already, else one of today."""
    requests = PrivacyRequest.objects.filter(customer=customer, kind=kind)
    oldest = requests.open().order_by("received_on", "pk").first()
    found = oldest or requests.filter(answers__on=on).order_by("-pk").first()
    return found or PrivacyRequest.objects.create(
        customer=customer, kind=kind, received_on=on, recorded_by=acting().actor
    )


def record(
    request: PrivacyRequest,
    kind: str,
    on: date,
    *,
    counts: Mapping[str, int] | None = None,
    kept: Sequence[Mapping[str, Any]] = (),
    reasons: Sequence[str] = (),
) -> PrivacyAnswer:
    """Keep that a request was answered; the same given twice on one day is one answer."""
    answer, _made = PrivacyAnswer.objects.get_or_create(
        request=request,
        kind=kind,
        on=on,
        defaults={
            "by": acting().actor,
            "counts": dict(counts or {}),
            "kept": [dict(each) for each in kept],
            "reasons": list(reasons),
        },
    )
    return answer
