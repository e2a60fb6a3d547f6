from typing import Any

from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contracts.badges import NOTICE_BADGES, STATE_BADGES, SUSPENDED
from contracts.models import Contract, OwedVisit, Suspension
from contracts.standing import Standing, standings
from customers.columns import CustomerColumn
from tenancy.inserting import AnyOf
from tenancy.permissions import Right
from ui import tables
from ui.badges import drawn


class OwnFieldColumn(tables.Column):
    """What contracts say in a field of the company's own, for exports."""

    def __init__(self, *args: Any, field_id: int, **kwargs: Any) -> None:
        kwargs.update(empty_values=(), orderable=False, visible=False, accessor="pk")
        super().__init__(*args, **kwargs)
        self.field_id = field_id

    def value(self, record: Contract) -> Any:
        """The value itself."""
        return next((row.value for row in record.own_values.all() if row.field_id == self.field_id), "")


class ContractTable(tables.SelectableTable):
    """Contracts as they stand today: what is looked up for a row is looked up once for the whole page."""

    number = tables.LinkColumn(
        "contracts:detail", attrs={"td": {"class": "text-nowrap"}}, verbose_name=_("Number")
    )
    customer = CustomerColumn()
    main = tables.LinkColumn(
        "contracts:detail",
        target=lambda row: row.main_id,
        accessor="main_id",
        order_by=("main__number",),
        priority=4,
        verbose_name=_("Main contract"),
        attrs={"td": {"class": "text-nowrap"}},
    )
    city = tables.Column(accessor="customer__city", priority=3, verbose_name=_("Town"))
    state = tables.Column(accessor="pk", orderable=False, verbose_name=_("State"))
    term_from = tables.DateColumn(
        accessor="pk", empty_values=(), orderable=False, priority=4, verbose_name=_("Term from")
    )
    term_to = tables.DateColumn(
        accessor="pk", empty_values=(), order_by=("runs_until",), verbose_name=_("Term to")
    )
    fee = tables.MoneyColumn(
        accessor="pk",
        empty_values=(),
        order_by=("fee_now",),
        right=Right.FEES_VIEW,
        verbose_name=_("Yearly fee"),
    )
    refuse_by = tables.DateColumn(
        accessor="pk", empty_values=(), order_by=("refuse_by_now",), priority=2, verbose_name=_("Refuse by")
    )
    notice = tables.Column(accessor="pk", orderable=False, verbose_name=_("Notice"))
    visits_owed = tables.NumberColumn(
        accessor="pk", orderable=False, visible=False, empty_values=(), verbose_name=_("Visits owed")
    )
    technician = tables.Column(priority=3, order_by=("technician__name",), verbose_name=_("Technician"))

    flag_a = tables.BooleanColumn(priority=4, verbose_name=_("First flag"))
    flag_b = tables.BooleanColumn(priority=4, verbose_name=_("Second flag"))
    job = tables.Column(visible=False, verbose_name=_("Job number"))
    cost_centre = tables.Column(visible=False, verbose_name=_("Cost centre"))
    revenue_account = tables.Column(visible=False, verbose_name=_("Revenue account"))
    visit_cadence = tables.Column(visible=False, verbose_name=_("Next visit counted from"))

    _found: dict[int, Standing] | None = None
    _resting: set[int] | None = None
    _mains: dict[int, str] | None = None
    _owed: dict[int, int] | None = None

    def standing(self, record: Contract) -> Standing:
        """Where the row stands today; an export asks beyond the page, so it looks all rows up at once."""
        if self._found is None or record.pk not in self._found:
            rows = self.paginated_rows if self._found is None else self.rows
            self._found = standings([row.record for row in rows], self.request.company.today())
        return self._found[record.pk]

    def render_main(self, value: int) -> str:
        """The number of the contract it hangs under."""
        if self._mains is None or value not in self._mains:
            rows = self.paginated_rows if self._mains is None else self.rows
            keys = {row.record.main_id for row in rows} - {None}
            self._mains = dict(Contract.objects.filter(pk__in=keys).values_list("pk", "number"))
        return self._mains[value]

    def value_main(self, value: int) -> str:
        """The bare number."""
        return self.render_main(value)

    def render_visits_owed(self, record: Contract) -> int:
        """How many visits it owes that are not made."""
        if self._owed is None or record.pk not in self._owed:
            rows = self.paginated_rows if self._owed is None else self.rows
            keys = [row.record.pk for row in rows]
            open_ones = OwedVisit.objects.open().filter(AnyOf("contract_id", keys)).order_by()
            counts = open_ones.values_list("contract_id").annotate(Count("pk"))
            self._owed = dict.fromkeys(keys, 0) | dict(counts)
        return self._owed[record.pk]

    def value_visits_owed(self, record: Contract) -> int:
        """The bare number."""
        return self.render_visits_owed(record)

    def render_state(self, record: Contract) -> str:
        """The state as a badge, and whether the contract rests."""
        badge = drawn(STATE_BADGES[self.standing(record).state])
        return format_html("{} {}", badge, drawn(SUSPENDED)) if self._rests(record) else badge

    def value_state(self, record: Contract) -> str:
        """The state in words, and whether the contract rests."""
        state = str(STATE_BADGES[self.standing(record).state].label)
        return f"{state}, {SUSPENDED.label}" if self._rests(record) else state

    def _rests(self, record: Contract) -> bool:
        if self._resting is None:
            resting = Suspension.objects.on(self.request.company.today())
            self._resting = set(resting.values_list("contract_id", flat=True))
        return record.pk in self._resting

    def render_notice(self, record: Contract) -> str:
        """Where the renewal notice stands; nothing when the law wants none."""
        badge = NOTICE_BADGES.get(self.standing(record).notice)
        return drawn(badge) if badge else self.default

    def value_notice(self, record: Contract) -> str:
        """The notice in words."""
        badge = NOTICE_BADGES.get(self.standing(record).notice)
        return str(badge.label) if badge else ""

    def render_term_from(self, record: Contract) -> Any:
        """First day of the term that counts."""
        return self._day(record, "term_from", "starts_on")

    def value_term_from(self, record: Contract) -> Any:
        """The bare day."""
        return getattr(self.standing(record).term, "starts_on", "")

    def render_term_to(self, record: Contract) -> Any:
        """Last day of the term that counts."""
        return self._day(record, "term_to", "ends_on")

    def value_term_to(self, record: Contract) -> Any:
        """The bare day."""
        return getattr(self.standing(record).term, "ends_on", "")

    def render_fee(self, record: Contract) -> Any:
        """The yearly fee of that term."""
        term = self.standing(record).term
        return self.base_columns["fee"].render(term.annual_fee, self) if term else self.default

    def value_fee(self, record: Contract) -> Any:
        """The bare amount."""
        return getattr(self.standing(record).term, "annual_fee", "")

    def render_refuse_by(self, record: Contract) -> Any:
        """The last day to refuse, where a refusal has a meaning."""
        day = self.standing(record).refuse_by
        return self.base_columns["refuse_by"].render(day) if day else self.default

    def value_refuse_by(self, record: Contract) -> Any:
        """The bare day."""
        return self.standing(record).refuse_by or ""

    def _day(self, record: Contract, column: str, name: str) -> Any:
        term = self.standing(record).term
        return self.base_columns[column].render(getattr(term, name)) if term else self.default
