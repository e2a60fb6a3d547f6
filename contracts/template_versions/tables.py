from collections.abc import Callable, Hashable
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, TakeOver, TemplateVersion
from contracts.template_versions.deciding import Foreseen, foresee
from contracts.template_versions.telling import sentences, sentences_of
from customers.columns import CustomerColumn
from tenancy.permissions import Right
from ui import formats, tables
from ui.in_common import InCommon, by_group


class VersionTable(tables.BaseTable):
    """Versions of templates: what changed, who did it, and how many running contracts stand on each."""

    number = tables.LinkColumn(
        "contracts:template_version", verbose_name=_("Version"), attrs={"td": {"class": "text-nowrap"}}
    )
    template = tables.LinkColumn(
        "contracts:template_edit",
        target=lambda row: row.template_id,
        order_by=("template__name",),
        verbose_name=_("Template"),
    )
    written_at = tables.MomentColumn(verbose_name=_("Saved"))
    written_by = tables.Column(verbose_name=_("By"), order_by=("written_by__name",), priority=2)
    changes = tables.Column(
        accessor="pk", orderable=False, verbose_name=_("What changed"), attrs={"td": {"class": "text-wrap"}}
    )
    running = tables.NumberColumn(verbose_name=_("Running contracts"))
    actions = tables.ActionsColumn("contracts/template_version_actions.html")

    changes_of: Callable[[TemplateVersion], list[str]]

    class Meta:
        order_by = ("template", "-number")

    def render_changes(self, record: Any) -> str:
        """Against the version before it."""
        return _one_a_line(self.changes_of(record)) or self.default

    def value_changes(self, record: Any) -> str:
        """The same in one line."""
        return "; ".join(self.changes_of(record)) or self.default


class TakeOverTable(tables.SelectableTable):
    """Running contracts and what the latest version of their template would bring to each."""

    number = tables.LinkColumn(
        "contracts:detail", verbose_name=_("Contract"), attrs={"td": {"class": "text-nowrap"}}
    )
    customer = CustomerColumn()
    template = tables.Column(order_by=("template__name",), priority=3, verbose_name=_("Template"))
    version = tables.NumberColumn(
        accessor="template_version__number", verbose_name=_("Version"), empty_values=()
    )
    changes = tables.Column(
        accessor="pk", orderable=False, verbose_name=_("What changes"), attrs={"td": {"class": "text-wrap"}}
    )
    from_on = tables.DateColumn(
        accessor="pk", order_by=("runs_until",), verbose_name=_("From"), empty_values=()
    )
    _found: dict[int, tuple[Foreseen, TakeOver | None]] | None = None

    def render_version(self, value: int | None) -> str:
        """Its number; nothing for contracts from before versions were kept."""
        return formats.NOTHING if value is None else str(value)

    def value_version(self, value: int | None) -> Any:
        """The bare number."""
        return value or ""

    def render_changes(self, record: Contract) -> str:
        """What waits for it, else what it could take over, else why it cannot; without what stands above."""
        group = self._groups.get(record.template_id) if self._changes(record) else None
        said = self._said(record)
        return _one_a_line(group.own(said) if group else said) or gettext("As above.")

    def value_changes(self, record: Contract) -> str:
        """The same in one line."""
        return "; ".join(self._said(record))

    @property
    def in_common(self) -> list[InCommon]:  # type: ignore[override] # computed
        """What the contracts of a template on this page take over alike."""
        return list(self._groups.values())

    @cached_property
    def _groups(self) -> dict[Hashable, InCommon]:
        rows = [row.record for row in self.paginated_rows]
        return by_group(
            (row.template_id, row.template, self._said(row)) for row in rows if self._changes(row)
        )

    def _changes(self, record: Contract) -> bool:
        """Whether anything will or may change for it."""
        seen, waiting = self._seen(record)
        return waiting is not None or seen.term is not None

    def _said(self, record: Contract) -> list[str]:
        seen, waiting = self._seen(record)
        may = Right.FEES_VIEW in self.request.rights
        currency = self.request.company.currency
        if waiting is not None:
            return sentences_of(waiting, currency, with_fees=may)
        return sentences(seen, currency, with_fees=may) if seen.term else [str(seen.reason)]

    def render_from_on(self, record: Contract) -> Any:
        """The first day of the term it begins with."""
        day = self.value_from_on(record)
        return self.base_columns["from_on"].render(day) if day else self.default

    def value_from_on(self, record: Contract) -> Any:
        """The bare day."""
        seen, waiting = self._seen(record)
        if waiting is not None:
            return waiting.from_on
        return seen.term.starts if seen.term else ""

    def _seen(self, record: Contract) -> tuple[Foreseen, TakeOver | None]:
        if self._found is None or record.pk not in self._found:
            rows = self.paginated_rows if self._found is None else self.rows
            contracts = [row.record for row in rows]
            waiting = {
                row.contract_id: row
                for row in TakeOver.objects.waiting()
                .filter(contract__in=contracts)
                .select_related("version", "contract")
                .prefetch_related("contract__lines")
            }
            today = self.request.company.today()
            self._found = {
                seen.contract.pk: (seen, waiting.get(seen.contract.pk)) for seen in foresee(contracts, today)
            }
        return self._found[record.pk]


def _one_a_line(said: list[str]) -> str:
    return format_html_join("", "<div>{}</div>", ((each,) for each in said))
