from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.versions.finding import contracts_of
from contracts.versions.kinds import KINDS, NAMED_WITH
from tenancy.history import Entry, entries_of, source_words
from tenancy.models import Change
from ui import formats, tables


class ChangeTable(tables.BaseTable):
    """Changes in words; what is looked up for one is looked up once for the whole page."""

    at = tables.MomentColumn(verbose_name=_("When"), order_by=("pk",), attrs={"td": {"class": "text-nowrap"}})
    actor = tables.Column(verbose_name=_("Who"), order_by=("actor__name", "pk"))
    source = tables.Column(verbose_name=_("From where"), priority=2)
    contract = tables.Column(accessor="pk", orderable=False, verbose_name=_("Contract"))
    what = tables.Column(accessor="pk", orderable=False, verbose_name=_("What"))
    operation = tables.Column(verbose_name=_("How"), priority=3)
    changes = tables.Column(accessor="pk", orderable=False, verbose_name=_("Before → after"))

    class Meta:
        order_by = ("-at",)

    _entries: dict[int, Entry] | None = None
    _contracts: dict[int, tuple[int, str]]

    def entry(self, record: Change) -> Entry:
        """The change in words; an export asks beyond the page, so it looks all rows up at once."""
        if self._entries is None or record.pk not in self._entries:
            rows = self.paginated_rows if self._entries is None else self.rows
            self._read([row.record for row in rows])
        assert self._entries is not None  # noqa: S101 - just read
        return self._entries[record.pk]

    def _read(self, changes: list[Change]) -> None:
        told: Iterable[Entry] = entries_of(changes, list(KINDS), self.request.rights, NAMED_WITH)
        self._entries = {entry.key: entry for entry in told}
        self._contracts = contracts_of(changes)

    def render_source(self, value: str) -> str:
        """Where it came from, in words."""
        return source_words(value) or str(_("office"))

    value_source = render_source

    def render_contract(self, record: Change) -> str:
        """Its number, leading to its page."""
        self.entry(record)
        key, number = self._contracts.get(record.pk, (0, ""))
        if not number:
            return str(self.default)
        return format_html('<a href="{}">{}</a>', reverse("contracts:detail", args=[key]), number)

    def value_contract(self, record: Change) -> str:
        """The bare number."""
        self.entry(record)
        return self._contracts.get(record.pk, (0, ""))[1]

    def render_what(self, record: Change) -> str:
        """The kind of row, and which."""
        entry = self.entry(record)
        return format_html('{}<div class="text-secondary small">{}</div>', entry.title, entry.name)

    def value_what(self, record: Change) -> str:
        """Likewise in one line."""
        entry = self.entry(record)
        return " · ".join(filter(None, (entry.title, entry.name)))

    def render_changes(self, record: Change) -> Any:
        """Each column on a line; a row that was made says nothing more."""
        lines = [(line,) for line in self._lines(record)]
        return format_html_join("", "<div>{}</div>", lines) or self.default

    def value_changes(self, record: Change) -> str:
        """Likewise as text."""
        return "\n".join(self._lines(record))

    def _lines(self, record: Change) -> list[str]:
        told = gettext("%(label)s: %(value)s")
        return [
            told % {"label": one.label, "value": _told(one.before, one.after, record)}
            for one in self.entry(record).differences
        ]


def _told(before: str, after: str, change: Change) -> str:
    if change.operation == Change.Operation.DELETED and after == formats.NOTHING:
        return before
    return f"{before} → {after}"
