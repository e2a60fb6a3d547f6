"""Opening and closing alerts: after each night exactly those that are true are open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from tenancy.acting import acting_for
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


def settle(kind: str, causes: Iterable[Cause], on: date) -> tuple[int, int]:
    """Open what is true, refresh what still is, close what is no longer. Gives (opened, closed).

    Owner and snooze of an alert that stays are left alone; a cause that comes back is a new alert.
    """
    wanted = {(cause.subject_kind, cause.subject_id): cause for cause in causes}
    stale, gone = [], []
    for alert in Alert.objects.open().filter(kind=kind):
        cause = wanted.pop((alert.subject_kind, alert.subject_id), None)
        if cause is None:
            alert.closed_on = max(on, alert.opened_on)
            gone.append(alert)
        elif _says(alert) != _says(cause):
            alert.subject_label, alert.due_on = cause.subject_label, cause.due_on
            alert.amount, alert.facts = cause.amount, cause.facts
            stale.append(alert)
    Alert.objects.bulk_update(gone, ["closed_on"], batch_size=1000)
    Alert.objects.bulk_update(stale, ["subject_label", "due_on", "amount", "facts"], batch_size=1000)
    new = [
        Alert(
            kind=kind,
            subject_kind=cause.subject_kind,
            subject_id=cause.subject_id,
            subject_label=cause.subject_label[:160],
            due_on=cause.due_on,
            amount=cause.amount,
            facts=cause.facts,
            opened_on=on,
        )
        for cause in wanted.values()
    ]
    Alert.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    return len(new), len(gone)


def settle_all(work: Work) -> None:
    """The night's step: every kind in turn, so that afterwards exactly what is true is open."""
    for name, kind in _kinds.items():
        with acting_for(work.company, source=work.source):
            opened, closed = settle(name, kind.causes(work), work.on)
        work.count("opened", opened)
        work.count("closed", closed)
        if opened or closed:
            work.tell("alerts", name, opened=opened, closed=closed)


def raise_alert(kind: str, cause: Cause, on: date) -> None:
    """Open one alert at once, outside the nightly settling (a contract that failed, a revived one)."""
    Alert.objects.bulk_create(
        [
            Alert(
                kind=kind,
                subject_kind=cause.subject_kind,
                subject_id=cause.subject_id,
                subject_label=cause.subject_label[:160],
                due_on=cause.due_on,
                amount=cause.amount,
                facts=cause.facts,
                opened_on=on,
            )
        ],
        ignore_conflicts=True,
    )


def _says(thing: Alert | Cause) -> tuple[Any, ...]:
    return thing.subject_label[:160], thing.due_on, thing.amount, thing.facts
