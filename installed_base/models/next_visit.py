from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.models.equipment import Equipment
from tenancy.acting import acting
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class NextVisitNoteQuerySet(models.QuerySet["NextVisitNote"]):
    """Notes for next visits."""

    def open(self) -> Self:
        """Those still to be done."""
        return self.filter(state=NextVisitNote.State.OPEN)


class NextVisitNote(CompanyOwned):
    """Something to do at the next visit: done, put off with a reason, or dropped with one."""

    history = Tracked()

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", gettext_lazy("To do")
        DONE = "done", gettext_lazy("Done")
        DROPPED = "dropped", gettext_lazy("Dropped")

    machine = OwnedForeignKey(
        Equipment, models.CASCADE, related_name="next_visit_notes", verbose_name=gettext_lazy("machine")
    )
    text = models.CharField(gettext_lazy("what to do"), max_length=500)
    asked_on = models.DateField(gettext_lazy("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    not_before = models.DateField(gettext_lazy("put off until"), null=True, blank=True)
    state = models.CharField(gettext_lazy("state"), max_length=7, choices=State.choices, default=State.OPEN)
    reason = models.CharField(gettext_lazy("reason"), max_length=200, blank=True)
    settled_on = models.DateField(gettext_lazy("settled on"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = NextVisitNoteQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("note for the next visit")
        verbose_name_plural = gettext_lazy("notes for the next visit")
        ordering = ["machine", "asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="next_visit_note_settled_has_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "machine"], condition=Q(state="open"), name="next_visit_note_open"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def done(self, on: date) -> None:
        """It was done on a day, says whoever acts. Raises ValidationError when it was settled before."""
        self._settle(self.State.DONE, on, "")

    def drop(self, on: date, reason: str) -> None:
        """It need not be done any more. Raises ValidationError when it was settled before."""
        self._settle(self.State.DROPPED, on, reason)

    def postpone(self, until: date, reason: str) -> None:
        """Not at a visit before that day. Raises ValidationError when it was settled before."""
        self._still_open()
        self._keep(not_before=until, reason=reason)

    def reopen(self) -> None:
        """It is to be done after all."""
        self._keep(state=self.State.OPEN, settled_on=None, settled_by=None, reason="", not_before=None)

    def _settle(self, state: str, on: date, reason: str) -> None:
        self._still_open()
        self._keep(state=state, settled_on=on, settled_by=acting().actor, reason=reason)

    def _still_open(self) -> None:
        if self.state != self.State.OPEN:
            raise ValidationError(_("This note was settled already."))

    def _keep(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
