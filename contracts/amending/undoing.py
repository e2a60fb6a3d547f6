"""Undoing an amendment: every row goes back to what it was, as long as nothing stands on it."""

from datetime import date

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from contracts.amending.applying import tell
from contracts.amending.trace import KINDS, differs, read
from contracts.models import (
    Amendment,
    AmendmentChange,
    BillingPeriod,
    Contract,
    Credit,
    OwedVisit,
    Revision,
    RevisionLine,
    Suspension,
    Term,
)
from contracts.noticing import reprice_unsent
from contracts.promises import machines_of
from installed_base import due_dates
from tenancy.models import User
from ui import formats


class CannotUndo(Exception):
    """Something stands on it; ``args[0]`` lists why, in sentences."""


def standing_on(amendment: Amendment) -> list[str]:
    """Why the amendment cannot be undone, a sentence each; none when it can."""
    if amendment.undone_at is not None:
        return [_("It was undone already on %(day)s.") % {"day": formats.moment(amendment.undone_at)}]
    if Contract.objects.filter(pk=amendment.contract_id, ended_on__isnull=False).exists():
        return [_("The contract has ended.")]
    later = Amendment.objects.in_force().filter(
        contract_id=amendment.contract_id, number__gt=amendment.number
    )
    found = [
        _("Amendment %(number)s was made after it: undo that one first.") % {"number": each.number}
        for each in later.order_by("-number")[:1]
    ]
    since = Term.objects.filter(contract_id=amendment.contract_id, written_at__gt=amendment.made_at)
    found += [
        _("Term %(number)s was written since, with its lines.") % {"number": term.number}
        for term in since.order_by("number")
    ]
    found += [
        _("The contract was suspended from %(day)s since: undo the suspension first.")
        % {"day": formats.day(each.starts_on)}
        for each in Suspension.objects.in_force()
        .filter(contract_id=amendment.contract_id, recorded_at__gt=amendment.made_at)
        .order_by("starts_on")
    ]
    found += _prices_since(amendment)
    if found:
        return found
    rows = _rows(amendment)
    for kept in amendment.changes.all():
        if said := _stands(rows.get((kept.noun, kept.row_id)), kept):
            found.append(said)
    return found


@transaction.atomic
def undo(amendment: Amendment, *, on: date, reason: str, by: User | None = None) -> None:
    """Put every row back; the amendment stays as a trace. Raises ``CannotUndo``."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=amendment.contract_id)
    amendment.refresh_from_db()
    if reasons := standing_on(amendment):
        raise CannotUndo(reasons)
    machines = set(machines_of([contract.pk]))
    for kept in amendment.changes.order_by("-pk"):
        model = KINDS[kept.noun]
        rows = model._default_manager.filter(pk=kept.row_id)
        if kept.before is None:
            rows.delete()
        else:
            rows.update(**read(model, kept.before))
    amendment.undone_at, amendment.undone_by, amendment.undone_reason = timezone.now(), by, reason
    amendment.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    reprice_unsent([contract.pk])
    due_dates.refresh(sorted(machines | set(machines_of([contract.pk]))), on)
    tell(amendment, gettext_noop("Amendment %(number)s of contract %(contract)s undone"), "undone", by)


def _prices_since(amendment: Amendment) -> list[str]:
    """Prices settled on the lines as the amendment left them; rows of a settled price are never deleted."""
    made = [kept.row_id for kept in amendment.changes.all() if kept.noun == "line" and kept.before is None]
    rows = RevisionLine.objects.filter(line_id__in=made).select_related("revision")
    if row := rows.order_by("pk").first():
        return [
            _(
                "The price of term %(number)s was settled since with its lines: make another amendment instead."
            )
            % {"number": row.revision.term_number}
        ]
    since = Revision.objects.standing().filter(
        contract_id=amendment.contract_id, prepared_at__gt=amendment.made_at
    )
    return [
        _("The price of term %(number)s was settled since: take it back first.")
        % {"number": each.term_number}
        for each in since.order_by("term_number")
    ]


def _rows(amendment: Amendment) -> dict[tuple[str, int], models.Model]:
    keys: dict[str, list[int]] = {}
    for kept in amendment.changes.all():
        keys.setdefault(kept.noun, []).append(kept.row_id)
    return {
        (noun, row.pk): row
        for noun, ids in keys.items()
        for row in KINDS[noun]._default_manager.filter(pk__in=ids)
    }


def _stands(row: models.Model | None, kept: AmendmentChange) -> str:
    """What happened to a row since; empty when nothing did."""
    if row is None:
        return _("Something it wrote is gone: somebody deleted it since.")
    days = {"row": str(row)}
    if isinstance(row, BillingPeriod) and row.state != BillingPeriod.State.OPEN:
        return _("The period %(row)s was billed or closed since.") % days
    if isinstance(row, OwedVisit) and row.done_on is not None:
        return _("The visit of %(row)s was done since.") % days
    if isinstance(row, Credit) and row.given_on is not None:
        return _("The credit was given since.")
    if differs(row, kept.after):
        return _("%(what)s “%(row)s” was changed since.") % {
            "what": str(row._meta.verbose_name).capitalize(),
            **days,
        }
    return ""
