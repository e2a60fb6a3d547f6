from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from installed_base.models.of_type import OfType, limits_in_order
from tenancy.triggers import Tracked


class ChecklistItem(OfType):
    """Something checked or measured at a visit to a machine of a type.

    One that is changed is withdrawn and made anew, so that reports keep what was asked.
    """

    history = Tracked(hidden=("position",))

    class Kind(models.TextChoices):
        """What is answered."""

        CHECK = "check", _("Yes, no or not applicable")
        MEASURE = "measure", _("Measure")

    text = models.CharField(_("what to check"), max_length=200)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.CHECK)

    class Meta(OfType.Meta):
        abstract = False
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints: ClassVar = [limits_in_order("checklist_item_limits")]

    def __str__(self) -> str:
        return self.text

    def replaced_by(self, changed: "ChecklistItem", on: date) -> "ChecklistItem":
        """Withdraw it as of a day, and ask what ``changed`` says in its place; gives the new item."""
        self.withdraw(on)
        return ChecklistItem.objects.create(
            type=self.type,
            position=self.position,
            text=changed.text,
            kind=changed.kind,
            unit=changed.unit,
            smallest=changed.smallest,
            largest=changed.largest,
        )
