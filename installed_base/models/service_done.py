from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from installed_base.duties.clocks import Service
from installed_base.duty_words import SERVICES
from installed_base.models.equipment import Equipment
from tenancy.models import Technician
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats


class ServiceDone(CompanyOwned):
    """A service that was done on a machine: it moves the machine's due dates."""

    class Source(models.TextChoices):
        """How it is known."""

        OFFICE = "office", _("Office")
        IMPORT = "import", _("Import")
        REPORT = "report", _("Technician's report")

    history = Tracked()

    equipment = OwnedForeignKey(Equipment, models.CASCADE, related_name="services", verbose_name=_("machine"))
    on = models.DateField(_("done on"))
    what = models.CharField(_("service"), max_length=10, choices=SERVICES, default=Service.CARE.value)
    technician = OwnedForeignKey(
        Technician, null=True, blank=True, related_name="services", verbose_name=_("technician")
    )
    done_by = models.CharField(
        _("by somebody else"), max_length=120, blank=True, help_text=_("Such as another firm.")
    )
    source = models.CharField(
        _("known from"), max_length=6, choices=Source.choices, default=Source.OFFICE, editable=False
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("service done")
        verbose_name_plural = _("services done")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "equipment", "what", "on"], name="service_once_a_day")
        ]
        indexes = [models.Index(fields=["company", "equipment", "-on"], name="service_of_machine")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {formats.day(self.on)}"

    @property
    def who(self) -> str:
        """Who did it, as far as is known."""
        return str(self.technician or self.done_by or "")
