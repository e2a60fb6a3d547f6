"""Many letters at once: cut in parts that any worker may write, then joined in one file for the printer."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Notice
from letters import emailing, notices, occasions, sheets
from letters.matters import Matter, column_of, customer_of, reference_of
from letters.models import Letter, Mailing, MailingItem
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.inserting import update
from tenancy.models import Company, Document, JobFailure, JobRun, User
from ui import pdf

KIND = "letters"
PRINTED = "mailing"  # the kind of the file to print
PART = 40  # letters a task at most: a few seconds, so that several workers share a batch and progress moves
SHARES = 4  # a smaller batch is cut in so many tasks
CHUNK = 40  # letters a transaction: what is read and written once for all of them weighs half as much as with twenty


def start_mailing(
    rows: Sequence[Matter],
    on: date,
    *,
    purpose: str = Mailing.Purpose.PRINT,
    both_sides: bool = False,
) -> Mailing:
    """Queue the letters of some notices, or of some occasions, dated ``on``, sorted by postcode.

    Workers begin once this is committed.
    """
    from letters.tasks import write_part

    company = acting_company()
    model = type(rows[0]) if rows else Notice
    found = model._default_manager.filter(pk__in=[row.pk for row in rows]).select_related(
        "contract__customer", *(() if model is Notice else ("customer",))
    )
    ordered: list[Any] = sorted(found, key=_as_the_post_sorts)
    run = JobRun.objects.create(kind=KIND, on=on, started_by=acting().actor, total=len(ordered))
    mailing = Mailing.objects.create(purpose=purpose, on=on, run=run, both_sides=both_sides)
    MailingItem.objects.bulk_create(
        [
            MailingItem(mailing=mailing, position=position, **{column_of(row): row})
            for position, row in enumerate(ordered, start=1)
        ],
        batch_size=2000,
    )
    run.result_url = company_path(company, "letters:mailing_detail", mailing.pk)
    run.save(update_fields=["result_url"])
    part = min(PART, math.ceil(len(ordered) / SHARES) or 1)
    for first in range(1, len(ordered) + 1, part):
        write_part.send(company, mailing_id=mailing.pk, first=first, last=first + part - 1)
    return mailing


def write_part(company: Company, mailing_id: int, first: int, last: int | None = None) -> None:
    """Write what is waiting from one position to another (both included, else to the end).

    Finishes the mailing when these were its last letters.
    """
    while _write_chunk(company, mailing_id, first, last):
        pass
    with acting_for(company, source=_source(mailing_id)):
        over = not MailingItem.objects.waiting().filter(mailing=mailing_id).exists()
    if over:
        finish_mailing(company, mailing_id)


def finish_mailing(company: Company, mailing_id: int) -> None:
    """Join the letters for the printer and close the run; done once, however often it is asked."""
    with acting_for(company, source=_source(mailing_id)):
        mailing = (
            Mailing.objects.select_for_update(of=("self",))
            .select_related("run__started_by")
            .get(pk=mailing_id)
        )
        run = mailing.run
        if run.finished_at is not None:
            return
        items = list(mailing.items.select_related("letter__document", "letter__customer", "letter__contract"))
        letters = [item.letter for item in items if item.letter is not None]
        if mailing.purpose == Mailing.Purpose.PRINT and letters:
            join(mailing, letters, company)
        _record_failures(run, mailing)
        run.finish({"written": len(letters), "failed": len(items) - len(letters)})


def _write_chunk(company: Company, mailing_id: int, first: int, last: int | None) -> int:
    """Write a few letters of a part in one transaction; gives how many there were to do."""
    with acting_for(company, actor=_starter(company, mailing_id), source=_source(mailing_id)):
        until = {} if last is None else {"position__lte": last}
        items = list(
            MailingItem.objects.waiting()
            .filter(mailing=mailing_id, position__gte=first, **until)
            .select_related("notice", "occasion", "mailing__run")
            .select_for_update(of=("self",), skip_locked=True)[:CHUNK]
        )
        if not items:
            return 0
        mailing = items[0].mailing
        written = notices.write_notices([item.notice for item in items if item.notice], mailing.on)
        others = occasions.write_all([item.occasion for item in items if item.occasion], mailing.on)
        for item in items:
            done = written if item.notice_id else others
            item.letter = done.letters.get(item.about.pk)
            item.reason = "" if item.letter else (done.refused.get(item.about.pk) or "?")[:300]
        if mailing.purpose == Mailing.Purpose.EMAIL:
            emailing.queue_all([(item.about, item.letter) for item in items if item.letter])
        update(items, ["letter", "reason"])
    with acting_for(company, source=_source(mailing_id)):
        mailing.run.advance(len(items))
    return len(items)


def join(mailing: Mailing, letters: list[Letter], company: Company) -> None:
    """Put letters in one file to print, in the place of a former one."""
    mailing.print_file = Document.freeze(
        _joined(mailing, letters, company), kind=PRINTED, subject=mailing, name=f"letters-{mailing.on}.pdf"
    )
    mailing.printed = len(letters)
    mailing.save(update_fields=["print_file", "printed"])


def _joined(mailing: Mailing, letters: list[Letter], company: Company) -> bytes:
    with translation.override(company.language):
        html = get_template("letters/pdf/mailing_list.html").render(
            {
                "company": company,
                "mailing": mailing,
                "count": len(letters),
                "head": _row(_("No."), _("Postcode and town"), _("Customer"), _("Contract")),
                "rows": "\n".join(_listed(number, letter) for number, letter in enumerate(letters, start=1)),
                "language": company.language,
            }
        )
    cover = sheets.render(html, company)
    return pdf.merge(
        [cover, *(letter.document.read() for letter in letters)], new_sheet_each=mailing.both_sides
    )


def _listed(number: int, letter: Letter) -> str:
    customer = letter.customer
    return _row(str(number), f"{customer.postcode} {customer.city}", customer.name, letter.reference)


def _row(number: str, town: str, name: str, contract: str) -> str:
    """A line of the list in columns of letters: a table of a thousand rows takes as long as fifty letters."""
    return f"{number:>5}  {town[:30]:<30}  {name[:32]:<32}  {contract[:20]}"


def _record_failures(run: JobRun, mailing: Mailing) -> None:
    refused = mailing.items.exclude(reason="").select_related(
        "notice__contract__customer", "occasion__contract__customer", "occasion__customer"
    )
    JobFailure.objects.bulk_create(
        [
            JobFailure(
                run=run,
                step="write",
                subject_kind="contract" if item.about.contract_id else "customer",
                subject_id=item.about.contract_id or item.customer.pk,
                subject_label=reference_of(item.about),
                reason=item.reason,
            )
            for item in refused
        ]
    )


def _starter(company: Company, mailing_id: int) -> User | None:
    with acting_for(company, source=_source(mailing_id)):
        return Mailing.objects.select_related("run__started_by").get(pk=mailing_id).run.started_by


def _source(mailing_id: int) -> str:
    return f"job:mailing {mailing_id}"


def _as_the_post_sorts(row: Matter) -> tuple[str, str, str, str, int]:
    customer = customer_of(row)
    return customer.country, customer.postcode, customer.city, customer.sort_name, row.pk
