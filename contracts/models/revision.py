from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.conditions import RenewalPrice
from contracts.models.contract import Contract
from contracts.models.line import Line
from contracts.models.term import Term
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui import formats


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Prices settled for terms to come."""

    def standing(self) -> Self:
        """Those nobody took back."""
        return self.filter(withdrawn_at=None)

    def applied(self) -> Self:
        """Those whose term is written."""
        return self.filter(
            Exists(Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("term_number")))
        )


class Revision(CompanyOwned):
    """The price of a contract's next term, settled before its notice is written and never computed again.

    Until its term is written it may be taken back; the row stays. One that stands a term.
    """

    class Origin(models.TextChoices):
        """Who settled it."""

        NIGHT = "night", _("Night job")
        OFFICE = "office", _("Office")
        RENEWAL = "renewal", _("At the renewal")

    history = Tracked(rights={"old_fee": Right.FEES_VIEW, "new_fee": Right.FEES_VIEW})

    contract = OwnedForeignKey(Contract, related_name="revisions", verbose_name=_("contract"))
    term_number = models.PositiveSmallIntegerField(_("term"))
    effective_on = models.DateField(_("fee from"))
    known_on = models.DateField(_("values known on"))
    price_rule = models.CharField(_("fee at renewal"), max_length=7, choices=RenewalPrice.choices)
    old_fee = models.DecimalField(_("fee before"), max_digits=10, decimal_places=2)
    new_fee = models.DecimalField(_("new fee"), max_digits=10, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    how = models.CharField(_("settled by"), max_length=7, choices=Origin.choices)
    prepared_at = models.DateTimeField(_("settled"), auto_now_add=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("price revision")
        verbose_name_plural = _("price revisions")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "contract", "term_number"],
                condition=Q(withdrawn_at=None),
                name="revision_once_a_term",
            ),
            models.CheckConstraint(condition=Q(old_fee__gte=0, new_fee__gte=0), name="revision_not_negative"),
            models.CheckConstraint(
                condition=Q(known_on__lte=F("effective_on")), name="revision_known_before"
            ),
        ]

    def __str__(self) -> str:
        return formats.day(self.effective_on)


class RevisionLine(CompanyOwned):
    """What a revision made of one line: its base, the values used, the coefficient, both fees. Frozen."""

    frozen = True

    revision = OwnedForeignKey(Revision, related_name="lines", verbose_name=_("price revision"))
    line = OwnedForeignKey(Line, related_name="revision_lines", verbose_name=_("line"))
    old_fee = models.DecimalField(_("fee before"), max_digits=10, decimal_places=2)
    new_fee = models.DecimalField(_("new fee"), max_digits=10, decimal_places=2)
    base_fee = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True)
    coefficient = models.DecimalField(_("coefficient"), max_digits=12, decimal_places=6, null=True)
    fixed_part = models.DecimalField(_("fixed part"), max_digits=5, decimal_places=4, null=True)
    limited_by = models.CharField(_("limited by"), max_length=9, blank=True)
    values = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a price revision")
        verbose_name_plural = _("lines of a price revision")
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "revision", "line"], name="revision_line_once"),
            models.CheckConstraint(
                condition=Q(old_fee__gte=0, new_fee__gte=0), name="revision_line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.line_id)
