"""A company that left is erased: after thirty days, with what the law keeps written to a file first.

Only the owner of the tables can do it, for frozen rows are let go by nobody else. All rows go in one transaction, then
the files, then the members and the company itself: an interruption is taken up by running it again.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.db import connections, models, transaction
from django.utils import timezone

from config.company_export import running
from config.company_export.archive import Archive, nobody_watches
from config.company_export.tables import owned_models
from contracts.models import Contract, Line, LineEquipment, Notice, Refusal, Term
from customers.models import PrivacyAnswer, PrivacyRequest
from letters.models import Letter, LetterVersion
from tenancy.acting import acting_for
from tenancy.models import Company, Document, Invitation, JobRun, Membership, User

OWNER = "migrator"
DAYS_AFTER_CLOSING = 30
KEPT_BY_LAW: frozenset[type[models.Model]] = frozenset(
    {
        *(Contract, Line, LineEquipment, Term, Notice, Refusal),
        *(Letter, LetterVersion, Document, PrivacyRequest, PrivacyAnswer),
    }
)


class NotYet(Exception):
    """The company cannot be erased; the message says why. Nothing was changed."""


def refuse(company: Company, on: date) -> None:
    """Raise NotYet unless it was closed thirty days ago and everything was taken away before."""
    if company.closed_on is None:
        raise NotYet(f"{company.name} is not closed.")
    first = company.closed_on + timedelta(days=DAYS_AFTER_CLOSING)
    if on < first:
        raise NotYet(f"{company.name} was closed on {company.closed_on}: it can be erased from {first} on.")
    if not has_rows(company):
        return
    with acting_for(company, source="command"):
        taken = JobRun.objects.filter(kind=running.KIND, state=JobRun.State.DONE)
        if not taken.exists():
            raise NotYet(f"{company.name} has no archive of everything: write one before it is erased.")


def has_rows(company: Company) -> bool:
    """Whether any of its tables holds a row still."""
    return any(
        model._base_manager.using(OWNER).filter(company=company.pk).exists() for model in owned_models()
    )


def keep_by_law(company: Company, target: Path) -> None:
    """Write letters, contracts, their files and the privacy requests to a zip; a whole file or none."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    archive = Archive(
        company=company,
        private=False,
        language=company.language,
        taken_at=company.now(),
        watch=nobody_watches,
        only=KEPT_BY_LAW,
    )
    with unfinished.open("wb") as file, timezone.override(company.zone):
        archive.write(file)
    with zipfile.ZipFile(unfinished) as written:
        if damaged := written.testzip():
            raise NotYet(f"The file could not be written whole: {damaged}.")
    unfinished.replace(target)


def erase(company: Company) -> Iterator[tuple[str, int]]:
    """Delete every row and file of a company and the company itself; gives how many rows of each table went."""
    yield from _rows(company)
    yield "files", _files(company)
    yield from _people(company)


def in_order() -> list[type[models.Model]]:
    """A company's tables so that none is emptied before those that point at it; history, which the triggers still
    write to, comes last.
    """
    waiting = {
        model: {
            column.related_model
            for column in model._meta.local_fields
            if getattr(column, "owned_key", False) and column.related_model is not model
        }
        for model in owned_models()
    }
    ordered: list[type[models.Model]] = []
    while waiting:
        pointed_at = set().union(*waiting.values())
        free = sorted((model for model in waiting if model not in pointed_at), key=lambda m: m._meta.label)
        if not free:
            raise NotYet("Tables point at each other in a circle.")
        ordered += free
        for model in free:
            del waiting[model]
    return sorted(ordered, key=lambda model: model._meta.label == "tenancy.Change")


def _rows(company: Company) -> list[tuple[str, int]]:
    counts = []
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for model in in_order():
            table = model._meta.db_table
            cursor.execute(f'DELETE FROM "{table}" WHERE company_id = %s', [company.pk])  # noqa: S608
            counts.append((table, int(cursor.rowcount)))
    return counts


def _files(company: Company) -> int:
    """Everything stored under the company's name."""
    return _empty(PurePosixPath(company.slug))


def _empty(folder: PurePosixPath) -> int:
    try:
        folders, files = default_storage.listdir(str(folder))
    except FileNotFoundError:
        return 0
    count = sum(_empty(folder / inner) for inner in folders)
    for name in files:
        default_storage.delete(str(folder / name))
    default_storage.delete(str(folder))
    return count + len(files)


def _people(company: Company) -> list[tuple[str, int]]:
    """Members and invitations; a person without any other company goes too. Then the company."""
    with transaction.atomic(using=OWNER):
        members = Membership.objects.using(OWNER).filter(company=company.pk)
        people = set(members.values_list("user_id", flat=True))
        invited = Invitation.objects.using(OWNER).filter(company=company.pk)
        counts = [("tenancy_invitation", invited.delete()[0]), ("tenancy_membership", members.delete()[0])]
        elsewhere = Membership.objects.using(OWNER).filter(user__in=people).values_list("user_id", flat=True)
        alone = User.objects.using(OWNER).filter(pk__in=people - set(elsewhere))
        gone = list(alone.values_list("pk", flat=True))
        EmailAddress.objects.using(OWNER).filter(user__in=gone).delete()
        for person in alone:
            person.delete(using=OWNER)
        counts.append(("tenancy_user", len(gone)))
        counts.append(("tenancy_company", Company.objects.using(OWNER).filter(pk=company.pk).delete()[0]))
    return counts
