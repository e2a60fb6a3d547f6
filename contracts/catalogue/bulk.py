"""What can be done to many items of the catalogue, or prices of a list, at once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.dates.fees import raised
from contracts.forms.price_list import RaiseForm
from contracts.models import Price, Service
from tenancy.acting import acting_company
from tenancy.inserting import update
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome

LARGEST = Decimal("99999999.99")


class ArchiveServices(BulkAction):
    """Withdraw items from sale."""

    name = "archive"
    label = gettext_lazy("Archive")
    right = Right.TEMPLATES_EDIT
    icon = "archive"
    explanation = gettext_lazy(
        "They can no longer be chosen. Contracts and price lists that have them keep them."
    )

    def outcome(self, row: Service) -> Outcome:
        """Once is enough."""
        if row.archived_on:
            return Outcome(row, _("Is archived already."), will=False)
        return Outcome(row, _("Will be archived."))

    def run(self, rows: Sequence[Service], form: Any = None) -> str:
        """As of today."""
        done = Service.objects.filter(pk__in=[row.pk for row in rows]).archive(acting_company().today())
        return ngettext("%(count)s item archived.", "%(count)s items archived.", done) % {"count": done}


class OfferServices(BulkAction):
    """Offer items again."""

    name = "offer"
    label = gettext_lazy("Offer again")
    right = Right.TEMPLATES_EDIT
    icon = "archive-off"
    style = "secondary"

    def outcome(self, row: Service) -> Outcome:
        """Only those archived."""
        if not row.archived_on:
            return Outcome(row, _("Is offered."), will=False)
        return Outcome(row, _("Will be offered again."))

    def run(self, rows: Sequence[Service], form: Any = None) -> str:
        """Offer them."""
        done = Service.objects.filter(pk__in=[row.pk for row in rows]).archive(None)
        return ngettext("%(count)s item offered again.", "%(count)s items offered again.", done) % {
            "count": done
        }


class RaisePrices(BulkAction):
    """Raise prices of a list by a percent, where they stand."""

    name = "raise"
    label = gettext_lazy("Raise by a percentage")
    right = Right.TEMPLATES_EDIT
    icon = "trending-up"
    explanation = gettext_lazy(
        "Changes the prices of this list itself. To raise them from a day on, carry the list on into a new period."
    )
    form_class = RaiseForm

    def outcome(self, row: Price) -> Outcome:
        """What it is now."""
        return Outcome(
            row, _("Now: %(price)s") % {"price": formats.money(row.amount, acting_company().currency)}
        )

    def run(self, rows: Sequence[Price], form: Any = None) -> str:
        """In one statement. Raises ValidationError when one would no longer fit."""
        percent, step = form.cleaned_data["percent"], form.cleaned_data["step"]
        for row in rows:
            row.amount = raised(row.amount, percent, step)
            if row.amount > LARGEST:
                raise ValidationError(_("With this percentage a price becomes too large."))
        update(list(rows), ["amount"])
        return ngettext("%(count)s price raised.", "%(count)s prices raised.", len(rows)) % {
            "count": len(rows)
        }


class RemovePrices(BulkAction):
    """Take prices off their list."""

    name = "remove"
    label = gettext_lazy("Take off the list")
    right = Right.TEMPLATES_EDIT
    icon = "trash"
    style = "danger"
    explanation = gettext_lazy(
        "For customers of a group the price for everybody counts then. The history keeps the price."
    )

    def outcome(self, row: Price) -> Outcome:
        """What goes."""
        return Outcome(
            row, _("Now: %(price)s") % {"price": formats.money(row.amount, acting_company().currency)}
        )

    def run(self, rows: Sequence[Price], form: Any = None) -> str:
        """Delete them."""
        Price.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return ngettext("%(count)s price taken off.", "%(count)s prices taken off.", len(rows)) % {
            "count": len(rows)
        }
