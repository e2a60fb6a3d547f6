"""How values of files of contracts and prices are written when they are shown beside those kept."""

from decimal import Decimal

from django.utils.dates import MONTHS

from contracts.models import DueRule, IndexValue, RenewalControl, RenewalKind, Service, VisitCadence
from contracts.models.conditions import Conditions
from tenancy.acting import acting_company
from ui import formats
from ui.spreadsheets.showing import labelled

RENEWAL = labelled(dict(RenewalKind.choices))
DUE = labelled(dict(DueRule.choices))
CONTROL = labelled(dict(RenewalControl.choices))
CADENCE = labelled(dict(VisitCadence.choices))
# The whole term is kept as no step, and read from a file as 0 months.
STEP = labelled({step or 0: label for step, label in Conditions.BILLING_STEPS})
MONTH = labelled(MONTHS)
KIND = labelled(dict(Service.Kind.choices))
UNIT = labelled(dict(Service.Unit.choices))
STATUS = labelled(dict(IndexValue.Status.choices))


def money(value: str) -> str:
    """A net amount in the currency of the acting company."""
    return formats.money(Decimal(value), acting_company().currency)
