"""What people without an account see of letters, by a signed link."""

from django.http import Http404, HttpRequest, HttpResponse

from customers.communication import About
from letters.leaving import about
from letters.models import Letter
from letters.views.documents import pdf_response
from tenancy.links import Link


def show_letter(request: HttpRequest, link: Link) -> HttpResponse:
    """The letter as it was kept; one that is gone is a 404."""
    letter = _letter(link)
    if letter is None:
        raise Http404
    try:
        return pdf_response(letter.document.read(), letter.document.name)
    except FileNotFoundError as gone:
        raise Http404 from gone


def reader(link: Link) -> tuple[int, About | None, str] | None:
    """Whose letter it is, for her log."""
    letter = _letter(link)
    if letter is None:
        return None
    return letter.customer_id, about(letter.contract), str(letter.get_kind_display())


def _letter(link: Link) -> Letter | None:
    return Letter.objects.select_related("document", "contract").filter(pk=link.object_id).first()
