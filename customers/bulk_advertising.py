"""What many customers said about advertising, such as on a pile of forms."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers import advertising
from customers.forms.advertising import AdvertisingForm
from customers.models import Customer
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class SetAdvertising(BulkAction):
    """Record what customers said about advertising."""

    name = "advertising"
    label = gettext_lazy("Record the wish about advertising")
    right = Right.CUSTOMERS_EDIT
    icon = "speakerphone"
    style = "secondary"
    explanation = gettext_lazy(
        "Only who agreed gets advertising. Letters about a contract are written to everybody."
    )
    form_class = AdvertisingForm

    def outcomes(self, rows: Sequence[Customer]) -> list[Outcome]:
        """Each row says what is known."""
        known = advertising.wishes_of([row.pk for row in rows])
        return [
            Outcome(row, str(known[row.pk]) if row.pk in known else _("Nothing is known yet."))
            for row in rows
        ]

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Keep it of each who did not say the same last."""
        done = advertising.record([row.pk for row in rows], **form.said)
        return ngettext("%(count)s customer changed.", "%(count)s customers changed.", done) % {"count": done}
