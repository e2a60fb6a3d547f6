from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.along import EndsAlong
from contracts.models.contract import Contract
from tenancy.owned import OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui import formats
from ui.days import days_in_reach


class EndingQuerySet(models.QuerySet["Ending"]):
    """Withdrawals and terminations."""

    def in_force(self) -> Self:
        """Those nobody undid."""
        return self.filter(undone_on=None)

    def to_refund(self) -> Self:
        """Those that owe the customer money not given back yet."""
        return self.in_force().filter(refund__gt=0, refunded_on=None)


class Ending(EndsAlong):
    """A contract ended before its term did: withdrawal, termination, termination for breach, replacement; one row.

    ``last_day`` is the last day of the contract (of a withdrawal: the day it was received). The billing periods and
    visits it withdrew point at it. Refusing the next term is another thing (``Refusal``). What was charged for days not
    served becomes credits of it, due by ``refund_due_on``; where the office gave back another amount than the computed
    one, both it and the reason are kept. ``refund`` is what used to be typed instead: read, and no longer written.
    """

    class Kind(models.TextChoices):
        """What happened in law."""

        WITHDRAWAL = "withdrawal", _("Withdrawal")
        TERMINATION = "termination", pgettext_lazy("contract", "Termination")
        BREACH = "breach", _("Termination for breach")
        REPLACEMENT = "replacement", _("Replacement by a new contract")

    class Side(models.TextChoices):
        """Who ended it."""

        CUSTOMER = "customer", _("Customer")
        FIRM = "firm", _("Our firm")
        BOTH = "both", _("Both, by agreement")

    class Channel(models.TextChoices):
        """How it came, or went."""

        LETTER = "letter", _("Letter")
        REGISTERED = "registered", _("Registered letter")
        EMAIL = "email", _("E-mail")
        PEC = "pec", _("Certified e-mail (PEC)")
        FORM = "form", _("Withdrawal form")
        PAGE = "page", _("Customer's page")
        PHONE = "phone", _("Telephone")

    class Running(models.TextChoices):
        """What becomes of the billing period the last day cuts."""

        PRORATED = "prorated", _("Charged up to the last day only")
        KEPT = "kept", _("Charged in full")
        WAIVED = "waived", _("Not charged at all")

    history = Tracked(rights={"refund": Right.FEES_VIEW, "credit_computed": Right.FEES_VIEW})

    contract = OwnedForeignKey(Contract, related_name="endings", verbose_name=_("contract"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    side = models.CharField(_("ended by"), max_length=8, choices=Side.choices)
    received_on = models.DateField(_("received or sent on"))
    last_day = models.DateField(_("last day"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    reason = models.CharField(_("reason"), max_length=300)
    running = models.CharField(_("running period"), max_length=8, choices=Running.choices)
    refund = models.DecimalField(
        _("to refund, VAT included"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    refund_due_on = models.DateField(_("refund due by"), null=True, blank=True)
    refunded_on = models.DateField(_("refunded on"), null=True, blank=True)
    credit_computed = models.DecimalField(
        _("credit as computed, net"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    credit_reason = models.CharField(_("why another credit"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    undone_on = models.DateField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_reason = models.CharField(_("why undone"), max_length=200, blank=True)

    objects = EndingQuerySet.as_manager()

    class Meta:
        verbose_name = _("end of a contract")
        verbose_name_plural = _("ends of contracts")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            days_in_reach(
                "received_on", "last_day", "refund_due_on", "refunded_on", name="ending_days_in_reach"
            ),
            models.UniqueConstraint(
                fields=["company", "contract"], condition=Q(undone_on=None), name="ending_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(refund=None) | Q(refund__gt=0, refund_due_on__isnull=False),
                name="ending_refund_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(refunded_on=None) | Q(refund__isnull=False), name="ending_refunded_what_was_owed"
            ),
            models.CheckConstraint(
                condition=Q(credit_computed=None, credit_reason="")
                | Q(credit_computed__isnull=False) & ~Q(credit_reason=""),
                name="ending_other_credit_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawal") | Q(last_day=models.F("received_on"), side="customer"),
                name="ending_withdrawal_at_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "refund_due_on"],
                condition=Q(undone_on=None, refunded_on=None, refund__isnull=False),
                name="ending_to_refund",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {formats.day(self.last_day)}"
