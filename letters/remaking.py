"""The file to print made anew, without letters nobody needs any more and without those of people erased since."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Count, F, Q

from customers.models import Customer
from letters.mailings import KIND, join
from letters.models import Letter, Mailing, MailingItem
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.erasing import Rows
from tenancy.models import Company, JobRun

ERASED = Q(letter__customer__set_aside=Customer.SetAside.ERASED)
# Unsent, and the contract ends with its term: the letter would announce what does not happen.
NOT_NEEDED = Q(notice__sent_on=None) & (
    Q(notice__contract__ends_after__isnull=False) | Q(notice__contract__ended_on__isnull=False)
)


def letters_of(mailing: Mailing) -> list[Letter]:
    """The letters of a batch that are still to be printed, in their order."""
    items = mailing.items.exclude(letter=None).exclude(ERASED | NOT_NEEDED)
    items = items.select_related("letter__document", "letter__customer", "letter__contract")
    return [item.letter for item in items if item.letter is not None]


def left_out(mailing: Mailing) -> models.QuerySet[MailingItem]:
    """Letters of the batch that a new file would leave out because nobody needs them any more."""
    found = mailing.items.exclude(letter=None).filter(NOT_NEEDED).exclude(ERASED)
    return found.select_related("notice__contract__customer")


def start_remaking(mailing: Mailing, both_sides: bool) -> JobRun:
    """Queue the new file; a worker makes it once this is committed."""
    from letters.tasks import remake

    company = acting_company()
    mailing.both_sides = both_sides
    mailing.save(update_fields=["both_sides"])
    run = JobRun.objects.create(
        kind=KIND,
        on=company.today(),
        started_by=acting().actor,
        total=mailing.items.count(),
        result_url=company_path(company, "letters:mailing_detail", mailing.pk),
    )
    remake.send(company, mailing_id=mailing.pk, run_id=run.pk)
    return run


def remake(company: Company, mailing_id: int, run_id: int) -> None:
    """Make the file anew; asked twice, the run is closed once."""
    with acting_for(company, source=f"job:mailing {mailing_id}"):
        run = JobRun.objects.select_for_update().get(pk=run_id)
        if run.finished_at is not None:
            return
        mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
        letters = letters_of(mailing)
        if letters:
            join(mailing, letters, company)
        else:
            forget(mailing)
        run.finish({"written": len(letters), "failed": 0})


def forget_files(model: type[models.Model], ids: Collection[int], rows: Rows) -> dict[str, int]:
    """The letters of somebody erased stand in files to print beside others': these files go, and can be made anew."""
    if model is not Customer:
        return {}
    kept = Count(
        "items",
        filter=Q(items__letter__isnull=False)
        & ~Q(items__letter__customer__set_aside=Customer.SetAside.ERASED),
    )
    short = list(Mailing.objects.exclude(print_file=None).annotate(kept=kept).filter(kept__lt=F("printed")))
    for mailing in short:
        forget(mailing)
    return {Mailing._meta.label_lower: len(short)}


def forget(mailing: Mailing) -> Any:
    """Throw the file to print away; its frozen row says that there was one, and its hash."""
    if mailing.print_file is not None:
        transaction.on_commit(partial(default_storage.delete, str(mailing.print_file.file.name)))
    mailing.print_file, mailing.printed = None, 0
    mailing.save(update_fields=["print_file", "printed"])
