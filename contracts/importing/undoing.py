"""What of imported contracts shows that they were worked with since, and what is part of them."""

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.models import (
    BillingPeriod,
    Block,
    Contract,
    ContractTemplate,
    Line,
    Notice,
    OwedVisit,
    Refusal,
    TemplateVersion,
    Term,
)

#: what people know by itself; everything else is part of one of these
ROOTS: tuple[type[Model], ...] = (Contract, ContractTemplate)
#: rows that go and stay with their contract, though deleting it does not take them along
PARTS: tuple[tuple[type[Model], str], ...] = (
    *((model, "contract") for model in (Line, Term, BillingPeriod, OwedVisit, Notice, Refusal, Block)),
    (TemplateVersion, "template"),
)
#: rows the night makes by itself, which are no reason to keep a contract
PREPARED: dict[type[Model], Q] = {Notice: Q(sent_on=None)}
#: changes the history does not keep, with what they say
TOUCHED: tuple[tuple[type[Model], Q, str | Promise], ...] = (
    (
        BillingPeriod,
        Q(settled_by__isnull=False) | Q(state__in=[BillingPeriod.State.BILLED, BillingPeriod.State.WAIVED]),
        _("fees were billed or closed since"),
    ),
    (
        OwedVisit,
        Q(done_on__isnull=False) & ~Q(done_by=OwedVisit.Done.IMPORT),
        _("visits were made since"),
    ),
)
