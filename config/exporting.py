"""Lists too long for a request, written to a file by a worker exactly as the person sees them."""

import logging

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.urls import get_script_prefix, resolve, set_script_prefix
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.models import Company, JobRun, Membership
from ui.views.export import export_bytes
from ui.views.list_page import ListPage

log = logging.getLogger(__name__)
KIND = "export"
FAILED = gettext_lazy("Something went wrong while writing the file. The operators can see the cause.")


def start(page: ListPage, wanted: str) -> HttpResponse:
    """Queue the export of a list page with its filters and order; leads to the run, which says when it is done."""
    from config.tasks import export

    request = page.request
    company = acting_company()
    run = JobRun.objects.create(
        kind=KIND, on=company.today(), started_by=acting().actor, total=page.rows.count()
    )
    export.send(
        company,
        run_id=run.pk,
        membership_id=request.membership.pk,  # type: ignore[attr-defined]
        address=request.get_full_path_info(),
        wanted=wanted,
        language=get_language() or company.language,
    )
    messages.info(
        request, _("The list is long: it is being written to a file, which you find here when it is done.")
    )
    return redirect("jobs:detail", run.pk)


def carry_out(
    company: Company, run_id: int, membership_id: int, address: str, wanted: str, language: str
) -> None:
    """Write the file of a queued export with the rights its asker has now; a member who left gets none."""
    membership = (
        Membership.objects.active().select_related("user", "company").get(pk=membership_id, company=company)
    )
    error = ""
    try:
        with acting_for(company, actor=membership.user, source=KIND), override(language):
            content = _content(membership, address, wanted)
        default_storage.delete(path_of(company, run_id, wanted))
        default_storage.save(path_of(company, run_id, wanted), ContentFile(content))
    except Exception:  # whatever it was, the run must say so
        log.exception("The export %s failed", run_id)
        with override(language):
            error = str(FAILED)
    with acting_for(company, source=KIND):
        run = JobRun.objects.get(pk=run_id)
        if not error:
            run.done, run.result_url = run.total, company_path(company, "export_file", run_id, wanted)
            run.save(update_fields=["done", "result_url"])
        run.finish({}, error=error)


def path_of(company: Company, run_id: int, wanted: str) -> str:
    """Where an export's file is kept."""
    return f"{company.slug}/exports/{run_id}.{wanted}"


def _content(membership: Membership, address: str, wanted: str) -> bytes:
    prefix = get_script_prefix()
    set_script_prefix(f"/t/{membership.company.slug}/")
    try:
        return export_bytes(_page(membership, address), wanted)
    finally:
        set_script_prefix(prefix)


def _page(membership: Membership, address: str) -> ListPage:
    """The list page as the person had it before her; PermissionDenied when she may no longer see it."""
    request: HttpRequest = RequestFactory().get(address)
    request.user = membership.user
    request.company, request.membership = membership.company, membership  # type: ignore[attr-defined]
    request.rights = membership.rights  # type: ignore[attr-defined]
    match = resolve(request.path_info, urlconf="config.company_urls")
    request.resolver_match = match
    page: ListPage = match.func.view_class(**match.func.view_initkwargs)  # type: ignore[attr-defined]
    page.setup(request, *match.args, **match.kwargs)
    page.authorise()
    return page
