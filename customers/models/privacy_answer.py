from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.privacy_request import PrivacyRequest
from tenancy.owned import CompanyOwned, OwnedForeignKey


class PrivacyAnswer(CompanyOwned):
    """What was answered to a privacy request: frozen, and without any of the data it was about.

    ``counts`` are rows given or deleted by table; ``kept`` what the law keeps, each with ``what``, ``name``, ``count``,
    ``why`` and ``until`` (ISO); ``reasons`` the numbers of contracts that made it be refused.
    """

    frozen = True

    class Kind(models.TextChoices):
        """How it was answered."""

        DATA_FILE = "data_file", pgettext_lazy("privacy answer", "Data file given")
        PAPER = "paper", pgettext_lazy("privacy answer", "Letter given")
        ERASED = "erased", pgettext_lazy("privacy answer", "Erased")
        REFUSED = "refused", pgettext_lazy("privacy answer", "Erasure refused")
        NOTED = "noted", pgettext_lazy("privacy answer", "Objection noted")

    WITH_LETTER = (Kind.ERASED, Kind.REFUSED)

    request = OwnedForeignKey(PrivacyRequest, related_name="answers", verbose_name=_("privacy request"))
    kind = models.CharField(_("answer"), max_length=9, choices=Kind.choices)
    on = models.DateField(_("answered on"))
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("answer to a privacy request")
        verbose_name_plural = _("answers to privacy requests")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "request", "kind", "on"], name="privacy_answer_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["company", "request"],
                condition=models.Q(kind="erased"),
                name="privacy_answer_erased_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """The request it answers."""
        return reverse("privacy_request", args=[self.request_id])
