"""What contracts know of a machine: those it stood under, their terms, the visits done and the letters sent."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from contracts.models import Contract, Notice, OwedVisit
from installed_base.models import Equipment
from installed_base.story import Happening
from tenancy.permissions import Right
from ui import formats


def of_machine(machine: Equipment, rights: Collection[str]) -> Iterator[Happening]:
    """The happenings of a machine's contracts; fees and letters only for those who may see them."""
    contracts = list(
        Contract.objects.filter(lines__machines__equipment=machine, runs_until__isnull=False)
        .distinct()
        .order_by("pk")
        .prefetch_related("terms")
    )
    for contract in contracts:
        url = contract.get_absolute_url()
        yield Happening(
            contract.signed_on or contract.start_on,
            _("Contract"),
            _("%(number)s signed, from %(day)s")
            % {"number": contract.number, "day": formats.day(contract.start_on)},
            url=url,
            icon="file-text",
        )
        for term in contract.terms.all():
            text = _("%(number)s, term %(term)s: %(from)s – %(to)s") % {
                "number": contract.number,
                "term": term.number,
                "from": formats.day(term.starts_on),
                "to": formats.day(term.ends_on),
            }
            if Right.FEES_VIEW in rights:
                text += f", {formats.money(term.fee)}"
            yield Happening(term.starts_on, _("Term"), text, url=url, icon="refresh")
        if contract.ended_on:
            text = _("%(number)s ended") % {"number": contract.number}
            yield Happening(contract.ended_on, _("Contract"), text, url=url, icon="file-off")
    done = OwedVisit.objects.filter(line__machines__equipment=machine, done_on__isnull=False)
    for visit in done.select_related("contract", "line").distinct():
        text = " · ".join(
            part for part in (visit.line.label, visit.contract.number, visit.done_reference) if part
        )
        url = visit.contract.get_absolute_url()
        yield Happening(visit.done_on, _("Visit"), text, url=url, icon="calendar-check")  # type: ignore[arg-type]
    if Right.LETTERS_VIEW in rights:
        sent = Notice.objects.filter(contract__in=contracts, sent_on__isnull=False)
        for notice in sent.select_related("contract"):
            text = _("Renewal notice of %(number)s, %(channel)s") % {
                "number": notice.contract.number,
                "channel": notice.get_channel_display(),
            }
            url = notice.contract.get_absolute_url()
            yield Happening(notice.sent_on, _("Letter"), text, url=url, icon="mail")  # type: ignore[arg-type]
