from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.dates import withdrawal


class State(models.TextChoices):
    """Where a contract stands on a day; computed, never stored."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    UPCOMING = "upcoming", _("Upcoming")
    ACTIVE = "active", _("Active")
    ENDING = "ending", _("Ending")
    ENDED = "ended", _("Ended")


class EndReason(models.TextChoices):
    """Why a contract ended."""

    EXPIRED = "expired", _("Came to its end")
    REFUSED = "refused", _("Renewal refused")
    NOT_RENEWED = "not_renewed", _("Express renewal not given")
    WITHDRAWN = "withdrawn", _("Withdrawal")
    TERMINATED = "terminated", _("Terminated")
    BREACH = "breach", _("Terminated for breach")
    REPLACED = "replaced", pgettext_lazy("contract", "Replaced by a new contract")


class Conclusion(models.TextChoices):
    """Where and how a contract was concluded."""

    ON_PREMISES = withdrawal.Conclusion.ON_PREMISES, _("At our premises")
    OFF_PREMISES = withdrawal.Conclusion.OFF_PREMISES, _("At the customer’s home or elsewhere")
    UNREQUESTED_VISIT = withdrawal.Conclusion.UNREQUESTED_VISIT, _("At home, on a visit nobody asked for")
    DISTANCE_ONLINE = withdrawal.Conclusion.DISTANCE_ONLINE, _("Online")
    DISTANCE_PHONE = withdrawal.Conclusion.DISTANCE_PHONE, _("By telephone, mail or e-mail")
