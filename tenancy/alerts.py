"""Opening and closing alerts: after each night exactly those that are true are open."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.functional import Promise

from tenancy.acting import acting, acting_company, acting_for
from tenancy.models import Alert
from tenancy.night import Work


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is true today and should be an open alert."""

    subject_kind: str
    subject_id: int
    subject_label: str
    due_on: date | None = None
    amount: Decimal | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def says(self) -> tuple[Any, ...]:
        """What the alert shows; when it changes, the open alert is refreshed."""
        return self.subject_label[:160], self.due_on, self.amount, self.facts


@dataclass(frozen=True, slots=True)
class AlertKind:
    """A cause an app can alert about: its name, what it threatens, how it reads and where it leads."""

    name: str
    label: str | Promise
    severity: str  # "lost" (a legal date or money is being lost), "soon" or "information"
    right: str
    describe: Callable[[Alert], str]
    url: Callable[[Alert], str]
    causes: Callable[[Work], Iterable[Cause]]


_kinds: dict[str, AlertKind] = {}


def register(kind: AlertKind) -> None:
    """Make a kind of alert known; called by apps when they are ready."""
    _kinds[kind.name] = kind


def kinds() -> dict[str, AlertKind]:
    """All kinds by name."""
    return dict(_kinds)


def kinds_for(rights: Collection[str]) -> dict[str, AlertKind]:
    """The kinds somebody with these rights may see, by name."""
    return {name: kind for name, kind in _kinds.items() if kind.right in rights}


def settle(
    kind: str, causes: Iterable[Cause], on: date, only: Collection[int] | None = None
) -> tuple[int, int]:
    """Open what is true, refresh what still is, close what is no longer. Gives (opened, closed).

    With ``only`` (ids of subjects) the others' alerts are left alone. Owner and snooze of an alert that stays are
    left alone; a cause that comes back is a new alert.
    """
    wanted = {(cause.subject_kind, cause.subject_id): cause for cause in causes}
    stale: list[tuple[int, Cause]] = []
    gone: list[int] = []
    columns = ("pk", "subject_kind", "subject_id", "subject_label", "due_on", "amount", "facts")
    standing = Alert.objects.open().filter(kind=kind)
    if only is not None:
        standing = standing.filter(subject_id__in=only)
    for pk, subject_kind, subject_id, *said in standing.order_by().values_list(*columns):
        cause = wanted.pop((subject_kind, subject_id), None)
        if cause is None:
            gone.append(pk)
        elif tuple(said) != cause.says():
            stale.append((pk, cause))
    Alert.objects.filter(pk__in=gone).update(closed_on=Greatest(Value(on), "opened_on"))
    _refresh(stale)
    _open(kind, list(wanted.values()), on)
    return len(wanted), len(gone)


def _open(kind: str, causes: list[Cause], on: date) -> None:
    """One statement for all; a cause another process opened meanwhile stays as it is."""
    if not causes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenancy_alert (kind, subject_kind, subject_id, subject_label, due_on, amount, facts, "
            "opened_on, snooze_reason) SELECT %s, c.kind, c.id, c.label, c.due_on, c.amount, c.facts, %s, '' FROM "
            "unnest(%s::text[], %s::bigint[], %s::text[], %s::date[], %s::numeric[], %s::jsonb[]) "
            "AS c(kind, id, label, due_on, amount, facts) ON CONFLICT DO NOTHING",
            [kind, on, *_columns(causes)],
        )


def _refresh(stale: list[tuple[int, Cause]]) -> None:
    if not stale:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_alert a SET subject_label = c.label, due_on = c.due_on, amount = c.amount, facts = c.facts "
            "FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::numeric[], %s::jsonb[]) "
            "AS c(pk, label, due_on, amount, facts) WHERE a.id = c.pk",
            [[pk for pk, _cause in stale], *_columns([cause for _pk, cause in stale])[2:]],
        )


def _columns(causes: list[Cause]) -> list[list[Any]]:
    return [
        [cause.subject_kind for cause in causes],
        [cause.subject_id for cause in causes],
        [cause.subject_label[:160] for cause in causes],
        [cause.due_on for cause in causes],
        [cause.amount for cause in causes],
        [json.dumps(cause.facts) for cause in causes],
    ]


def settle_all(work: Work) -> None:
    """The night's step: every kind in turn, so that afterwards exactly what is true is open."""
    for name, kind in _kinds.items():
        with acting_for(work.company, source=work.source):
            opened, closed = settle(name, kind.causes(work), work.on)
        work.count("opened", opened)
        work.count("closed", closed)
        if opened or closed:
            work.tell("alerts", name, opened=opened, closed=closed)


def look_again(names: Iterable[str], ids: Collection[int], on: date) -> None:
    """Settle these kinds at once for the subjects a verb touched; for kinds whose causes heed ``Work.about``."""
    work = Work(acting_company(), on, acting().source, only=ids)
    for name in names:
        settle(name, _kinds[name].causes(work), on, only=ids)


def close_at_once(names: Collection[str], subject_kind: str, ids: Collection[int], on: date) -> None:
    """Close alerts that a verb has just made untrue, without waiting for the night; one statement."""
    open_alerts = Alert.objects.open().filter(kind__in=names, subject_kind=subject_kind, subject_id__in=ids)
    open_alerts.update(closed_on=Greatest(Value(on), "opened_on"))


def raise_alert(kind: str, cause: Cause, on: date) -> None:
    """Open one alert at once, outside the nightly settling (a contract that failed, a revived one)."""
    _open(kind, [cause], on)
