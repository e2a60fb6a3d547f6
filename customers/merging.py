"""Two customers who are one: everything moves to the one who stays, in one transaction, and back within thirty days."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Merge
from customers.owning import half_owned_by_both
from tenancy import forgetting, moving, numbering, search
from tenancy.acting import acting, acting_for
from tenancy.night import Work
from ui import clashes

SERIES = "customer"
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a merge would do: rows that go back, rows moved on since, columns changed since."""

    back: moving.Rows
    moved_on: moving.Rows
    kept_columns: list[str]


def obstacles(keeper: Customer, other: Customer) -> list[str]:
    """Why two customers cannot be merged, a sentence each."""
    if keeper.pk == other.pk:
        return [_("A customer cannot be merged into itself.")]
    told = [
        _("%(name)s was merged already.") % {"name": each}
        for each in (keeper, other)
        if each.set_aside == Customer.SetAside.MERGED
    ]
    told += [
        _("%(name)s was erased.") % {"name": each}
        for each in (keeper, other)
        if each.set_aside == Customer.SetAside.ERASED
    ]
    if keeper.parent_id != other.pk and other.pk in _above(keeper):
        told.append(
            _("%(keeper)s hangs under %(other)s through others. Change her owner or condominium first.")
            % {"keeper": keeper, "other": other}
        )
    return told + [
        _(
            "Both are owners of %(site)s on some of the same days, not on all: mend one of the two roles first."
        )
        % {"site": site}
        for site in half_owned_by_both(keeper, other)
    ]


def merge(keeper: Customer, other: Customer, values: Mapping[str, Any]) -> Merge:
    """Put ``other`` into ``keeper``, who takes ``values`` for her own columns.

    Raises ValidationError when one of them was merged or erased in the meantime, or the two cannot stand together.
    """
    keeper, other = _locked(keeper.pk, other.pk)
    if told := obstacles(keeper, other):
        raise ValidationError(told)
    made = Merge(
        keeper=keeper,
        merged=other,
        merged_number=other.number,
        merged_name=other.name[:200],
        keeper_name=keeper.name[:200],
        by=acting().actor,
    )
    made.before = _row(keeper)
    made.save()
    plan = moving.plan(other, keeper)
    try:
        with transaction.atomic():
            made.moved = moving.carry_out(plan, keeper, made)
            _set_aside(other)
            _take_values(keeper, other, values)
    except IntegrityError as clash:
        raise ValidationError(
            _("What the two have cannot stand together. %(why)s") % {"why": clashes.in_words(clash)}
        ) from clash
    made.after = _row(keeper)
    made.counts = {model._meta.label_lower: len(ids) for model, ids in plan.moved().items() if ids}
    made.save()
    return made


def what_undoing_does(merge: Merge) -> Undoing:
    """What would go back and what stays; reads only."""
    back, moved_on = moving.still_there(merge.moved, merge.keeper_id)
    now = _row(merge.keeper)
    changed = [
        name
        for name in _changed(merge)
        if now[name] != merge.after[name] and name not in {"updated_at", "former_numbers"}
    ]
    return Undoing(back, moved_on, changed)


