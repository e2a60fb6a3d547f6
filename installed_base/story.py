"""All that happened to a machine, across all apps: those above register what they know of it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from installed_base.models import (
    AttributeValue,
    Equipment,
    MaintenanceRule,
    NextVisitNote,
    OutOfService,
    Stay,
)
from tenancy import history
from tenancy.models import Attachment
from tenancy.permissions import Right
from ui import formats

MOST_CHANGES = 1000


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: its day, what kind of thing, in words, by whom, and the page that tells more."""

    on: date
    kind: str
    text: str
    who: str = ""
    url: str = ""
    icon: str = "point"


Provider = Callable[[Equipment, Collection[str]], Iterable[Happening]]
_providers: dict[str, tuple[str, Provider]] = {}


def register(name: str, right: str, provider: Provider) -> None:
    """Add what an app knows of machines, told to those who hold the right; called by apps when they are ready.

    The provider gets the reader's rights, so that fees stay with those who may see them.
    """
    _providers[name] = (right, provider)


def story_of(machine: Equipment, rights: Collection[str]) -> list[Happening]:
    """What happened to a machine as far as these rights allow, the latest first."""
    found = [*_own(machine), *(_files(machine) if Right.FILES_VIEW in rights else ())]
    if Right.HISTORY_VIEW in rights:
        found += _changes(machine, rights)
    for right, provider in _providers.values():
        if right in rights:
            found += provider(machine, rights)
    return sorted(found, key=lambda each: each.on, reverse=True)


def _own(machine: Equipment) -> Iterator[Happening]:
    if machine.commissioned_on:
        yield Happening(machine.commissioned_on, _("Machine"), _("Commissioned"), icon="plug")
    for stay in Stay.objects.of(machine).select_related("customer"):
        place = ", ".join(part for part in (stay.customer.name, stay.place) if part)
        yield Happening(stay.until, _("Move"), _("Left %(place)s") % {"place": place}, icon="truck")
    for outage in OutOfService.objects.filter(machine=machine).select_related(
        "said_by", "ended_by", "replaced_by"
    ):
        told = [outage.reason] if outage.reason else []
        if outage.replaced_by:
            told.append(_("replaced by %(number)s") % {"number": outage.replaced_by.number})
        text = " · ".join([_("Taken out of service"), *told])
        yield Happening(outage.since, _("Machine"), text, str(outage.said_by or ""), icon="plug-off")
        if outage.ended_on:
            who = str(outage.ended_by or "")
            yield Happening(outage.ended_on, _("Machine"), _("Put back into service"), who, icon="plug")
    for note in NextVisitNote.objects.filter(machine=machine).select_related("asked_by", "settled_by"):
        yield Happening(
            note.asked_on, _("Note for the next visit"), note.text, str(note.asked_by or ""), icon="checklist"
        )
        if note.settled_on:
            text = ": ".join(part for part in (str(note.get_state_display()), note.text) if part)
            text += f" ({note.reason})" if note.reason else ""
            yield Happening(
                note.settled_on, _("Note for the next visit"), text, str(note.settled_by or ""), icon="checks"
            )
    for service in machine.services.select_related("technician"):
        text = " · ".join(part for part in (str(service.get_what_display()), service.note) if part)
        yield Happening(service.on, _("Service done"), text, service.who, icon="checkup-list")


def _files(machine: Equipment) -> Iterator[Happening]:
    for file in Attachment.objects.of("equipment", machine.pk).present().select_related("added_by"):
        on = file.taken_on or timezone.localtime(file.added_at).date()
        text = " · ".join(part for part in (file.name, file.note) if part)
        icon = "camera" if file.is_photo else "paperclip"
        yield Happening(
            on, str(file.get_kind_display()), text, str(file.added_by or ""), file.get_absolute_url(), icon
        )


def _changes(machine: Equipment, rights: Collection[str]) -> Iterator[Happening]:
    under = [history.Under(kind, "machine") for kind in (AttributeValue,)]
    under.append(history.Under(MaintenanceRule, "equipment"))
    for entry in history.changes_of(machine, *under, rights=rights, limit=MOST_CHANGES).entries:
        words = {"created": _("created"), "changed": _("changed"), "deleted": _("deleted")}
        title = " · ".join(part for part in (entry.title, entry.name) if part)
        told = "; ".join(
            _("%(label)s: %(value)s") % {"label": each.label, "value": f"{each.before} → {each.after}"}
            for each in entry.differences
            if each.after
        )
        text = f"{title} {words[entry.operation]}" + (f" – {told}" if told else "")
        who = " · ".join(part for part in (entry.who, entry.source) if part)
        yield Happening(timezone.localtime(entry.at).date(), _("Change of data"), text, who, icon=entry.icon)


def table_of(happenings: Iterable[Happening]) -> tuple[list[str], list[list[object]]]:
    """The happenings as a table for paper and spreadsheets: header and rows."""
    header = [_("Date"), _("Kind"), _("What happened"), _("By")]
    return header, [[each.on, each.kind, each.text, each.who] for each in happenings]


def told(machine: Equipment, happenings: Collection[Happening]) -> list[str]:
    """What a paper says of the machine below its title."""
    count = ngettext("%(count)s entry", "%(count)s entries", len(happenings)) % {"count": len(happenings)}
    facts = (
        str(machine.type),
        f"{_('Serial number')} {machine.serial}" if machine.serial else "",
        machine.customer.name,
        machine.site.one_line if machine.site else "",
        f"{_('Commissioned on')} {formats.day(machine.commissioned_on)}" if machine.commissioned_on else "",
        count,
    )
    return [fact for fact in facts if fact]
