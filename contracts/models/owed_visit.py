from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.amendment import Amendment
from contracts.models.contract import Contract
from contracts.models.ending import Ending
from contracts.models.line import Line
from contracts.models.suspension import Suspension
from contracts.models.term import Term
from tenancy.owned import CompanyOwned, OwnedForeignKey
from ui import formats


class OwedVisitQuerySet(models.QuerySet["OwedVisit"]):
    """Visits contracts promised."""

    def open(self) -> Self:
        """Visits neither done nor withdrawn, by an amendment or by the end of their contract."""
        return self.filter(done_on=None, withdrawn_on=None, ending=None)

    def late(self, on: date) -> Self:
        """Open visits whose window ended before the day."""
        return self.open().filter(window_ends_on__lt=on).awake(on)

    def within(self, on: date, days: int) -> Self:
        """Open visits whose window begins within so many days of ``on``, late ones included."""
        last = date.fromordinal(on.toordinal() + days)
        return self.open().filter(window_starts_on__lte=last).awake(on)

    def awake(self, on: date) -> Self:
        """Without those of contracts suspended on the day: nobody waits for them."""
        return self.exclude(contract__in=Suspension.objects.on(on).order_by().values("contract"))


class OwedVisit(CompanyOwned):
    """A visit a term promises, with the window to do it in and the slice of the term it stands for."""

    class Done(models.TextChoices):
        """How it is known that the visit was made."""

        IMPORT = "import", _("Import")
        REPORT = "report", _("Technician's report")
        OFFICE = "office", _("Office")

    contract = OwnedForeignKey(Contract, related_name="owed_visits", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="owed_visits", verbose_name=_("term"))
    line = OwnedForeignKey(Line, related_name="owed_visits", verbose_name=_("line"))
    number = models.PositiveSmallIntegerField(_("number"))
    slice_starts_on = models.DateField(_("slice from"))
    slice_ends_on = models.DateField(_("slice to"))
    window_starts_on = models.DateField(_("from"))
    window_ends_on = models.DateField(_("to"))
    # The last day of its window before the end of the contract cut it.
    cut_from = models.DateField(null=True, editable=False)
    done_on = models.DateField(_("done on"), null=True)
    done_by = models.CharField(_("known from"), max_length=6, choices=Done.choices, blank=True)
    done_reference = models.CharField(_("reference"), max_length=60, blank=True)
    ending = OwnedForeignKey(
        Ending, null=True, editable=False, related_name="visits", verbose_name=_("withdrawn by")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)
    amendment = OwnedForeignKey(
        Amendment, null=True, related_name="withdrawn_visits", verbose_name=_("amendment")
    )

    objects = OwedVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("owed visit")
        verbose_name_plural = _("owed visits")
        ordering = ["window_ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "term", "line", "number"], name="owed_visit_once"),
            models.CheckConstraint(
                condition=Q(window_ends_on__gte=F("window_starts_on")), name="owed_visit_window"
            ),
            models.CheckConstraint(
                condition=Q(slice_ends_on__gte=F("slice_starts_on")), name="owed_visit_slice"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(ending=None), name="owed_visit_done_or_over"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(done_on=None), name="owed_visit_done_or_withdrawn"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "window_ends_on"], condition=Q(done_on=None), name="owed_visit_open"
            ),
            models.Index(fields=["company", "contract"], name="owed_visit_of_contract"),
        ]

    def __str__(self) -> str:
        return f"{formats.day(self.window_starts_on)} – {formats.day(self.window_ends_on)}"

    def close(self, *, on: date, by: str, reference: str = "") -> None:
        """Mark the visit done on a day; a visit already done stays as it was."""
        OwedVisit.objects.open().filter(pk=self.pk).update(done_on=on, done_by=by, done_reference=reference)
        self.refresh_from_db()