def undo(merge: Merge) -> None:
    """Every row back where it was, unless somebody moved it on since; rows made on the keeper since then stay.

    Raises ValidationError when it was undone already, is too old, or the keeper was herself merged since.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if not merge.can_be_undone(timezone.now()) or merge.merged_id is None:
        raise ValidationError(_("This merge can no longer be undone."))
    keeper, other = _locked(merge.keeper_id, merge.merged_id)
    if keeper.set_aside:
        raise ValidationError(
            _("%(name)s was herself merged or erased since. Undo that first.") % {"name": keeper}
        )
    try:
        with transaction.atomic():
            moving.take_back(merge.moved, other.pk, keeper.pk, merge)
            _put_values_back(merge)
            _give_numbers_back(keeper, other)
    except IntegrityError as clash:
        raise ValidationError(
            _("What came since cannot stand beside it. %(why)s") % {"why": clashes.in_words(clash)}
        ) from clash
    Customer.everyone.filter(pk=other.pk).update(set_aside="")
    for row in Customer.objects.filter(pk__in=[keeper.pk, other.pk]):
        row.index()
    merge.undone_at, merge.undone_by = timezone.now(), acting().actor
    merge.save(update_fields=["undone_at", "undone_by"])


def forget_old_merges(work: Work) -> None:
    """The night's step: merges of thirty days ago can no longer be undone, so the other row goes where nothing frozen
    refers to it, and with it what undoing would have needed.
    """
    with acting_for(work.company, source=work.source):
        for merge in Merge.objects.expired(work.on):
            _forget(merge)
            work.count("merges_settled")


def _forget(merge: Merge) -> None:
    other = merge.merged_id
    merge.before, merge.after, merge.moved, merge.rows = {}, {}, [], {}
    merge.save()
    if other is None or merge.undone_at is not None:
        return
    try:
        with transaction.atomic():
            Merge.objects.filter(pk=merge.pk).update(merged=None)
            Customer.everyone.filter(pk=other).delete()
    except IntegrityError:  # ProtectedError is one: letters that were written to her are kept, so she is too
        return
    numbering.retire(Customer, [merge.merged_number])
    forgetting.forget_rows(Customer, [other])


def _locked(keeper_id: int, other_id: int) -> tuple[Customer, Customer]:
    """Both rows, locked in one order whoever comes first."""
    rows = (
        Customer.everyone.select_for_update(of=("self",)).filter(pk__in=[keeper_id, other_id]).order_by("pk")
    )
    found = {row.pk: row for row in rows}
    if len(found) < len({keeper_id, other_id}):
        raise ValidationError(_("One of the two is gone meanwhile."))
    return found[keeper_id], found[other_id]


def _set_aside(other: Customer) -> None:
    Customer.everyone.filter(pk=other.pk).update(set_aside=Customer.SetAside.MERGED)
    search.forget(SERIES, [other.pk])


def _take_values(keeper: Customer, other: Customer, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(keeper, name, value)
    keeper.former_numbers = "\n".join([*keeper.also_known_as, *_numbers(other)])
    if keeper.parent_id == other.pk or (
        keeper.parent is not None and keeper.pk in {keeper.parent_id, *_above(keeper)}
    ):
        keeper.parent_id = None if other.parent_id == keeper.pk else other.parent_id
        if keeper.parent_id is not None and keeper.pk in _above(keeper):
            keeper.parent_id = None
    keeper.prepare()
    keeper.validate_constraints()
    keeper.save()


def _numbers(other: Customer) -> list[str]:
    """The numbers under which somebody was known."""
    return [other.number, *other.also_known_as]


def _above(customer: Customer) -> list[int]:
    """The owners above her, the nearest first."""
    found: list[int] = []
    above = customer.parent_id
    while above is not None and above not in found and len(found) < DEEPEST:
        found.append(above)
        above = Customer.everyone.filter(pk=above).values_list("parent_id", flat=True).first()
    return found


def _row(customer: Customer) -> dict[str, Any]:
    """Her row as the database writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM customers_customer c WHERE c.id = %s", [customer.pk])
        row: dict[str, Any] = json.loads(cursor.fetchone()[0])
        return row


def _changed(merge: Merge) -> list[str]:
    return [name for name, value in merge.before.items() if merge.after.get(name) != value]


def _give_numbers_back(keeper: Customer, other: Customer) -> None:
    """Her numbers find her again, also when others were merged in between."""
    keeper.refresh_from_db(fields=["former_numbers"])
    left = [number for number in keeper.also_known_as if number not in _numbers(other)]
    Customer.objects.filter(pk=keeper.pk).update(former_numbers="\n".join(left))


def _put_values_back(merge: Merge) -> None:
    """The keeper's columns as they were; one changed since keeps what it has now."""
    now = _row(merge.keeper)
    names = [name for name in _changed(merge) if now.get(name) == merge.after[name]]
    if not names:
        return
    columns = ", ".join(f'"{name}" = r."{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE customers_customer c SET {columns} FROM customers_merge m, "  # noqa: S608 - names of our columns
            "jsonb_populate_record(NULL::customers_customer, m.before) r WHERE m.id = %s AND c.id = m.keeper_id",
            [merge.pk],
        )
