"""The page behind the link in advertising: whoever got it says that she wants no more, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers import advertising
from customers.communication import About
from customers.models import AdvertisingWish, Customer
from tenancy.acting import acting_company
from tenancy.links import Link


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """The question; a POST keeps the answer. A mail program that only looks changes nothing."""
    customer = Customer.objects.filter(pk=link.object_id).first()
    if customer is None:
        raise Http404
    company = acting_company()
    with override(customer.letter_language):
        if request.method == "POST":
            advertising.record(
                [customer.pk],
                wanted=False,
                on=company.today(),
                source=AdvertisingWish.Source.LINK,
            )
        wish = advertising.wish_of(customer)
        done = wish is None or not wish.wanted
        title = _("You get no more advertising") if done else _("No more advertising?")
        return render(
            request, "customers/no_advertising.html", {"title": title, "company": company, "done": done}
        )


def reader(link: Link) -> tuple[int, About | None, str] | None:
    """Whose link it is, for her log."""
    customer = Customer.objects.filter(pk=link.object_id).first()
    return (customer.pk, None, _("no more advertising")) if customer else None
