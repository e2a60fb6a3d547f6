from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from tenancy.overlapping import days, same
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked


class TermQuerySet(models.QuerySet["Term"]):
    """Terms of the acting company's contracts."""

    def containing(self, on: date) -> Self:
        """The terms that run on a day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class Term(CompanyOwned):
    """A renewal period: written once by signature, import or renewal, with its periods, visits and notice dates.

    ``annual_fee`` is the yearly net fee in force, ``fee`` what the term costs (shorter terms pro rata by days).
    """

    class Origin(models.TextChoices):
        """How a term began."""

        SIGNATURE = "signature", _("Signature")
        IMPORT = "import", _("Import")
        NIGHTLY = "nightly", _("Night job")
        REPORT = "report", _("Technician's report")
        OFFICE = "office", _("Office")

    # Terms are written once; a suspension, an amendment or an undone renewal changes them all the same.
    history = Tracked(
        hidden=("written_at", "written_by_id"), rights={"annual_fee": Right.FEES_VIEW, "fee": Right.FEES_VIEW}
    )

    contract = OwnedForeignKey(Contract, related_name="terms", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    annual_fee = models.DecimalField(_("yearly fee, net"), max_digits=10, decimal_places=2)
    fee = models.DecimalField(_("fee of the term, net"), max_digits=10, decimal_places=2)
    origin = models.CharField(_("began by"), max_length=9, choices=Origin.choices)
    origin_reference = models.CharField(_("reference"), max_length=60, blank=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    renewed_on = models.DateField(_("renewal agreed on"), null=True)
    renewable = models.BooleanField(_("may be followed by another"), default=True)
    refuse_by = models.DateField(_("last day to refuse"))
    notice_opens_on = models.DateField(_("notice from"))
    notice_closes_on = models.DateField(_("notice until"))
    notice_prepare_on = models.DateField(_("notice prepared from"))
    notice_target_on = models.DateField(_("notice wanted by"))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "contract", "number"], name="term_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"),
            models.CheckConstraint(condition=Q(fee__gte=0, annual_fee__gte=0), name="term_fee_not_negative"),
            ExclusionConstraint(
                name="terms_never_overlap",
                expressions=[same("contract"), days("starts_on", "ends_on")],
                violation_error_message=_(
                    "The contract has a term on some of these days already: it was renewed in the meantime."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "notice_prepare_on", "notice_closes_on"], name="term_notice_window"
            ),
            models.Index(fields=["company", "ends_on"], name="term_end"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def is_renewed(self, on: date) -> bool:
        """Whether an answer had renewed it by the day: the next term is not tacit then, and no notice is needed."""
        return self.renewed_on is not None and self.renewed_on <= on
