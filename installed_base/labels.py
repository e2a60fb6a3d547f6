"""Labels to stick on machines: A4 sheets of 3 × 8, each with a code that opens the card after sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from installed_base.forms.labels import PLACES
from installed_base.models import Equipment, Plant
from tenancy.acting import acting_company
from tenancy.addresses import company_url
from ui import pdf

MOST = 40 * PLACES
STYLE = ("installed_base/labels.css",)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label beside its code."""

    address: str
    title: str
    lines: tuple[str, ...]

    @property
    def code(self) -> SafeString:
        """The QR code as SVG, to stand in the page."""
        made = segno.make(self.address, error="m", micro=False)
        return mark_safe(made.svg_inline(border=0, omitsize=True))  # noqa: S308 - drawn here


def of_machines(ids: Sequence[int]) -> list[Label]:
    """A label for each machine, in the order given."""
    company = acting_company()
    found = {
        machine.pk: machine for machine in Equipment.objects.filter(pk__in=list(ids)).select_related("type")
    }
    return [
        Label(
            company_url(company, "equipment:detail", pk),
            found[pk].number,
            (found[pk].name, found[pk].serial, found[pk].location),
        )
        for pk in ids
        if pk in found
    ]


def of_plants(ids: Sequence[int]) -> list[Label]:
    """A label for each plant, in the order given."""
    company = acting_company()
    found = {
        plant.pk: plant for plant in Plant.objects.filter(pk__in=list(ids)).select_related("site__customer")
    }
    return [
        Label(
            company_url(company, "plants:detail", pk),
            found[pk].name,
            (found[pk].customer.name, found[pk].catasto_code),
        )
        for pk in ids
        if pk in found
    ]


def sheets(labels: Sequence[Label], start: int) -> list[list[Label | None]]:
    """The labels in sheets of 24 places; those before ``start`` on the first stay empty."""
    places: list[Label | None] = [*[None] * (start - 1), *labels]
    return [places[first : first + PLACES] for first in range(0, len(places), PLACES)]


def labels_pdf(labels: Sequence[Label], start: int) -> bytes:
    """The sheets as PDF."""
    company = acting_company()
    html = get_template("installed_base/pdf/labels.html").render(
        {"sheets": sheets(labels, start), "company": company, "language": get_language()}
    )
    return pdf.render(html, STYLE)


def response(labels: Sequence[Label], start: int) -> HttpResponse:
    """The sheets to look at in the browser."""
    return HttpResponse(
        labels_pdf(labels, start),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'inline; filename="labels.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
