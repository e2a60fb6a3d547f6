from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.amendment import Amendment
from contracts.models.billing_period import AlreadySettled
from contracts.models.contract import Contract
from contracts.models.ending import Ending
from contracts.models.suspension import Suspension
from contracts.models.term import Term
from tenancy.models import User
from tenancy.owned import CompanyOwned, OwnedForeignKey


class CreditQuerySet(models.QuerySet["Credit"]):
    """Amounts to give back."""

    def open(self) -> Self:
        """Credits nobody has given yet."""
        return self.filter(given_on=None)

    def due(self) -> Self:
        """Those the law wants given by a day."""
        return self.filter(ending__refund_due_on__isnull=False)


class Credit(CompanyOwned):
    """What an amendment, a suspension or an end takes off periods that were charged before: given back once.

    No billing period: nothing is charged, so fees due never count it.
    """

    contract = OwnedForeignKey(Contract, related_name="credits", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="credits", verbose_name=_("term"))
    amendment = OwnedForeignKey(Amendment, null=True, related_name="credits", verbose_name=_("amendment"))
    suspension = OwnedForeignKey(Suspension, null=True, related_name="credits", verbose_name=_("suspension"))
    ending = OwnedForeignKey(Ending, null=True, related_name="credits", verbose_name=_("end of a contract"))
    amount = models.DecimalField(_("net amount"), max_digits=10, decimal_places=2)
    given_on = models.DateField(_("given on"), null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_reference = models.CharField(_("reference"), max_length=200, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit to give")
        verbose_name_plural = _("credits to give")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "amendment", "term"], name="credit_once"),
            models.UniqueConstraint(
                fields=["company", "suspension", "term"], name="credit_of_suspension_once"
            ),
            models.UniqueConstraint(fields=["company", "ending", "term"], name="credit_of_ending_once"),
            models.CheckConstraint(
                condition=Q(amendment=None, suspension__isnull=False, ending=None)
                | Q(amendment__isnull=False, suspension=None, ending=None)
                | Q(amendment=None, suspension=None, ending__isnull=False),
                name="credit_of_one",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_above_zero"),
        ]
        indexes = [models.Index(fields=["company", "contract"], name="credit_of_contract")]

    def __str__(self) -> str:
        return str(self.amount)

    @property
    def is_of_replacement(self) -> bool:
        """Whether another contract took the place of its own."""
        return self.ending is not None and self.ending.kind == Ending.Kind.REPLACEMENT

    @property
    def due_on(self) -> date | None:
        """The day the law wants it given by, where it says one."""
        return self.ending.refund_due_on if self.ending is not None else None

    def give(self, *, on: date, by: User | None, reference: str) -> None:
        """Record that it was given, by which paper. Raises ``AlreadySettled`` when somebody was quicker."""
        moved = (
            Credit.objects.open()
            .filter(pk=self.pk)
            .update(given_on=on, given_by=by, given_reference=reference)
        )
        if not moved:
            raise AlreadySettled(str(self))
        self.refresh_from_db()
