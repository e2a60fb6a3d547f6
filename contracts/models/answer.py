from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.term import Term
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats
from ui.days import days_in_reach


class RenewalAnswerQuerySet(models.QuerySet["RenewalAnswer"]):
    """Answers to the question whether a contract goes on."""

    def to_decide(self) -> Self:
        """Answers the office has still to decide about."""
        return self.filter(outcome__in=(RenewalAnswer.Outcome.WAITING, RenewalAnswer.Outcome.CONFLICT))


class RenewalAnswer(CompanyOwned):
    """What somebody answered when a term's renewal was asked: kept whether or not it changed anything.

    It counts by the day it was given, whatever day it arrives; ``term`` is the term it was given in.
    """

    class Answer(models.TextChoices):
        """What was said."""

        RENEWED = "renewed", _("Renewed")
        REFUSED = "refused", _("Refused")
        UNDECIDED = "undecided", _("Undecided")

    class Source(models.TextChoices):
        """Who asked."""

        REPORT = "report", _("Technician's report")
        OFFICE = "office", _("Office")

    class Outcome(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", _("Done as answered")
        NOTED = "noted", _("Kept, nothing to change")
        WAITING = "waiting", _("Waits for the office")
        CONFLICT = "conflict", _("Contradicts what was recorded")
        SET_ASIDE = "set_aside", _("Set aside by the office")
        UNDONE = "undone", _("Undone by the office")

    history = Tracked()

    contract = OwnedForeignKey(Contract, related_name="answers", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="answers", verbose_name=_("term"))
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices)
    answered_on = models.DateField(_("answered on"))
    source = models.CharField(_("asked by"), max_length=6, choices=Source.choices)
    reference = models.CharField(_("report number"), max_length=60, blank=True)
    key = models.UUIDField(null=True, editable=False)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_reason = models.CharField(_("why"), max_length=200, blank=True)

    objects = RenewalAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a renewal")
        verbose_name_plural = _("answers to renewals")
        ordering = ["-answered_on", "-pk"]
        constraints = [
            days_in_reach("answered_on", name="answer_days_in_reach"),
            # A tablet sends until it is heard; the key it made tells the same answer from a new one.
            models.UniqueConstraint(
                fields=["company", "key"], condition=Q(key__isnull=False), name="renewal_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False) | Q(decided_by=None, decided_reason=""),
                name="renewal_answer_decided_with_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["set_aside", "undone"]) | Q(decided_on__isnull=False),
                name="renewal_answer_set_aside_on_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "contract"],
                condition=Q(outcome__in=["waiting", "conflict"]),
                name="renewal_answer_to_decide",
            ),
            models.Index(fields=["company", "contract", "-answered_on"], name="renewal_answer_of_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}, {formats.day(self.answered_on)}"
