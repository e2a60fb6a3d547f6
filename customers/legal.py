"""Privacy requests are papers the firm must be able to show: how it answered, and when."""

from collections.abc import Collection, Iterator

from customers.models import PrivacyAnswer, PrivacyRequest
from tenancy import standing
from tenancy.addresses import page_or_nothing
from tenancy.standing import LegalDocument
from ui import formats


def requests_that_stand(ids: Collection[int]) -> Iterator[LegalDocument]:
    """All of them."""
    for request in PrivacyRequest.objects.filter(pk__in=ids):
        day = formats.day(request.received_on)
        yield LegalDocument(
            PrivacyRequest._meta.verbose_name or "", day, page_or_nothing("privacy_request", request.pk) or ""
        )


def answers_that_stand(ids: Collection[int]) -> Iterator[LegalDocument]:
    """Their requests speak for them."""
    return iter(())


def register() -> None:
    """Make them known."""
    standing.register(PrivacyRequest, requests_that_stand)
    standing.register(PrivacyAnswer, answers_that_stand)
