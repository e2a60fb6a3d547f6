from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy import jobs, subjects
from tenancy.filters import JobRunFilter
from tenancy.models import JobFailure, JobRun
from tenancy.permissions import Right
from tenancy.tables import JobRunTable
from tenancy.views.settings import settings_crumb
from ui import formats
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge, badge_of
from ui.views import DetailPage, ListPage, ObjectPage

SHOWN_FAILURES = 200


class JobRunList(ListPage):
    """Every run of a long action: nights, imports, letters."""

    table_class = JobRunTable
    filterset_class = JobRunFilter
    right = Right.JOBS_VIEW
    title = _("Job runs")
    export_name = "job-runs"

    def get_queryset(self) -> QuerySet[JobRun]:
        return JobRun.objects.select_related("started_by").annotate(failure_count=Count("failures"))

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb()]

    def get_empty_state(self) -> EmptyState:
        return EmptyState(
            _("Nothing has run yet"),
            _("The first night, import or batch of letters appears here."),
            "settings-cog",
        )


class JobRunDetail(DetailPage):
    """One run: how far it is, what it did, what failed and why."""

    right = Right.JOBS_VIEW
    template_name = "tenancy/job_detail.html"
    object: JobRun

    def get_queryset(self) -> QuerySet[JobRun]:
        return JobRun.objects.select_related("started_by")

    @property
    def kind(self) -> jobs.JobKind:
        """The job."""
        return jobs.kind_of(self.object.kind)

    def get_title(self) -> Any:
        return self.kind.label

    def get_subtitle(self) -> str:
        return formats.moment(self.object.started_at)

    def get_badges(self) -> list[Badge]:
        return [badge_of(self.object, "state")]

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb(), Crumb(_("Job runs"), reverse("jobs:list"))]

    def get_actions(self) -> list[Action]:
        if not self.object.result_url:
            return []
        return [Action(_("Open the result"), self.object.result_url, "arrow-right", "primary")]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        run, kind = self.object, self.kind
        failures = list(run.failures.all()[:SHOWN_FAILURES])
        return super().get_context_data(
            kind=kind,
            duration=jobs.duration(run.seconds),
            progress_label=jobs.step_label(kind, run.step) if run.step else kind.label,
            counts=[(kind.counts.get(name, name), count) for name, count in _flat(run.counts)],
            failures=[
                (failure, jobs.step_label(kind, failure.step), _address(failure)) for failure in failures
            ],
            failure_count=run.failures.count() if len(failures) == SHOWN_FAILURES else len(failures),
            **extra,
        )


class JobRunProgress(ObjectPage):
    """The progress bar of a run, asked for every two seconds while it runs."""

    model = JobRun
    right = Right.JOBS_VIEW
    template_name = "tenancy/job_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bar; once the run is finished the whole page is asked for anew."""
        run: JobRun = self.object
        kind = jobs.kind_of(run.kind)
        response = self.respond(progress_label=jobs.step_label(kind, run.step) if run.step else kind.label)
        if run.finished_at is not None:
            response.headers["HX-Refresh"] = "true"
        return response


def _address(failure: JobFailure) -> str:
    return subjects.address(failure.subject_kind, failure.subject_id)


def _flat(counts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, count in counts.items():
        if isinstance(count, Mapping):
            yield from _flat(count)
        else:
            yield name, count
