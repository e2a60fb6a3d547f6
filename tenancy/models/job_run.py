from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned, OwnedForeignKey


class JobRun(CompanyOwned):
    """One run of a long action: what it did, how far it is, what failed. People open it and watch."""

    class State(models.TextChoices):
        """How the run stands."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Done, with failures")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("job"), max_length=40)
    on = models.DateField(_("for the day"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["company", "kind", "-started_at"], name="job_run_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return (
            min(100, self.done * 100 // self.total)
            if self.total
            else (0 if self.finished_at is None else 100)
        )

    @property
    def seconds(self) -> float | None:
        """How long it took, or has taken so far."""
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()

    def progress(self, step: str, done: int, total: int) -> None:
        """Say how far the run is; written in the caller's transaction."""
        self.step, self.done, self.total = step, done, total
        self.save(update_fields=["step", "done", "total"])

    def advance(self, by: int) -> None:
        """Add to what is done, also when several workers do parts of the run at once."""
        JobRun.objects.filter(pk=self.pk).update(done=models.F("done") + by)

    def finish(self, counts: dict[str, Any], *, error: str = "") -> None:
        """Close the run: failed when there is an error, partly done when some rows failed, else done."""
        self.counts, self.error, self.finished_at = counts, error, timezone.now()
        if error:
            self.state = self.State.FAILED
        else:
            self.state = self.State.PARTLY if self.failures.exists() else self.State.DONE
        self.save(update_fields=["counts", "error", "finished_at", "state"])


class JobFailure(CompanyOwned):
    """One row a run could not do, with the reason a person can read."""

    run = OwnedForeignKey(JobRun, models.CASCADE, related_name="failures")
    step = models.CharField(_("step"), max_length=40)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(_("what"), max_length=160)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("failure")
        verbose_name_plural = _("failures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject_label}: {self.reason}"
