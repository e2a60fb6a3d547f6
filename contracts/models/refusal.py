from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models.along import EndsAlong
from contracts.models.contract import Contract
from contracts.models.term import Term
from tenancy.owned import OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats
from ui.days import days_in_reach


class Refusal(EndsAlong):
    """The renewal was refused: the contract ends when the term it stands for ends."""

    class Channel(models.TextChoices):
        """How the refusal came."""

        LETTER = "letter", _("Letter")
        REGISTERED = "registered", _("Registered letter")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        REPORT = "report", _("Technician's report")
        PAGE = "page", _("Customer's page")
        IMPORTED = "imported", _("As the old software says")

    history = Tracked()

    contract = OwnedForeignKey(Contract, related_name="refusals", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="refusals", verbose_name=_("term"))
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    late = models.BooleanField(_("after the last day to refuse"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["-received_on", "-pk"]
        constraints = [
            days_in_reach("received_on", name="refusal_days_in_reach"),
            models.UniqueConstraint(
                fields=["company", "contract"],
                condition=models.Q(withdrawn_on=None),
                name="refusal_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return formats.day(self.received_on)
